/** Fifth screen: a rehearsal that runs by itself, and what came back from it. */
import { CircleCheck, TriangleAlert } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { Report } from '../../../../shared/contract/report.ts';
import { Button } from '../../../app/parts/button.tsx';
import { receivedFigures } from '../../../app/parts/report-figures.ts';
import { Trouble } from '../../../app/parts/trouble.tsx';
import { cancelTrial, runTrial, useTrial, type Trial } from '../../../store/session/trial.ts';
import { StepFoot } from './step-foot.tsx';
import { WelcomePreview } from './welcome-preview.tsx';
import type { StepWays } from '../welcome-steps.ts';
import { t } from '../../../words/words.ts';

/** Length of the rehearsal. */
const rehearsalSeconds = 12;

type TryStepProps = StepWays & { readonly onPicture: () => void; readonly onQuality: () => void };

/** Ends with Looks right, which opens the studio, or with the screens that can put it right. */
export function TryStep({ onBack, onNext, onPicture, onQuality }: TryStepProps) {
  const trial = useTrial((store) => store.trial);
  const [isOff, setIsOff] = useState(false);
  useEffect(() => {
    void runTrial(rehearsalSeconds);
    return () => void cancelTrial();
  }, []);
  return (
    <div className="welcome-step">
      <h1>{t('welcome.try.title')}</h1>
      <div className="welcome-columns">
        <WelcomePreview />
        <TrialWords trial={trial} />
      </div>
      {isOff ? (
        <p className="welcome-ways">
          {t('welcome.try.what')} <Button onClick={onPicture}>{t('welcome.try.picture')}</Button>
          <Button onClick={onQuality}>{t('welcome.try.stutters')}</Button>
        </p>
      ) : null}
      <StepFoot
        onBack={onBack}
        onNext={onNext}
        next={t(trial.phase === 'result' ? 'welcome.try.right' : 'welcome.try.skip')}
      >
        {trial.phase === 'result' ? (
          <Button aria-expanded={isOff} onClick={() => setIsOff(!isOff)}>
            {t('welcome.try.off')}
          </Button>
        ) : null}
      </StepFoot>
    </div>
  );
}

function TrialWords({ trial }: { readonly trial: Trial }) {
  switch (trial.phase) {
    case 'failed':
      return (
        <Trouble error={trial.error}>
          <Button onClick={() => void runTrial(rehearsalSeconds)}>{t('welcome.try.again')}</Button>
        </Trouble>
      );
    case 'result':
      return <CameBack report={trial.report} />;
    case 'running':
      return (
        <div className="came-back" role="status">
          <h2>{t('welcome.try.running')}</h2>
          <p className="muted">{t('welcome.try.about')}</p>
          <p className="recommendation-line">{t('welcome.try.seconds', { seconds: trial.secondsLeft })}</p>
        </div>
      );
    case 'idle':
    case 'starting':
    case 'stopping':
      return (
        <p className="muted" role="status">
          {t(trial.phase === 'stopping' ? 'welcome.try.checking' : 'welcome.try.starting')}
        </p>
      );
  }
}

function CameBack({ report }: { readonly report: Report }) {
  const { received } = report;
  if (received === null) return <p className="muted">{report.headline}</p>;
  const isGood = received.problems.length === 0;
  return (
    <div className="came-back" role="status">
      <h2>{t('welcome.try.cameBack')}</h2>
      <p className={`verdict verdict-${isGood ? 'ok' : 'weak'}`}>
        {isGood ? <CircleCheck aria-hidden="true" /> : <TriangleAlert aria-label={t('welcome.warning')} />}
        {isGood ? t('welcome.try.inOrder') : received.problems[0]}
      </p>
      <dl className="numbers numbers-wide">
        {receivedFigures(received).map(({ name, text }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
