/** Breaking things on purpose, in a rehearsal only: six buttons, each says what will happen and what recovers. */
import { useState } from 'react';
import type { RehearsalFault } from '../../../../shared/contract/delivery.ts';
import { Button } from '../../../app/parts/button.tsx';
import { setFault } from '../../../store/session/outputs.ts';
import { faults, type FaultWords } from './fault-words.ts';

/** The panel; what is broken now is remembered as long as the rehearsal runs. */
export function FailureRehearsal() {
  const [broken, setBroken] = useState<ReadonlySet<RehearsalFault>>(new Set());
  const press = async ({ kind, lasts }: FaultWords) => {
    const on = !broken.has(kind);
    if (!(await setFault(kind, on)) || !lasts) return;
    setBroken((before) => new Set(on ? [...before, kind] : [...before].filter((other) => other !== kind)));
  };
  return (
    <details className="notes faults">
      <summary>Rehearse a failure</summary>
      <p>Nobody can see this. Break something and watch what Uplink does.</p>
      <ul>
        {faults.map((fault) => (
          <FaultRow key={fault.kind} fault={fault} broken={broken.has(fault.kind)} onPress={() => void press(fault)} />
        ))}
      </ul>
    </details>
  );
}

type FaultRowProps = { readonly fault: FaultWords; readonly broken: boolean; readonly onPress: () => void };

function FaultRow({ fault, broken, onPress }: FaultRowProps) {
  const { kind, name, what, recovery, lasts } = fault;
  return (
    <li>
      <Button aria-pressed={lasts ? broken : undefined} aria-describedby={`fault-${kind}`} onClick={onPress}>
        {name}
      </Button>
      <p id={`fault-${kind}`}>
        {broken ? 'Broken now; press again to mend it. ' : `${what} `}
        {recovery}
      </p>
    </li>
  );
}
