/** The five steps of going live, honest about what a server does not tell. */
import { Check, Circle, LoaderCircle, X } from 'lucide-react';
import type { OutputSnapshot } from '../../../../shared/contract/delivery.ts';
import { connectSteps, type ConnectStep, type SessionState } from '../../../../shared/live/session/status.ts';
import { t } from '../../../words/words.ts';

/** What the line tells of one connection. */
export type ConnectView = Pick<OutputSnapshot, 'name' | 'host' | 'secure' | 'step' | 'confirmedBy'> & {
  readonly state: SessionState | OutputSnapshot['state'];
};

/** Found · connected · accepted · sending · confirmed. */
export function ConnectLine({ view }: { readonly view: ConnectView }) {
  const reached = view.step === null ? -1 : connectSteps.indexOf(view.step);
  return (
    <ol className="connect-line" aria-label={t('destination.steps.title')}>
      {connectSteps.map((step, index) => {
        const standing = standingOf(index - reached, view.state);
        return (
          <li key={step} className={`connect-${standing}`} aria-current={standing === 'now' ? 'step' : undefined}>
            <StepMark standing={standing} />
            <span>{stepText(step, view)}</span>
            <span className={standing === 'failed' ? 'small muted' : 'visually-hidden'}>
              {t(`destination.steps.${standingKeys[standing]}`)}
            </span>
          </li>
        );
      })}
    </ol>
  );
}

type Standing = 'done' | 'now' | 'failed' | 'todo';

const standingKeys = { done: 'done', now: 'now', failed: 'failedHere', todo: 'todo' } as const;

/** `ahead` counts the steps from the last one reached. */
function standingOf(ahead: number, state: ConnectView['state']): Standing {
  if (ahead <= 0) return 'done';
  if (ahead > 1) return 'todo';
  if (state === 'failed') return 'failed';
  return state === 'checking' || state === 'connecting' || state === 'reconnecting' ? 'now' : 'todo';
}

function StepMark({ standing }: { readonly standing: Standing }) {
  if (standing === 'done') return <Check aria-hidden="true" />;
  if (standing === 'failed') return <X aria-hidden="true" />;
  return standing === 'now' ? <LoaderCircle aria-hidden="true" className="turning" /> : <Circle aria-hidden="true" />;
}

function stepText(step: ConnectStep, { name, host, secure, confirmedBy }: ConnectView): string {
  switch (step) {
    case 'found':
      return t('destination.steps.found', { host: host || t('destination.steps.theServer') });
    case 'connected':
      return t(secure ? 'destination.steps.encrypted' : 'destination.steps.connected');
    case 'accepted':
      return t('destination.steps.accepted');
    case 'sending':
      return t('destination.steps.sending');
    case 'confirmed':
      return confirmedText(confirmedBy, name || t('destination.steps.nameless'));
  }
}

/** Never claims more than the server told. */
function confirmedText(confirmedBy: ConnectView['confirmedBy'], name: string): string {
  if (confirmedBy === 'acknowledged') return t('destination.steps.acknowledged');
  return confirmedBy === 'accepted' ? t('destination.steps.noErrors', { name }) : t('destination.steps.confirmed');
}
