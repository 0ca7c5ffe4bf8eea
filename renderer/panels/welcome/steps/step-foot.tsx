/** The foot of a welcome screen: back at the left, the way on at the right. */
import type { ReactNode } from 'react';
import { Button } from '../../../app/parts/button.tsx';
import type { StepWays } from '../welcome-steps.ts';
import { t } from '../../../words/words.ts';

type StepFootProps = StepWays & {
  readonly next: string;
  /** More ways on, before the main one. */
  readonly children?: ReactNode;
};

/** Back and next. */
export function StepFoot({ onBack, onNext, next, children }: StepFootProps) {
  return (
    <footer className="welcome-foot">
      <Button weight="quiet" onClick={onBack}>
        {t('welcome.back')}
      </Button>
      <span className="welcome-ways">
        {children}
        <Button weight="accent" onClick={onNext}>
          {next}
        </Button>
      </span>
    </footer>
  );
}
