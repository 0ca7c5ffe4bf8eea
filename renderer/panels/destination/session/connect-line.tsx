/** The five steps of going live, honest about what a server does not tell. */
import { Check, Circle, LoaderCircle, X } from 'lucide-react';
import type { OutputSnapshot } from '../../../../shared/contract/delivery.ts';
import { connectSteps, type ConnectStep, type SessionState } from '../../../../shared/live/session/status.ts';

/** What the line tells of one connection. */
export type ConnectView = Pick<OutputSnapshot, 'name' | 'host' | 'secure' | 'step' | 'confirmedBy'> & {
  readonly state: SessionState | OutputSnapshot['state'];
};

/** Found · connected · accepted · sending · confirmed. */
export function ConnectLine({ view }: { readonly view: ConnectView }) {
  const reached = view.step === null ? -1 : connectSteps.indexOf(view.step);
  return (
    <ol className="connect-line" aria-label="Connection steps">
      {connectSteps.map((step, index) => {
        const standing = standingOf(index - reached, view.state);
        return (
          <li key={step} className={`connect-${standing}`} aria-current={standing === 'now' ? 'step' : undefined}>
            <StepMark standing={standing} />
            <span>{stepText(step, view)}</span>
            <span className={standing === 'failed' ? 'small muted' : 'visually-hidden'}>{standingWords[standing]}</span>
          </li>
        );
      })}
    </ol>
  );
}

type Standing = 'done' | 'now' | 'failed' | 'todo';

const standingWords: Readonly<Record<Standing, string>> = {
  done: 'done',
  now: 'in progress',
  failed: 'failed here',
  todo: 'not yet',
};

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
      return `Found ${host === '' ? 'the server' : host}`;
    case 'connected':
      return secure ? 'Connected, encrypted' : 'Connected';
    case 'accepted':
      return 'Stream accepted';
    case 'sending':
      return 'Sending picture and sound';
    case 'confirmed':
      return confirmedText(confirmedBy, name === '' ? 'The server' : name);
  }
}

/** Never claims more than the server told. */
function confirmedText(confirmedBy: ConnectView['confirmedBy'], name: string): string {
  if (confirmedBy === 'acknowledged') return 'Confirmed: what we send is acknowledged';
  return confirmedBy === 'accepted' ? `Accepted without an error; ${name} doesn’t acknowledge bytes` : 'Confirmed';
}
