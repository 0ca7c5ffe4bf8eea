/** Second screen: the user sees the picture, sees the level move, and gets a tick when the sound is right. */
import { Check, Ear } from 'lucide-react';
import { useEffect, useState, type ReactNode } from 'react';
import { useMedia } from '../../../app/media-port.ts';
import { goodFromDb, goodToDb } from '../../../app/meter/level-scale.ts';
import { chosenSound } from '../../../store/show/plans/quick-choice.ts';
import { useShow } from '../../../store/show/show.ts';
import { StepFoot } from './step-foot.tsx';
import type { StepWays } from '../welcome-steps.ts';
import { WelcomePreview } from './welcome-preview.tsx';
import { t } from '../../../words/words.ts';

/** Levels in the good range before the tick, about a third of a second: a knock on the desk is shorter. */
const goodLevelsNeeded = 5;

type SourcesStepProps = StepWays & { readonly picture: ReactNode; readonly sound: ReactNode };

/** Live preview beside the choices. */
export function SourcesStep({ picture, sound, ...ways }: SourcesStepProps) {
  const sourceKind = useShow((show) => chosenSound(show)?.input.kind ?? 'silence', 'silence');
  return (
    <div className="welcome-step">
      <h1>{t('welcome.sources.title')}</h1>
      <div className="welcome-columns">
        <div className="welcome-side">
          <WelcomePreview />
          {sourceKind === 'silence' ? null : <SoundCheck key={sourceKind} kind={sourceKind} />}
        </div>
        <div className="welcome-choices">
          {picture}
          {sound}
        </div>
      </div>
      <StepFoot {...ways} next={t('welcome.next')} />
    </div>
  );
}

function SoundCheck({ kind }: { readonly kind: 'test' | 'microphone' }) {
  const heard = useGoodLevel();
  if (heard) {
    return (
      <p className="sound-check sound-good" role="status">
        <Check aria-hidden="true" /> {t('welcome.sources.good')}
      </p>
    );
  }
  return (
    <p className="sound-check" role="status">
      <Ear aria-hidden="true" />
      {t(kind === 'test' ? 'welcome.sources.beep' : 'welcome.sources.say')}
    </p>
  );
}

/** True once the level has stood in the good range for a moment. */
function useGoodLevel(): boolean {
  const { onLevel } = useMedia();
  const [heard, setHeard] = useState(false);
  useEffect(() => {
    let good = 0;
    const stop = onLevel(({ peakDb }) => {
      const peak = Math.max(peakDb[0], peakDb[1]);
      good = peak >= goodFromDb && peak <= goodToDb ? good + 1 : Math.max(0, good - 1);
      if (good < goodLevelsNeeded) return;
      stop();
      setHeard(true);
    });
    return stop;
  }, [onLevel]);
  return heard;
}
