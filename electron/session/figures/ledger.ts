/** Keeps the figures of one session over all its connections: one row a second, and the totals for the report. */
import type { StatsMessage } from '../../../shared/contract/frames.ts';
import type { Report } from '../../../shared/contract/report.ts';
import type { LiveStats } from '../../../shared/contract/session.ts';
import type { ReceivedSecond } from '../../../shared/live/ingest/checker.ts';
import { median, percentile, type Spread } from '../../../shared/live/ingest/spread.ts';
import type { Figures } from '../target.ts';
import { NumberRows } from './number-rows.ts';

/** Rows kept: a day at one a second. */
const most = 86_400;

/** Rows that `recentLoss` looks at: five seconds lie between the first and the last. */
const recentRows = 6;

/** What the report needs of every second. */
const kept = [
  'second',
  'videoKbps',
  'audioKbps',
  'fps',
  'rttMillis',
  'queueAgeMillis',
  'inFlightBytes',
  'mixMillis',
  'encodeMillis',
  'latencyMillis',
  'skewMillis',
] as const satisfies readonly (keyof LiveStats)[];
export type KeptFigure = (typeof kept)[number];

export const emptyFigures: Figures = {
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

/** Counters of the Worker before its first `stats` message. */
export const emptyStats: StatsMessage = {
  kind: 'stats',
  captured: 0,
  mixed: 0,
  submitted: 0,
  encoded: 0,
  audioPackets: 0,
  droppedLate: 0,
  droppedEncode: 0,
  droppedPort: 0,
  sourceAgeMillis: null,
  mixMillis: 0,
  encodeMillis: 0,
  encodeQueue: 0,
  captureFps: 0,
  audioFixMillis: 0,
};

/** Counters of one page after those of the pages before it; the momentary values are those of `current`. */
export function addStats(past: StatsMessage, current: StatsMessage): StatsMessage {
  return {
    ...current,
    captured: past.captured + current.captured,
    mixed: past.mixed + current.mixed,
    submitted: past.submitted + current.submitted,
    encoded: past.encoded + current.encoded,
    audioPackets: past.audioPackets + current.audioPackets,
    droppedLate: past.droppedLate + current.droppedLate,
    droppedEncode: past.droppedEncode + current.droppedEncode,
    droppedPort: past.droppedPort + current.droppedPort,
    audioFixMillis: past.audioFixMillis + current.audioFixMillis,
  };
}

type ProcessShare = { readonly name: string; readonly cpuPercent: number; readonly memoryMb: number };

/** One session's numbers; the session calls `second` once a second. */
export class Ledger {
  readonly #rows = new NumberRows({ width: kept.length, most });
  readonly #memory = new NumberRows({ width: 1, most });
  /** CPU and memory of each process. */
  readonly #processes = new Map<string, NumberRows>();
  #recent: readonly LiveStats[] = [];
  #finished: Figures = emptyFigures;
  #last: { readonly figures: Figures; readonly at: number } | null = null;
  #worstQueueAge = 0;
  #encodedBytes = 0;
  #encodedKbps = 0;

  /** Adds the figures of a connection that is gone. */
  retire(figures: Figures): void {
    this.#finished = addFigures(this.#finished, figures);
  }

  /** Counts one encoded picture, sent or not. */
  addEncoded(bytes: number): void {
    this.#encodedBytes += bytes;
  }

  /** When the last row was closed, s since the session began; 0 before the first. */
  get lastSecond(): number {
    return this.#recent.at(-1)?.second ?? 0;
  }

  /** kb/s that the video encoder made in the last second. */
  get encodedKbps(): number {
    return this.#encodedKbps;
  }

  /** All connections together; the momentary values are those of `current`. */
  totals(current: Figures | null): Figures {
    return current === null ? this.#finished : addFigures(this.#finished, current);
  }

  /** Closes one second. `at` is monotonic ms; `startedAt` when the session began. */
  second(input: {
    readonly at: number;
    readonly startedAt: number;
    readonly current: Figures | null;
    readonly stats: StatsMessage;
    readonly received: ReceivedSecond | null;
  }): LiveStats {
    const figures = this.totals(input.current);
    const before = this.#last ?? { figures: emptyFigures, at: input.at - 1000 };
    this.#last = { figures, at: input.at };
    const seconds = Math.max(0.001, (input.at - before.at) / 1000);
    const rate = (now: number, then: number): number => Math.max(0, ((now - then) * 8) / 1000 / seconds);
    const old = before.figures;
    this.#encodedKbps = rate(this.#encodedBytes, 0);
    this.#encodedBytes = 0;
    this.#worstQueueAge = Math.max(this.#worstQueueAge, figures.queueAgeMillis);
    const row: LiveStats = {
      second: (input.at - input.startedAt) / 1000,
      videoKbps: rate(figures.videoBytes, old.videoBytes),
      audioKbps: rate(figures.audioBytes, old.audioBytes),
      sentKbps: rate(figures.bytesSent, old.bytesSent),
      acknowledgedKbps:
        figures.bytesAcknowledged === null ? null : rate(figures.bytesAcknowledged, old.bytesAcknowledged ?? 0),
      fps: (figures.videoSent - old.videoSent) / seconds,
      captureFps: input.stats.captureFps,
      framesSent: figures.videoSent,
      droppedMix: input.stats.droppedLate,
      droppedEncode: input.stats.droppedEncode,
      droppedPort: input.stats.droppedPort,
      droppedSend: figures.droppedVideo,
      bytesSent: figures.bytesSent,
      bytesAcknowledged: figures.bytesAcknowledged,
      inFlightBytes: figures.inFlightBytes,
      rttMillis: figures.rttMillis,
      queueAgeMillis: figures.queueAgeMillis,
      mixMillis: input.stats.mixMillis,
      encodeMillis: input.stats.encodeMillis,
      ...receivedOf(input.received),
    };
    this.#rows.add(kept.map((name) => row[name]));
    this.#recent = [...this.#recent, row].slice(-recentRows);
    return row;
  }

  /** Samples CPU and memory of all processes. */
  sampleProcesses(shares: readonly ProcessShare[]): void {
    this.#memory.add([shares.reduce((sum, share) => sum + share.memoryMb, 0)]);
    for (const { name, cpuPercent, memoryMb } of shares) {
      const known = this.#processes.get(name) ?? new NumberRows({ width: 2, most });
      this.#processes.set(name, known);
      known.add([cpuPercent, memoryMb]);
    }
  }

  /** Share of slots lost per stage over the last five rows, 0…1. */
  recentLoss(fps: number): { readonly mix: number; readonly encode: number } {
    const newest = this.#recent.at(-1);
    const [oldest] = this.#recent;
    if (newest === undefined || oldest === undefined || newest === oldest) return { mix: 0, encode: 0 };
    const slots = Math.max(1, (newest.second - oldest.second) * fps);
    const encode = newest.droppedEncode + newest.droppedPort - oldest.droppedEncode - oldest.droppedPort;
    return { mix: (newest.droppedMix - oldest.droppedMix) / slots, encode: encode / slots };
  }

  get worstQueueAgeMillis(): number {
    return this.#worstQueueAge;
  }

  /** One figure of all seconds in which it was known. */
  known(name: KeptFigure): readonly number[] {
    return this.#rows.known(kept.indexOf(name));
  }

  /** The report's per-second rows, RTT spread and process medians. */
  forReport(): Pick<Report, 'perSecond' | 'rttMillis' | 'processes' | 'memoryMbPerSecond' | 'worstQueueAgeMillis'> {
    const trips = this.known('rttMillis');
    return {
      perSecond: this.#perSecond(),
      rttMillis: trips.length === 0 ? null : spreadOf(trips),
      processes: [...this.#processes].map(([name, shares]) => ({
        name,
        cpuPercent: round(median(shares.known(0)), 1),
        memoryMb: round(median(shares.known(1)), 1),
      })),
      memoryMbPerSecond: this.#memory.known(0).map((value) => round(value, 1)),
      worstQueueAgeMillis: round(this.#worstQueueAge, 1),
    };
  }

  #perSecond(): Report['perSecond'] {
    return Array.from({ length: this.#rows.length }, (_, index) => {
      const told = (name: KeptFigure) => this.#rows.at(index, kept.indexOf(name));
      const rounded = (name: KeptFigure, digits: number) => round(told(name) ?? 0, digits);
      return {
        second: rounded('second', 2),
        videoKbps: rounded('videoKbps', 1),
        audioKbps: rounded('audioKbps', 1),
        fps: rounded('fps', 2),
        rttMillis: told('rttMillis') === null ? null : rounded('rttMillis', 1),
        queueAgeMillis: rounded('queueAgeMillis', 1),
        inFlightBytes: rounded('inFlightBytes', 0),
        mixMillis: rounded('mixMillis', 2),
        encodeMillis: rounded('encodeMillis', 2),
      };
    });
  }
}

