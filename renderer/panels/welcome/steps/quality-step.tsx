/** Fourth screen: a real test of this computer, and one recommendation that follows from it. */
import { Gauge } from 'lucide-react';
import { useEffect } from 'react';
import type { ProfileView, VideoFormat } from '../../../../shared/contract/settings.ts';
import { Button } from '../../../app/parts/button.tsx';
import { sizeOf } from '../../../app/parts/figures.ts';
import { Trouble } from '../../../app/parts/trouble.tsx';
import { editProfile, selectedProfile, useProfiles } from '../../../store/profiles.ts';
import { cancelTrial, runTrial, useTrial, type Trial } from '../../../store/session/trial.ts';
import { formatsFor, formatText, holds, lighterThan, measure, reasonText } from './recommendation.ts';
import { StepFoot } from './step-foot.tsx';
import type { StepWays } from '../welcome-steps.ts';
import { t } from '../../../words/words.ts';

/** Length of the test: long enough for the encoder to settle. */
const testSeconds = 6;

/** Starts the test by itself; the user may go on at any time. */
export function QualityStep(ways: StepWays) {
  const profile = useProfiles(selectedProfile);
  const trial = useTrial((store) => store.trial);
  useEffect(() => {
    void runTrial(testSeconds);
    return () => void cancelTrial();
  }, []);
  if (!profile) return null;
  return (
    <div className="welcome-step">
      <h1>{t('welcome.quality.title')}</h1>
      <TestOutcome trial={trial} profile={profile} />
      <details className="notes">
        <summary>{t('welcome.quality.other')}</summary>
        <FormatChoice profile={profile} />
      </details>
      <StepFoot {...ways} next={t(trial.phase === 'result' ? 'welcome.next' : 'welcome.quality.skip')} />
    </div>
  );
}

type OutcomeProps = { readonly trial: Trial; readonly profile: ProfileView };

function TestOutcome({ trial, profile }: OutcomeProps) {
  if (trial.phase === 'failed') {
    return (
      <Trouble error={trial.error}>
        <Button onClick={() => void runTrial(testSeconds)}>{t('welcome.quality.again')}</Button>
      </Trouble>
    );
  }
  if (trial.phase !== 'result') return <TestRunning trial={trial} />;
  const measured = measure(trial.report, trial.stats);
  const isHeld = holds(measured);
  const lighter = lighterThan(profile.video);
  return (
    <div className="recommendation" role="status">
      <p className="recommendation-line">{formatText(isHeld ? profile.video : lighter)}</p>
      <p className="muted">{reasonText(measured, profile.serviceId)}</p>
      {isHeld ? null : <LighterOffer profile={profile} lighter={lighter} />}
    </div>
  );
}

function TestRunning({ trial }: { readonly trial: Trial }) {
  const left = trial.phase === 'running' ? ` ${t('welcome.quality.left', { seconds: trial.secondsLeft })}` : '';
  return (
    <div className="recommendation" role="status">
      <p className="recommendation-line">
        <Gauge aria-hidden="true" /> {t('welcome.quality.testing')}
      </p>
      <p className="muted">
        {t('welcome.quality.about')}
        {left}
      </p>
    </div>
  );
}

function LighterOffer({ profile, lighter }: { readonly profile: ProfileView; readonly lighter: VideoFormat }) {
  const use = async () => {
    await editProfile(profile.id, { video: lighter });
    await runTrial(testSeconds);
  };
  return <Button onClick={() => void use()}>{t('welcome.quality.use', { format: formatText(lighter) })}</Button>;
}

function FormatChoice({ profile }: { readonly profile: ProfileView }) {
  const choose = async (video: VideoFormat) => {
    await cancelTrial();
    await editProfile(profile.id, { video });
    await runTrial(testSeconds);
  };
  return (
    <fieldset className="choices">
      <legend className="visually-hidden">{t('welcome.quality.legend')}</legend>
      {formatsFor(profile.serviceId, profile.audio).map((format) => (
        <label key={sizeOf(format)} className="quality">
          <input
            type="radio"
            name="welcome-quality"
            checked={sizeOf(format) === sizeOf(profile.video)}
            onChange={() => void choose(format)}
          />
          {formatText(format)}
        </label>
      ))}
    </fieldset>
  );
}
