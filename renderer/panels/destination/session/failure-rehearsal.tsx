/** Breaking things on purpose, in a rehearsal only: six buttons, each says what will happen and what recovers. */
import { Button } from '../../../app/parts/button.tsx';
import { useLive } from '../../../store/live.ts';
import { setFault } from '../../../store/session/outputs.ts';
import { isRecording } from '../../../store/session/recording.ts';
import { faults, type Fault } from './faults.ts';
import { t } from '../../../words/words.ts';

/** The panel; main knows what is broken now. */
export function FailureRehearsal() {
  return (
    <details className="notes faults">
      <summary>{t('destination.faults.title')}</summary>
      <p>{t('destination.faults.about')}</p>
      <ul>
        {faults.map((fault) => (
          <FaultRow key={fault.kind} fault={fault} />
        ))}
      </ul>
    </details>
  );
}

function FaultRow({ fault }: { readonly fault: Fault }) {
  const { kind, lasts, needsRecording } = fault;
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
        {t(`destination.faults.kinds.${kind}.name`)}
      </Button>
      <p id={`fault-${kind}`}>
        {isMissing
          ? t('destination.faults.needsRecording')
          : isBroken
            ? t('destination.faults.broken')
            : t(`destination.faults.kinds.${kind}.what`)}{' '}
        {t(`destination.faults.kinds.${kind}.recovery`)}
      </p>
    </li>
  );
}