function receivedOf(received: ReceivedSecond | null): Pick<LiveStats, 'receivedFps' | 'skewMillis' | 'latencyMillis'> {
  if (received === null) return { receivedFps: null, skewMillis: null, latencyMillis: null };
  return { receivedFps: received.fps, skewMillis: received.skewMillis, latencyMillis: received.latencyMillis };
}

/** `value` to `digits` decimal places. */
export function round(value: number, digits: number): number {
  const scale = 10 ** digits;
  return Math.round(value * scale) / scale;
}

function spreadOf(values: readonly number[]): Spread {
  return {
    p50: round(percentile(values, 0.5), 1),
    p95: round(percentile(values, 0.95), 1),
    max: round(Math.max(...values), 1),
  };
}

/** Counters of connections one after the other; the momentary values are those of `current`. */
export function addFigures(past: Figures, current: Figures): Figures {
  const acknowledged =
    past.bytesAcknowledged === null && current.bytesAcknowledged === null
      ? null
      : (past.bytesAcknowledged ?? 0) + (current.bytesAcknowledged ?? 0);
  return {
    bytesSent: past.bytesSent + current.bytesSent,
    bytesAcknowledged: acknowledged,
    mediaBytes: past.mediaBytes + current.mediaBytes,
    videoSent: past.videoSent + current.videoSent,
    audioSent: past.audioSent + current.audioSent,
    videoBytes: past.videoBytes + current.videoBytes,
    audioBytes: past.audioBytes + current.audioBytes,
    droppedVideo: past.droppedVideo + current.droppedVideo,
    ...dropsTogether(past.dropped, current.dropped),
    inFlightBytes: current.inFlightBytes,
    rttMillis: current.rttMillis,
    queueAgeMillis: current.queueAgeMillis,
  };
}

