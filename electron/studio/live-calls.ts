/** The calls about the running session: its destinations, its bitrate, and what is broken on purpose in a rehearsal. */
import type { BrowserWindow } from 'electron';
import type { RehearsalFault } from '../../shared/contract/delivery.ts';
import type { Order } from '../../shared/contract/frames.ts';
import { fail, ok, type Reply } from '../../shared/errors.ts';
import { isActive } from '../../shared/live/session/status.ts';
import type { Handlers } from '../ipc/answer.ts';
import type { RecordingDesk } from '../record/recording-desk.ts';
import type { IngestLine, LineState } from '../rtmp/ingest/ingest-line.ts';
import type { FlightRecorder } from '../session/flight/flight-recorder.ts';
import type { Session } from '../session/session.ts';

/** What these calls need. */
export type LiveCallParts = {
  readonly session: Session;
  readonly flight: FlightRecorder;
  readonly desk: RecordingDesk;
  readonly start: (mode: 'rehearsal' | 'live') => Promise<Reply<null>>;
  /** Brings in a destination that the session does not know; null when there is none of this id. */
  readonly join: (id: string) => Promise<Reply<null> | null>;
  readonly order: (order: Order) => boolean;
  readonly window: () => BrowserWindow | null;
  /** The line to the ingest of the rehearsal that runs. */
  readonly line: () => IngestLine | null;
};

/** One handler each. */
export function liveCalls(parts: LiveCallParts) {
  const { session, flight } = parts;
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
    'rehearsal.fault': ({ kind, on }) => setFault(parts, kind, on),
    'network.changed': ({ online }) => {
      session.tell({ kind: online ? 'online' : 'offline' });
      return ok(null);
    },
  } satisfies Partial<Handlers>;
}

const faultNames: Readonly<Record<RehearsalFault, string>> = {
  'network-cut': 'the network cut',
  'network-limited': 'the network limited',
  'camera-unplugged': 'the camera unplugged',
  'disk-full': 'the disk full',
  'encoder-killed': 'the encoder broken',
  'window-killed': 'the window killed',
};

/** Breaks or mends one thing; `input-invalid` outside a rehearsal, and for what is not there to be broken. */
function setFault(parts: LiveCallParts, kind: RehearsalFault, on: boolean): Reply<null> {
  const { state, mode } = parts.session.snapshot();
  if (mode !== 'rehearsal' || !isActive(state)) return fail('input-invalid', { why: 'only a rehearsal can be broken' });
  if (!doFault(parts, kind, on)) return fail('input-invalid', { why: 'there is nothing to break' });
  parts.session.note('fault', on ? `On purpose: ${faultNames[kind]}.` : `Mended: ${faultNames[kind]}.`);
  return ok(null);
}

/** False where there is nothing to break; what mends itself is not mended. */
function doFault(parts: LiveCallParts, kind: RehearsalFault, on: boolean): boolean {
  switch (kind) {
    case 'network-cut':
    case 'network-limited':
      return setLine(parts, on ? lineStates[kind] : 'open');
    case 'disk-full':
      parts.desk.breakDisk(on ? 'ENOSPC' : null);
      return true;
    case 'camera-unplugged':
      return !on || parts.order({ kind: 'break', what: 'camera' });
    case 'encoder-killed':
      return !on || parts.order({ kind: 'break', what: 'encoder' });
    case 'window-killed':
      return !on || killWindow(parts.window());
  }
}

const lineStates = { 'network-cut': 'cut', 'network-limited': 'limited' } as const satisfies Partial<
  Record<RehearsalFault, LineState>
>;

function setLine({ line }: LiveCallParts, state: LineState): boolean {
  const ingest = line();
  ingest?.set(state);
  return ingest !== null;
}

function killWindow(window: BrowserWindow | null): boolean {
  window?.webContents.forcefullyCrashRenderer();
  return window !== null;
}

/** After a rehearsal everything is whole again. */
export function mendAll({ desk }: Pick<LiveCallParts, 'desk'>): void {
  desk.breakDisk(null);
}
