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
      <h1>Try it</h1>
      <div className="welcome-columns">
        <WelcomePreview />
        <TrialWords trial={trial} />
      </div>
      {isOff ? (
        <p className="welcome-ways">
          What is it? <Button onClick={onPicture}>Picture or sound</Button>
          <Button onClick={onQuality}>It stutters</Button>
        </p>
      ) : null}
      <StepFoot onBack={onBack} onNext={onNext} next={trial.phase === 'result' ? 'Looks right' : 'Skip the rehearsal'}>
        {trial.phase === 'result' ? (
          <Button aria-expanded={isOff} onClick={() => setIsOff(!isOff)}>
            Something’s off
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
          <Button onClick={() => void runTrial(rehearsalSeconds)}>Rehearse again</Button>
        </Trouble>
      );
    case 'result':
      return <CameBack report={trial.report} />;
    case 'running':
      return (
        <div className="came-back" role="status">
          <h2>Rehearsal running</h2>
          <p className="muted">
            The whole way is used, encoder and connection included, but it ends inside this computer. Move and talk.
          </p>
          <p className="recommendation-line">{trial.secondsLeft} s</p>
        </div>
      );
    case 'idle':
    case 'starting':
    case 'stopping':
      return (
        <p className="muted" role="status">
          {trial.phase === 'stopping' ? 'Checking what came back…' : 'Starting the rehearsal…'}
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
      <h2>This is what came back</h2>
      <p className={`verdict verdict-${isGood ? 'ok' : 'weak'}`}>
        {isGood ? <CircleCheck aria-hidden="true" /> : <TriangleAlert aria-label="Warning" />}
        {isGood ? 'Picture and sound came back in order.' : received.problems[0]}
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
