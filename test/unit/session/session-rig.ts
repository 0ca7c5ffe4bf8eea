/** A session between fake ports under vitest's fake timers: tests play the page, the server and the ingest, and read what came out. */
import { vi } from 'vitest';
import type { ConfigMessage, Order, PacketMessage, StatsMessage } from '../../../shared/contract/frames.ts';
import type { CaptureState } from '../../../shared/contract/ipc.ts';
import type { Received, Report } from '../../../shared/contract/report.ts';
import type { SessionSnapshot } from '../../../shared/contract/session.ts';
import type { ErrorCode } from '../../../shared/errors.ts';
import { studioError } from '../../../shared/errors.ts';
import type { EncodedPacket, StreamConfig } from '../../../shared/media/encoded-packet.ts';
import { emptyStats } from '../../../electron/session/figures/ledger.ts';
import { Session } from '../../../electron/session/session.ts';
import {
  planOf,
  type ConnectionEvents,
  type ConnectionRequest,
  type DestinationTarget,
  type Figures,
  type MediaTap,
  type RehearsalIngest,
  type SessionPlan,
  type SessionPorts,
  type Target,
} from '../../../electron/session/target.ts';

/** The key of every live target here; nothing may ever repeat it. */
export const rigKey = 'kf93-secret?auth=a&b%20c';

export const liveTarget: Target = {
  mode: 'live',
  profileName: 'Sunday',
  serviceId: 'custom',
  serverUrl: 'rtmps://ingest.example.org/live',
  streamKey: () => rigKey,
  video: { width: 1280, height: 720, fps: 30, kbps: 4000 },
  audio: { kbps: 160 },
  codecs: { video: 'avc', audio: 'aac' },
  gopSeconds: 2,
  source: 'Sync test picture',
};

export const rehearsalTarget: Target = {
  ...liveTarget,
  mode: 'rehearsal',
  profileName: 'Rehearsal',
  serviceId: 'rehearsal',
  serverUrl: '',
  streamKey: null,
};

export const noFigures: Figures = {
  bytesSent: 0,
  bytesAcknowledged: null,
  mediaBytes: 0,
  videoSent: 0,
  audioSent: 0,
  videoBytes: 0,
  audioBytes: 0,
  droppedVideo: 0,
  inFlightBytes: 0,
  rttMillis: null,
  queueAgeMillis: 0,
};

/** A further destination of a session. */
export function destination(name: string, change: Partial<DestinationTarget> = {}): DestinationTarget {
  return {
    id: name.toLowerCase(),
    name,
    serviceId: 'custom',
    serverUrl: `rtmp://${name.toLowerCase()}.example.org/live`,
    backupUrl: null,
    hotStandby: false,
    priority: 1,
    streamKey: () => `key-of-${name.toLowerCase()}`,
    ...change,
  };
}

/** A live session with several destinations. */
export function planWith(...destinations: readonly DestinationTarget[]): SessionPlan {
  return { ...planOf(liveTarget), destinations };
}

/** One connection that the session asked for; the test is the server. */
export type FakeConnection = {
  readonly request: ConnectionRequest;
  readonly events: ConnectionEvents;
  readonly configs: StreamConfig[];
  readonly packets: EncodedPacket[];
  figures: Figures;
  stops: number;
  destroyed: number;
  pings: number;
  heard: number;
  localAddress: string | null;
};

const received: Received = {
  videoFrames: 300,
  audioFrames: 468,
  bytes: 5_000_000,
  keyFrames: 5,
  longestKeyFrameGapMillis: 2000,
  longestVideoGapMillis: 34,
  averageFps: 30,
  videoCodec: 'avc1.42C01F',
  audioCodec: 'mp4a.40.2',
  width: 1280,
  height: 720,
  sampleRate: 48_000,
  channels: 2,
  videoKbps: 4000,
  audioKbps: 160,
  skewMedianMillis: 2,
  skewWorstMillis: 9,
  videoLatency: { p50: 30, p95: 50, max: 80 },
  audioLatency: { p50: 25, p95: 40, max: 60 },
  problems: [],
};

export const videoConfig: ConfigMessage = {
  kind: 'config',
  track: 'video',
  codec: 'avc1.42C01F',
  description: new ArrayBuffer(20),
  width: 1280,
  height: 720,
  fps: 30,
  kbps: 4000,
  encoder: 'OpenH264 baseline, software',
  hardware: false,
};

export const audioConfig: ConfigMessage = {
  kind: 'config',
  track: 'audio',
  codec: 'mp4a.40.2',
  description: new ArrayBuffer(5),
  sampleRate: 48_000,
  channels: 2,
  kbps: 160,
  encoder: 'AAC-LC',
};

export const running: CaptureState = { state: 'running', label: 'Test', width: 1280, height: 720, fps: 30 };

/** How the ingest opens: at once, only when the test says so, or never. */
export type IngestManner = 'opens' | 'waits' | 'refuses';

