/** The buttons of a row: what each one does concerns this destination alone. */
import { useEffect, useRef, useState } from 'react';
import type { OutputSnapshot } from '../../../../shared/contract/delivery.ts';
import { isOnAir } from '../../../../shared/live/session/status.ts';
import { Button } from '../../../app/parts/button.tsx';
import { isActive, useLive } from '../../../store/live.ts';
import { isMain, removeDestination, type Place } from '../../../store/profiles.ts';
import { commandOutput, type OutputCommand } from '../../../store/session/outputs.ts';
import { showDestination, useView } from '../../../store/view.ts';

type RowActionsProps = {
  readonly id: string;
  readonly name: string;
  readonly place: Place | null;
  readonly output: OutputSnapshot | undefined;
};

/** Retry now, Pause or Resume, Start or Stop, and for those beside the main one Edit and Remove. */
export function RowActions({ id, name, place, output }: RowActionsProps) {
  const [asking, setAsking] = useState(false);
  const onAir = useLive(({ session }) => isOnAir(session.state) || session.state === 'connecting');
  const running = useLive(({ session }) => isActive(session.state));
  const own = place !== null && !isMain(place) ? place : null;
  const state = output?.state ?? 'idle';
  if (asking && own !== null) return <RemoveQuestion place={own} onDone={() => setAsking(false)} />;
  const commands = onAir ? commandsFor(state) : [];
  if (commands.length === 0 && own === null) return null;
  return (
    <div className="destination-actions" role="group" aria-label={name}>
      {commands.map(({ command, label }) => (
        <Button key={slots[command]} aria-label={`${label}: ${name}`} onClick={() => void commandOutput(id, command)}>
          {label}
        </Button>
      ))}
      {own === null ? null : (
        <>
          <EditButton place={own} locked={running && !isAtRest(state)} />
          <Button weight="quiet" aria-label={`Remove ${name}…`} onClick={() => setAsking(true)}>
            Remove…
          </Button>
        </>
      )}
    </div>
  );
}

function isAtRest(state: OutputSnapshot['state']): boolean {
  return state === 'idle' || state === 'failed';
}

/** A button that turns into its opposite keeps its place, and the focus with it. */
const slots: Readonly<Record<OutputCommand, string>> = {
  start: 'power',
  stop: 'power',
  pause: 'hold',
  resume: 'hold',
  retry: 'retry',
};

type Offered = { readonly command: OutputCommand; readonly label: string };

const stop: Offered = { command: 'stop', label: 'Stop' };

/** What may be done in each state. */
function commandsFor(state: OutputSnapshot['state']): readonly Offered[] {
  switch (state) {
    case 'idle':
    case 'failed':
      return [{ command: 'start', label: 'Start' }];
    case 'live':
      return [stop, { command: 'pause', label: 'Pause' }];
    case 'paused':
      return [stop, { command: 'resume', label: 'Resume' }];
    case 'reconnecting':
      return [stop, { command: 'retry', label: 'Retry now' }];
    case 'connecting':
      return [stop];
    case 'ending':
      return [];
  }
}

/** Address and key of a destination that sends can't change under it. */
function EditButton({ place, locked }: { readonly place: Place; readonly locked: boolean }) {
  const open = useView((store) => store.openDestination === place.id);
  return (
    <Button
      weight="quiet"
      disabled={locked}
      title={locked ? 'Stop it first' : undefined}
      aria-expanded={open}
      aria-label={`Edit ${place.name}`}
      onClick={() => showDestination(open ? null : place.id)}
    >
      Edit
    </Button>
  );
}

function RemoveQuestion({ place, onDone }: { readonly place: Place; readonly onDone: () => void }) {
  const remove = useRef<HTMLButtonElement>(null);
  // The question took the place of the button that had the focus.
  useEffect(() => remove.current?.focus(), []);
  return (
    <div className="destination-actions" role="group" aria-label={`Remove ${place.name}?`}>
      <p className="small muted">Its address and stream key are removed from this computer.</p>
      <button ref={remove} type="button" className="button button-end" onClick={() => void removeDestination(place)}>
        Remove
      </button>
      <Button onClick={onDone}>Keep</Button>
    </div>
  );
}