/** `sum` with the counters of `others` too; the momentary values stay those of `sum`. */
export function countIn(sum: Figures, others: Figures): Figures {
  return addFigures(others, sum);
}

function dropsTogether(past: Figures['dropped'], current: Figures['dropped']): Pick<Figures, 'dropped'> {
  if (past === undefined || current === undefined) {
    const dropped = past ?? current;
    return dropped === undefined ? {} : { dropped };
  }
  return {
    dropped: {
      disposable: past.disposable + current.disposable,
      delta: past.delta + current.delta,
      key: past.key + current.key,
      audio: past.audio + current.audio,
    },
  };
}

function lessDrops(dropped: Figures['dropped']): Pick<Figures, 'dropped'> {
  if (dropped === undefined) return {};
  const { disposable, delta, key, audio } = dropped;
  return { dropped: { disposable: -disposable, delta: -delta, key: -key, audio: -audio } };
}

/** What `total` counted beyond `part`; below 0 where `part` is more. */
export function subtractFigures(total: Figures, part: Figures): Figures {
  const { bytesAcknowledged } = part;
  const negative = {
    bytesSent: -part.bytesSent,
    bytesAcknowledged: bytesAcknowledged === null ? null : -bytesAcknowledged,
    mediaBytes: -part.mediaBytes,
    videoSent: -part.videoSent,
    audioSent: -part.audioSent,
    videoBytes: -part.videoBytes,
    audioBytes: -part.audioBytes,
    droppedVideo: -part.droppedVideo,
    ...lessDrops(part.dropped),
    inFlightBytes: 0,
    rttMillis: null,
    queueAgeMillis: 0,
  };
  return addFigures(negative, total);
}
