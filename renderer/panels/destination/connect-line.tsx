/** The five steps of going live, honest about what a server does not tell. */
import { Check, Circle, LoaderCircle } from 'lucide-react';
import type { SessionSnapshot } from '../../../shared/contract/session.ts';
import { presetFor } from '../../../shared/live/services/presets.ts';
import { connectSteps, type ConnectStep } from '../../../shared/live/session/status.ts';
import { useLive } from '../../store/live.ts';

/** Found · connected · accepted · sending · confirmed. */
export function ConnectLine() {
  const session = useLive((store) => store.session);
  const reached = session.step === null ? -1 : connectSteps.indexOf(session.step);
  const trying = session.state === 'checking' || session.state === 'connecting' || session.state === 'reconnecting';
  return (
    <ol className="connect-line" aria-label="Connection steps">
      {connectSteps.map((step, index) => {
        const standing = index <= reached ? 'done' : trying && index === reached + 1 ? 'now' : 'todo';
        return (
          <li key={step} className={`connect-${standing}`} aria-current={standing === 'now' ? 'step' : undefined}>
            <StepMark standing={standing} />
            <span>{stepText(step, session)}</span>
            <span className="visually-hidden">{standingWords[standing]}</span>
          </li>
        );
      })}
    </ol>
  );
}

type Standing = 'done' | 'now' | 'todo';

const standingWords: Readonly<Record<Standing, string>> = { done: 'done', now: 'in progress', todo: 'not yet' };

function StepMark({ standing }: { readonly standing: Standing }) {
  if (standing === 'done') return <Check aria-hidden="true" />;
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
      if (confirmedBy === 'acknowledged') return 'Confirmed: what we send is acknowledged';
      if (confirmedBy === 'accepted') return `Accepted without an error; ${service} doesn’t acknowledge bytes`;
      return 'Confirmed';
  }
}
