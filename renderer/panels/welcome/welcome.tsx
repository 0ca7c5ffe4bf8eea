/** The first run: five short screens from an empty studio to a rehearsal that came back; each can be skipped. */
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { Button } from '../../app/parts/button.tsx';
import { changeSettings } from '../../store/settings.ts';
import { cancelTrial } from '../../store/session/trial.ts';
import { IntentStep } from './steps/intent-step.tsx';
import { QualityStep } from './steps/quality-step.tsx';
import { SourcesStep } from './steps/sources-step.tsx';
import { TryStep } from './steps/try-step.tsx';
import { WhereStep } from './steps/where-step.tsx';
import { isLastStep, stepAfter, stepBefore, welcomeSteps, type WelcomeStep } from './welcome-steps.ts';
import { t } from '../../words/words.ts';

type WelcomeProps = {
  /** Panels that other features own, handed in by the shell. */
  readonly picture: ReactNode;
  readonly sound: ReactNode;
  readonly where: ReactNode;
  /** What can't wait until the welcome is over. */
  readonly notices: ReactNode;
};

/** Shown instead of the main window until it is finished or skipped. */
export function Welcome(slots: WelcomeProps) {
  const [step, setStep] = useState<WelcomeStep>('intent');
  const go = (next: WelcomeStep) => {
    void cancelTrial();
    setStep(next);
  };
  return (
    <div className="welcome">
      <header className="welcome-head">
        <strong>Uplink</strong>
        <span className="muted">
          {t('welcome.step', { step: welcomeSteps.indexOf(step) + 1, steps: welcomeSteps.length })}
        </span>
        <Button weight="quiet" onClick={() => void leave()}>
          {t('welcome.skip')}
        </Button>
      </header>
      <div className="welcome-notices">{slots.notices}</div>
      <StepMain key={step}>
        <StepBody step={step} go={go} slots={slots} />
      </StepMain>
    </div>
  );
}

/** Takes the focus with each new screen, so that keyboard and screen reader begin at its top. */
function StepMain({ children }: { readonly children: ReactNode }) {
  const main = useRef<HTMLElement>(null);
  useEffect(() => main.current?.focus({ preventScroll: true }), []);
  return (
    <main ref={main} className="welcome-main" tabIndex={-1} aria-label={t('welcome.region')} data-region="Welcome">
      {children}
    </main>
  );
}

type StepBodyProps = {
  readonly step: WelcomeStep;
  readonly go: (step: WelcomeStep) => void;
  readonly slots: WelcomeProps;
};

function StepBody({ step, go, slots }: StepBodyProps) {
  const steps = {
    onBack: () => go(stepBefore(step)),
    onNext: () => (isLastStep(step) ? void leave() : go(stepAfter(step))),
  };
  switch (step) {
    case 'intent':
      return <IntentStep onNext={steps.onNext} onLook={() => void leave()} />;
    case 'sources':
      return <SourcesStep {...steps} picture={slots.picture} sound={slots.sound} />;
    case 'where':
      return <WhereStep {...steps} fields={slots.where} />;
    case 'quality':
      return <QualityStep {...steps} />;
    case 'try':
      return <TryStep {...steps} onPicture={() => go('sources')} onQuality={() => go('quality')} />;
  }
}

async function leave(): Promise<void> {
  await changeSettings({ welcomed: true });
  await cancelTrial();
}