/** Everything a test needs of one session; call `vi.useFakeTimers()` first. */
export function createRig(manner: IngestManner = 'opens', more: Partial<SessionPorts> = {}) {
  const connections: FakeConnection[] = [];
  const orders: Order[] = [];
  const reports: Report[] = [];
  const notices: string[] = [];
  const snapshots: SessionSnapshot[] = [];
  const ingest = { closed: 0, open: (): void => {} };
  const page = { takesOrders: true };
  const makeIngest = (): RehearsalIngest => ({
    url: 'rtmp://127.0.0.1:40123/aa55',
    key: 'ingest-key',
    second: () => ({ fps: 30, soundFps: 47, silentMillis: 0, skewMillis: 2, latencyMillis: 30 }),
    problems: () => [],
    received: () => received,
    close: () => {
      ingest.closed += 1;
    },
  });
  const ports: SessionPorts = {
    clock: { now: () => Date.now() - 1_700_000_000_000, wallclock: () => Date.now() },
    random: () => 0.5,
    appVersion: '0.1.0',
    connect: (request, events) => {
      const connection: FakeConnection = {
        request,
        events,
        configs: [],
        packets: [],
        figures: noFigures,
        stops: 0,
        destroyed: 0,
        pings: 0,
        heard: 0,
        localAddress: null,
      };
      connections.push(connection);
      return {
        writeConfig: (config) => connection.configs.push(config),
        writePacket: (packet) => connection.packets.push(packet),
        stop: () => {
          connection.stops += 1;
        },
        destroy: () => {
          connection.destroyed += 1;
        },
        ping: () => {
          connection.pings += 1;
        },
        signs: () => ({ heard: connection.heard, localAddress: connection.localAddress }),
        figures: () => connection.figures,
      };
    },
    openIngest: () =>
      new Promise((resolve, reject) => {
        if (manner === 'refuses') reject(new Error('no loopback port'));
        else if (manner === 'opens') resolve(makeIngest());
        else ingest.open = () => resolve(makeIngest());
      }),
    order: (order) => {
      if (page.takesOrders) orders.push(order);
      return page.takesOrders;
    },
    processes: () => [{ name: 'main', cpuPercent: 4, memoryMb: 120 }],
    onChange: (snapshot) => snapshots.push(snapshot),
    onReport: (report) => reports.push(report),
    onNotice: ({ text }) => notices.push(text),
    ...more,
  };
  const session = new Session(ports);
  const last = (): FakeConnection => {
    const connection = connections.at(-1);
    if (connection === undefined) throw new Error('no connection was asked for');
    return connection;
  };
  return {
    session,
    connections,
    orders,
    reports,
    notices,
    snapshots,
    ingest,
    page,
    last,
    start: (target: Target) => session.start(planOf(target)),
    /** The newest connection to `host`. */
    to: (host: string): FakeConnection => {
      const found = connections.findLast(({ request }) => request.address.host === host);
      if (found === undefined) throw new Error(`no connection to ${host} was asked for`);
      return found;
    },
    /** The page and its picture are there. */
    picture: (video: CaptureState = running) => {
      session.mediaReady();
      session.takeCapture({ video, audio: running });
    },
    /** The camera failed with `code`. */
    pictureFails: (code: ErrorCode) => {
      session.mediaReady();
      session.takeCapture({ video: { state: 'failed', error: studioError(code), label: '' }, audio: running });
    },
    /** The server takes the publish, the encoders speak and the first bytes count. */
    confirm: (by: 'acknowledged' | 'accepted' = 'acknowledged') => {
      for (const step of ['found', 'connected', 'accepted'] as const) last().events.onStep(step);
      session.takeConfig(videoConfig);
      session.takeConfig(audioConfig);
      last().events.onStep('sending');
      last().events.onConfirmed(by);
    },
    packet: (seq: number, change: Partial<PacketMessage> = {}) =>
      session.takePacket({ ...videoPacket(seq), ...change }),
    stats: (change: Partial<StatsMessage>) => session.takeStats({ ...emptyStats, captureFps: 30, ...change }),
    orderKinds: () => orders.map(({ kind }) => kind),
  };
}

export type Rig = ReturnType<typeof createRig>;

function videoPacket(seq: number): PacketMessage {
  const pts = Math.floor((seq * 1e6) / 30);
  const head = { kind: 'packet', track: 'video', seq } as const;
  return { ...head, pts, dts: pts, key: seq % 60 === 0, captured: pts + 1, data: new ArrayBuffer(1000) };
}

/** Brings a fresh rig on air. */
export async function rigOnAir(target: Target): Promise<Rig> {
  const rig = createRig();
  rig.picture();
  rig.start(target);
  await vi.advanceTimersByTimeAsync(0);
  rig.confirm();
  return rig;
}

/** Brings several destinations on air, each taken and confirmed. */
export async function rigWith(plan: SessionPlan, more: Partial<SessionPorts> = {}): Promise<Rig> {
  const rig = createRig('opens', more);
  rig.picture();
  rig.session.start(plan);
  await vi.advanceTimersByTimeAsync(0);
  for (const connection of rig.connections) accept(connection);
  rig.session.takeConfig(videoConfig);
  rig.session.takeConfig(audioConfig);
  for (const connection of rig.connections) confirm(connection);
  return rig;
}

/** The server takes the publish. */
export function accept({ events }: FakeConnection): void {
  for (const step of ['found', 'connected', 'accepted'] as const) events.onStep(step);
}

/** Its first bytes count. */
export function confirm({ events }: FakeConnection): void {
  events.onStep('sending');
  events.onConfirmed('acknowledged');
}

/** A tap that keeps what it hears. */
export function noteTap(): MediaTap & { readonly calls: string[]; readonly packets: EncodedPacket[] } {
  const calls: string[] = [];
  const packets: EncodedPacket[] = [];
  return {
    calls,
    packets,
    onStart: () => calls.push('start'),
    onConfig: ({ track }) => calls.push(`config ${track}`),
    onPacket: (packet) => packets.push(packet),
    onSecond: () => calls.push('second'),
    onEvent: ({ text }) => calls.push(text),
    onEnd: () => calls.push('end'),
  };
}
