/** The real session with the real publisher over real sockets in plain Node: only the page and its encoders are a packet feed. */
import { systemClock } from '../../../electron/platform/clock.ts';
import { PublisherConnection } from '../../../electron/rtmp/publish/connection.ts';
import { Session } from '../../../electron/session/session.ts';
import type { DestinationTarget, MediaTap, SessionPlan, SessionPorts } from '../../../electron/session/target.ts';
import type { FlightEvent, OutputSnapshot } from '../../../shared/contract/delivery.ts';
import type { Report } from '../../../shared/contract/report.ts';
import { defaultCodecs } from '../../../shared/contract/settings.ts';
import { until } from '../loopback.ts';
import { PacketFeed } from './packet-feed.ts';

/** One destination of a rig. */
export type RigDestination = Partial<DestinationTarget> & { readonly serverUrl: string };

export type RigOptions = {
  readonly destinations: readonly RigDestination[];
  readonly videoKbps?: number;
  readonly fps?: number;
  readonly codecs?: SessionPlan['codecs'];
  readonly rate?: Partial<SessionPlan['rate']>;
  readonly taps?: readonly MediaTap[];
  readonly ports?: Partial<SessionPorts>;
  /** Whether packets, seconds and events are kept for comparing; a run of an hour only counts. Default yes. */
  readonly isLogged?: boolean;
};

/** One second of the session as the window would show it. */
export type RigSecond = {
  readonly at: number;
  readonly outputs: readonly OutputSnapshot[];
  readonly kbps: number;
};

/** A session and everything it told. */
export type Rig = {
  readonly session: Session;
  readonly feed: PacketFeed;
  readonly events: readonly FlightEvent[];
  readonly notices: readonly string[];
  readonly seconds: readonly RigSecond[];
  readonly report: () => Report | null;
  readonly output: (id: string) => OutputSnapshot;
  readonly outputIs: (id: string, state: OutputSnapshot['state'], millis?: number) => Promise<void>;
  /** Ends the session; resolves when its report is made. */
  readonly stop: () => Promise<Report>;
};

/** The plan of a rig: 720p30 with 160 kb/s of sound. */
function rigPlan(options: RigOptions): SessionPlan {
  const kbps = options.videoKbps ?? 2500;
  return {
    mode: 'live',
    profileName: 'Fault rig',
    destinations: options.destinations.map((destination, index) => fullTarget(destination, index)),
    video: { width: 1280, height: 720, fps: options.fps ?? 30, kbps },
    audio: { kbps: 160 },
    codecs: options.codecs ?? defaultCodecs,
    gopSeconds: 2,
    source: 'numbered packets',
    rate: { adaptive: true, ceilingKbps: kbps, mayHalveFps: false, mayPause: false, ...options.rate },
  };
}

/** A destination with every field. */
export function fullTarget(destination: RigDestination, index: number): DestinationTarget {
  return {
    id: `d${index}`,
    name: `Destination ${index}`,
    serviceId: 'custom',
    backupUrl: null,
    hotStandby: false,
    priority: Math.min(8, index + 1),
    streamKey: () => `key-of-${index}`,
    ...destination,
  };
}

/** Opens the session and starts it; it is not live yet. */
export function openRig(options: RigOptions): Rig {
  const events: FlightEvent[] = [];
  const notices: string[] = [];
  const seconds: RigSecond[] = [];
  let report: Report | null = null;
  const session: Session = new Session({
    clock: systemClock,
    random: () => 0.5,
    appVersion: '0.0.0',
    connect: (request, listener) => new PublisherConnection({ ...request, clock: systemClock }, listener),
    openIngest: () => Promise.reject(new Error('nobody rehearses here')),
    order: (order) => feed.obey(order),
    processes: () => [],
    taps: [...(options.taps ?? []), ...(options.isLogged === false ? [] : [noteTap(events, seconds)])],
    onTapFailed: (error) => notices.push(`a tap failed: ${String(error)}`),
    onChange: () => {},
    onReport: (made) => {
      report = made;
    },
    onNotice: ({ text }) => notices.push(text),
    ...options.ports,
  });
  const feed: PacketFeed = new PacketFeed(session, { isLogged: options.isLogged ?? true });
  const output = (id: string): OutputSnapshot => {
    const found = session.snapshot().outputs.find((each) => each.id === id);
    if (found === undefined) throw new Error(`there is no destination ${id}`);
    return found;
  };
  pageIsThere(session);
  const started = session.start(rigPlan(options));
  if (!started.ok) throw new Error(`the session did not start: ${started.error.code}`);
  return {
    session,
    feed,
    events,
    notices,
    seconds,
    report: () => report,
    output,
    outputIs: (id, state, millis = 10_000) => until(`${id} is ${state}`, () => output(id).state === state, millis),
    stop: async () => {
      session.stop();
      await until('the session ended', () => report !== null, 5000);
      if (report === null) throw new Error('no report');
      return report;
    },
  };
}

/** What the window says when its page is up and the camera runs. */
function pageIsThere(session: Session): void {
  session.mediaReady();
  session.takeCapture({
    video: { state: 'running', label: 'numbered', width: 1280, height: 720, fps: 30 },
    audio: { state: 'running', label: 'numbered', width: null, height: null, fps: null },
  });
}

function noteTap(events: FlightEvent[], seconds: RigSecond[]): MediaTap {
  return {
    onStart: () => {},
    onConfig: () => {},
    onPacket: () => {},
    onSecond: ({ outputs, rate }) => {
      if (seconds.length < 7200) seconds.push({ at: performance.now(), outputs, kbps: rate?.kbps ?? 0 });
    },
    onEvent: (event) => {
      if (events.length < 5000) events.push(event);
    },
    onEnd: () => {},
  };
}
