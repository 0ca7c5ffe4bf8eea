/** The calls about the running session: its destinations, its bitrate, and what is broken on purpose in a rehearsal. */
import type { BrowserWindow } from 'electron';
import type { RehearsalFault } from '../../shared/contract/delivery.ts';
import type { Order } from '../../shared/contract/frames.ts';
import { fail, ok, type Reply } from '../../shared/errors.ts';
import { isActive } from '../../shared/live/session/status.ts';
import type { Handlers } from '../ipc/answer.ts';
import type { RecordingDesk } from '../record/recording-desk.ts';
import type { IngestLine } from '../rtmp/ingest/ingest-line.ts';
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
    'flight.recent': ({ seconds }) => {
      const { rows, events } = flight.recent(seconds);
      return ok({ rows: [...rows], events: [...events] });
    },
    'rehearsal.fault': ({ kind, on }) => setFault(parts, kind, on),
    'network.changed': ({ online }) => {
      session.onLine(online ? 'online' : 'offline');
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

function doFault({ line, order, desk, window }: LiveCallParts, kind: RehearsalFault, on: boolean): boolean {
  const [ingest, shown] = [line(), window()];
  switch (kind) {
    case 'network-cut':
      ingest?.set(on ? 'cut' : 'open');
      return ingest !== null;
    case 'network-limited':
      ingest?.set(on ? 'limited' : 'open');
      return ingest !== null;
    case 'disk-full':
      desk.breakDisk(on ? 'ENOSPC' : null);
      return true;
    case 'camera-unplugged':
      return on ? order({ kind: 'break', what: 'camera' }) : true;
    case 'encoder-killed':
      return on ? order({ kind: 'break', what: 'encoder' }) : true;
    case 'window-killed':
      if (on && shown !== null) shown.webContents.forcefullyCrashRenderer();
      return shown !== null;
  }
}

/** After a rehearsal everything is whole again. */
export function mendAll({ desk }: Pick<LiveCallParts, 'desk'>): void {
  desk.breakDisk(null);
}
