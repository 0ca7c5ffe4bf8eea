/** The calls about the running session: its destinations, its bitrate, and what is broken on purpose in a rehearsal. */
import type { BrowserWindow } from 'electron';
import type { RehearsalFault } from '../../../shared/contract/delivery.ts';
import type { Order } from '../../../shared/contract/frames.ts';
import { fail, ok, type Reply } from '../../../shared/errors.ts';
import { isActive } from '../../../shared/live/session/status.ts';
import type { Handlers } from '../../ipc/answer.ts';
import type { RecordingDesk } from '../../record/recording-desk.ts';
import type { IngestLine } from '../../rtmp/ingest/ingest-line.ts';
import type { FlightRecorder } from '../../session/flight/flight-recorder.ts';
import type { Session } from '../../session/session.ts';
import { said, say } from '../../../shared/wire/tongue.ts';

/** What these calls need. */
export type LiveCallParts = {
  readonly session: Session;
  readonly flight: FlightRecorder;
  readonly start: (mode: 'rehearsal' | 'live') => Promise<Reply<null>>;
  /** Brings in a destination that the session does not know; null when there is none of this id. */
  readonly join: (id: string) => Promise<Reply<null> | null>;
  readonly faults: RehearsedFaults;
  /** This computer may be in another network. */
  readonly onNetwork: () => void;
};

/** One handler each. */
export function liveCalls(parts: LiveCallParts) {
  const { session, flight, faults } = parts;
  return {
    'live.start': ({ mode }) => parts.start(mode),
    'live.stop': () => session.stop(),
    'live.retryNow': () => session.retryNow(),
    'live.dismiss': () => session.dismiss(),
    'output.start': async ({ id }) => {
      const isKnown = session.snapshot().outputs.some((output) => output.id === id);
      return (isKnown ? null : await parts.join(id)) ?? session.outputCommand(id, 'start');
    },
    'output.stop': ({ id }) => session.outputCommand(id, 'stop'),
    'output.retry': ({ id }) => session.outputCommand(id, 'retry'),
    'output.pause': ({ id }) => session.outputCommand(id, 'pause'),
    'output.resume': ({ id }) => session.outputCommand(id, 'resume'),
    'rate.set': (wish) => session.setRate(wish),
    'rate.halve': (wish) => session.setRate(wish),
    'flight.recent': ({ seconds }) => {
      const { rows, events } = flight.recent(seconds);
      return ok({ rows: [...rows], events: [...events] });
    },
    'rehearsal.fault': ({ kind, on }) => faults.set(kind, on),
    'network.changed': ({ online }) => {
      session.tell({ kind: online ? 'online' : 'offline' });
      parts.onNetwork();
      return ok(null);
    },
  } satisfies Partial<Handlers>;
}

/** What can be broken on purpose. */
export type FaultParts = {
  readonly session: Pick<Session, 'snapshot' | 'note'>;
  readonly desk: Pick<RecordingDesk, 'snapshot' | 'breakDisk'>;
  readonly order: (order: Order) => boolean;
  readonly window: () => BrowserWindow | null;
  /** The line to the ingest of the rehearsal that runs. */
  readonly line: () => Pick<IngestLine, 'set'> | null;
  /** What is broken now has changed. */
  readonly onChange: () => void;
};

const faultNames: Readonly<Record<RehearsalFault, string>> = {
  'network-cut': 'the network cut',
  'network-limited': 'the network limited',
  'camera-unplugged': 'the camera unplugged',
  'disk-full': 'the disk full',
  'encoder-killed': 'the encoder broken',
  'window-killed': 'the window killed',
};

/** The other state of the line: one line can't be cut and limited at once. */
const otherOf = { 'network-cut': 'network-limited', 'network-limited': 'network-cut' } as const;

/** A failure rehearsal: breaks and mends, and knows what is broken, whatever becomes of the window. */
export class RehearsedFaults {
  readonly #parts: FaultParts;
  readonly #broken = new Set<RehearsalFault>();

  constructor(parts: FaultParts) {
    this.#parts = parts;
  }

  /** What stays broken until it is mended; what breaks once and mends itself is not among it. */
  get broken(): RehearsalFault[] {
    return [...this.#broken];
  }

  /** Breaks or mends one thing; `input-invalid` outside a rehearsal, and for what is not there to be broken. */
  set(kind: RehearsalFault, on: boolean): Reply<null> {
    const { session, onChange } = this.#parts;
    const { state, mode } = session.snapshot();
    if (mode !== 'rehearsal' || !isActive(state))
      return fail('input-invalid', { why: 'only a rehearsal can be broken' });
    if (!on && !this.#broken.has(kind)) return ok(null);
    const done = on ? this.#break(kind) : this.#mend(kind);
    if (!done.ok) return done;
    session.note('fault', on ? say`On purpose: ${said(faultNames[kind])}.` : say`Mended: ${said(faultNames[kind])}.`);
    onChange();
    return ok(null);
  }

  /** After a rehearsal everything is whole again. */
  mendAll(): void {
    const { broken } = this;
    for (const kind of broken) this.#mend(kind);
    if (broken.length > 0) this.#parts.onChange();
  }

  #break(kind: RehearsalFault): Reply<null> {
    const { desk, order, window } = this.#parts;
    const shown = window();
    switch (kind) {
      case 'network-cut':
      case 'network-limited':
        return this.#breakLine(kind);
      case 'disk-full':
        if (desk.snapshot().state !== 'recording') return fail('input-invalid', { why: 'start a recording first' });
        desk.breakDisk('ENOSPC');
        this.#broken.add(kind);
        return ok(null);
      case 'camera-unplugged':
        return isThere(order({ kind: 'break', what: 'camera' }));
      case 'encoder-killed':
        return isThere(order({ kind: 'break', what: 'encoder' }));
      case 'window-killed':
        shown?.webContents.forcefullyCrashRenderer();
        return isThere(shown !== null);
    }
  }

  #breakLine(kind: 'network-cut' | 'network-limited'): Reply<null> {
    const line = this.#parts.line();
    line?.set(kind === 'network-cut' ? 'cut' : 'limited');
    if (line !== null) {
      this.#broken.delete(otherOf[kind]);
      this.#broken.add(kind);
    }
    return isThere(line !== null);
  }

  #mend(kind: RehearsalFault): Reply<null> {
    this.#broken.delete(kind);
    if (kind === 'disk-full') this.#parts.desk.breakDisk(null);
    else this.#parts.line()?.set('open');
    return ok(null);
  }
}

function isThere(found: boolean): Reply<null> {
  return found ? ok(null) : fail('input-invalid', { why: 'there is nothing to break' });
}
