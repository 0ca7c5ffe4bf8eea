/** The buttons of a row: what each one does concerns this destination alone. */
import { useEffect, useRef, useState } from 'react';
import type { OutputSnapshot } from '../../../../shared/contract/delivery.ts';
import { isOnAir } from '../../../../shared/live/session/status.ts';
import { Button } from '../../../app/parts/button.tsx';
import { isActive, useLive } from '../../../store/live.ts';
import { isMain, removeDestination, type Place } from '../../../store/profiles.ts';
import { commandOutput, type OutputCommand } from '../../../store/session/outputs.ts';
import { showDestination, useView } from '../../../store/view.ts';
import { t } from '../../../words/words.ts';

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
      {commands.map((command) => (
        <Command key={slots[command]} id={id} name={name} command={command} />
      ))}
      {own === null ? null : (
        <>
          <EditButton place={own} locked={running && !isAtRest(state)} />
          <Button weight="quiet" aria-label={t('destination.rows.removeOf', { name })} onClick={() => setAsking(true)}>
            {t('destination.rows.remove')}
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

type CommandProps = { readonly id: string; readonly name: string; readonly command: OutputCommand };

function Command({ id, name, command }: CommandProps) {
  const verb = t(`destination.rows.${command}`);
  return (
    <Button aria-label={t('destination.rows.command', { verb, name })} onClick={() => void commandOutput(id, command)}>
      {verb}
    </Button>
  );
}

/** What may be done in each state. */
function commandsFor(state: OutputSnapshot['state']): readonly OutputCommand[] {
  switch (state) {
    case 'idle':
    case 'failed':
      return ['start'];
    case 'live':
      return ['stop', 'pause'];
    case 'paused':
      return ['stop', 'resume'];
    case 'reconnecting':
      return ['stop', 'retry'];
    case 'connecting':
      return ['stop'];
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
      title={locked ? t('destination.rows.stopFirst') : undefined}
      aria-expanded={open}
      aria-label={t('destination.rows.editOf', { name: place.name })}
      onClick={() => showDestination(open ? null : place.id)}
    >
      {t('destination.rows.edit')}
    </Button>
  );
}

function RemoveQuestion({ place, onDone }: { readonly place: Place; readonly onDone: () => void }) {
  const remove = useRef<HTMLButtonElement>(null);
  // The question took the place of the button that had the focus.
  useEffect(() => remove.current?.focus(), []);
  return (
    <div
      className="destination-actions"
      role="group"
      aria-label={t('destination.rows.removeAsk', { name: place.name })}
    >
      <p className="small muted">{t('destination.rows.removeNote')}</p>
      <button ref={remove} type="button" className="button button-end" onClick={() => void removeDestination(place)}>
        {t('destination.rows.removeNow')}
      </button>
      <Button onClick={onDone}>{t('destination.rows.keep')}</Button>
    </div>
  );
}
