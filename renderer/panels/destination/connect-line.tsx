/** The five steps of going live, honest about what a server does not tell. */
import { Check, Circle, LoaderCircle, X } from 'lucide-react';
import type { SessionSnapshot } from '../../../shared/contract/session.ts';
import { presetFor } from '../../../shared/live/services/presets.ts';
import { connectSteps, type ConnectStep, type SessionState } from '../../../shared/live/session/status.ts';
import { useLive } from '../../store/live.ts';

/** Found · connected · accepted · sending · confirmed. */
export function ConnectLine() {
  const session = useLive((store) => store.session);
  const reached = session.step === null ? -1 : connectSteps.indexOf(session.step);
  return (
    <ol className="connect-line" aria-label="Connection steps">
      {connectSteps.map((step, index) => {
        const standing = standingOf(index - reached, session.state);
        return (
          <li key={step} className={`connect-${standing}`} aria-current={standing === 'now' ? 'step' : undefined}>
            <StepMark standing={standing} />
            <span>{stepText(step, session)}</span>
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
function standingOf(ahead: number, state: SessionState): Standing {
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

function stepText(step: ConnectStep, { destination, confirmedBy }: SessionSnapshot): string {
  const service = destination === null ? 'The server' : presetFor(destination.serviceId).name;
  switch (step) {
    case 'found':
      return `Found ${destination?.host ?? 'the server'}`;
    case 'connected':
      return destination?.secure === true ? 'Connected, encrypted' : 'Connected';
    case 'accepted':
      return 'Stream accepted';
    case 'sending':
      return 'Sending picture and sound';
    case 'confirmed':
      return confirmedText(confirmedBy, service);
  }
}

/** Never claims more than the server told. */
function confirmedText(confirmedBy: SessionSnapshot['confirmedBy'], service: string): string {
  if (confirmedBy === 'acknowledged') return 'Confirmed: what we send is acknowledged';
  return confirmedBy === 'accepted' ? `Accepted without an error; ${service} doesn’t acknowledge bytes` : 'Confirmed';
}
