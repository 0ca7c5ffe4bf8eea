/** Everything that belongs to one run of the session, from start to report. */
import type { ConfigMessage, StatsMessage } from '../../shared/contract/frames.ts';
import type { SessionSnapshot } from '../../shared/contract/session.ts';
import type { Codecs } from '../../shared/contract/settings.ts';
import type { StudioError } from '../../shared/errors.ts';
import type { StreamConfig } from '../../shared/media/encoded-packet.ts';
import type { CodecEvidence } from '../../shared/live/session/codec-permission.ts';
import { CaptureTimes } from '../../shared/live/ingest/capture-times.ts';
import { emptyStats, Ledger } from './figures/ledger.ts';
import type { HistoryRow } from './report/report.ts';
import type { Connection, RehearsalIngest, Target } from './target.ts';

/** The session alone writes it. Times: `…At` on the monotonic clock, `…Wall`, `liveSince` and `endedAt` on the wall clock. */
export type Run = {
  readonly target: Target;
  readonly startedAt: number;
  readonly startedWall: number;
  readonly ledger: Ledger;
  readonly history: HistoryRow[];
  readonly captureTimes: CaptureTimes;
  ingest: RehearsalIngest | null;
  connection: Connection | null;
  destination: { host: string; port: number; secure: boolean };
  liveSince: number | null;
  liveAt: number | null;
  /** When the last media was out and only the farewell was left. */
  mediaEndedAt: number | null;
  /** Encoded bytes that went out before LIVE was known. */
  bytesBeforeLive: number;
  endedAt: number | null;
  /** What is encoded now: the target's wish, or H.264 and AAC after a server that did not take it. */
  codecs: Codecs;
  /** When the first packet of another codec than those went out on this connection. */
  firstEnhancedAt: number | null;
  /** What the server said that it reads. */
  serverTakes: CodecEvidence['server'];
  step: SessionSnapshot['step'];
  confirmedBy: SessionSnapshot['confirmedBy'];
  /** As `confirmedBy`, but it outlives the connection: for the report. */
  lastConfirmedBy: SessionSnapshot['confirmedBy'];
  reason: StudioError | null;
  serverSaid: string;
  attempt: number;
  lostAt: number | null;
  lostWall: number;
  nextAttemptAt: number | null;
  reconnects: number;
  encoding: boolean;
  lastPts: number;
  /** When the last packet came, and how many pictures so far. */
  lastPacketAt: number;
  pictures: number;
  keyFrameAskedAt: number;
  videoConfig: Extract<ConfigMessage, { track: 'video' }> | null;
  audioConfig: Extract<ConfigMessage, { track: 'audio' }> | null;
  stats: StatsMessage;
  /** Counters of the pages before this one; a new page counts from 0. */
  pastStats: StatsMessage;
  row: SessionSnapshot['stats'];
};

/** A run that has not done anything yet. */
export function newRun(target: Target, now: number, wallclock: number): Run {
  return {
    target,
    startedAt: now,
    startedWall: wallclock,
    ledger: new Ledger(),
    history: [],
    captureTimes: new CaptureTimes(),
    ingest: null,
    connection: null,
    destination: { host: target.mode === 'rehearsal' ? '127.0.0.1' : '', port: 0, secure: false },
    liveSince: null,
    liveAt: null,
    mediaEndedAt: null,
    bytesBeforeLive: 0,
    endedAt: null,
    codecs: target.codecs,
    firstEnhancedAt: null,
    serverTakes: null,
    step: null,
    confirmedBy: null,
    lastConfirmedBy: null,
    reason: null,
    serverSaid: '',
    attempt: 0,
    lostAt: null,
    lostWall: 0,
    nextAttemptAt: null,
    reconnects: 0,
    encoding: false,
    lastPts: 0,
    lastPacketAt: now,
    pictures: 0,
    keyFrameAskedAt: Number.NEGATIVE_INFINITY,
    videoConfig: null,
    audioConfig: null,
    stats: emptyStats,
    pastStats: emptyStats,
    row: null,
  };
}

/** Seconds of frames that the encoders have made before their pace is judged. */
const settlingSeconds = 2;

/** True once the encoders run and have had time to reach their pace. */
export function isUpToSpeed(run: Run): boolean {
  return run.encoding && run.stats.mixed > settlingSeconds * run.target.video.fps;
}

/** Counts one encoded picture, and whether any connection can take it. */
export function countVideo(run: Run, bytes: number): void {
  run.pictures += 1;
  run.ledger.addEncoded(bytes);
  if (!takesMedia(run)) run.ledger.missVideo();
}

/** The counters when a new page takes over: what came since the last message of the old one, and what the gap cost. */
export function statsOverGap(run: Run, gapMillis: number): StatsMessage {
  const { stats } = run;
  const untold = Math.max(0, run.pictures - stats.encoded);
  const missed = Math.max(0, Math.round((gapMillis / 1000) * run.target.video.fps) - 1);
  return {
    ...stats,
    captured: stats.captured + untold,
    mixed: stats.mixed + untold,
    submitted: stats.submitted + untold,
    encoded: stats.encoded + untold,
    droppedLate: stats.droppedLate + missed,
  };
}

/** True from the step on which the connection queues packets; before it they are lost. */
function takesMedia(run: Run): boolean {
  return run.connection !== null && (run.step === 'accepted' || run.step === 'sending' || run.step === 'confirmed');
}

/** The port's message as the publisher wants it. */
export function streamConfig(config: ConfigMessage): StreamConfig {
  const description = new Uint8Array(config.description);
  if (config.track === 'audio') {
    const { codec, sampleRate, channels, kbps } = config;
    return { track: 'audio', codec, description, sampleRate, channels, kbps };
  }
  const { codec, width, height, fps, kbps } = config;
  return { track: 'video', codec, description, width, height, frameRate: fps, kbps };
}
