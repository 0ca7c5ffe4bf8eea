/** Breaking things on purpose, in a rehearsal only: six buttons, each says what will happen and what recovers. */
import { Button } from '../../../app/parts/button.tsx';
import { useLive } from '../../../store/live.ts';
import { setFault } from '../../../store/session/outputs.ts';
import { isRecording } from '../../../store/session/recording.ts';
import { faults, type FaultWords } from './fault-words.ts';

/** The panel; main knows what is broken now. */
export function FailureRehearsal() {
  return (
    <details className="notes faults">
      <summary>Rehearse a failure</summary>
      <p>Nobody can see this. Break something and watch what Uplink does.</p>
      <ul>
        {faults.map((fault) => (
          <FaultRow key={fault.kind} fault={fault} />
        ))}
      </ul>
    </details>
  );
}

function FaultRow({ fault }: { readonly fault: FaultWords }) {
  const { kind, name, what, recovery, lasts, needsRecording } = fault;
  const isBroken = useLive(({ session }) => session.broken?.includes(kind) ?? false);
  const isMissing = useLive(({ session }) => needsRecording && !isRecording(session.recording)) && !isBroken;
  return (
    <li>
      <Button
        disabled={isMissing}
        aria-pressed={lasts ? isBroken : undefined}
        aria-describedby={`fault-${kind}`}
        onClick={() => void setFault(kind, !isBroken)}
      >
        {name}
      </Button>
      <p id={`fault-${kind}`}>
        {isMissing ? 'Start a recording first. ' : isBroken ? 'Broken now; press again to mend it. ' : `${what} `}
        {recovery}
      </p>
    </li>
  );
}
