/** Everything that belongs to one run of the session, from start to report. */
import type { Clock, Micros, Millis } from '../../shared/clock.ts';
import type { FlightEvent } from '../../shared/contract/delivery.ts';
import type { StatsMessage } from '../../shared/contract/frames.ts';
import type { SessionSnapshot } from '../../shared/contract/session.ts';
import type { Codecs } from '../../shared/contract/settings.ts';
import type { Reply, StudioError } from '../../shared/errors.ts';
import { CaptureTimes } from '../../shared/live/ingest/capture-times.ts';
import { EncodedCounts } from './figures/encoded-counts.ts';
import { emptyStats, Ledger } from './figures/ledger.ts';
import type { OutputSet } from './outputs/output-set.ts';
import type { Copy } from './program/confidence-monitor.ts';
import type { Program } from './program/program.ts';
import type { RateDesk } from './program/rate-desk.ts';
import type { SecondStream } from './program/second-stream.ts';
import type { Taps } from './program/taps.ts';
import type { HistoryRow } from './report/report.ts';
import { SilenceLog } from './report/silence-log.ts';
import type { RehearsalIngest, SessionPlan } from './target.ts';

/** Events kept for the report. */
const mostEvents = 2000;

/** The session alone writes it. Times: `…At` on the monotonic clock, `…Wall`, `liveSince` and `endedAt` on the wall clock. */
export type Run = {
  readonly plan: SessionPlan;
  readonly startedAt: Millis;
  readonly startedWall: Millis;
  readonly ledger: Ledger;
  readonly history: HistoryRow[];
  readonly events: FlightEvent[];
  readonly captureTimes: CaptureTimes;
  readonly silences: SilenceLog;
  readonly encoded: EncodedCounts;
  readonly taps: Taps;
  readonly program: Program;
  readonly rate: RateDesk;
  readonly second: SecondStream;
  outputs: OutputSet;
  ingest: RehearsalIngest | null;
  liveSince: number | null;
  liveAt: Millis | null;
  /** When the last media was out and only the farewell was left. */
  mediaEndedAt: Millis | null;
  /** Encoded bytes that went out before LIVE was known. */
  bytesBeforeLive: number;
  endedAt: number | null;
  /** When the session was last without any live destination. */
  lostWall: number;
  /** What is encoded now: the plan's wish, or H.264 and AAC after a server that did not take it. */
  codecs: Codecs;
  /** Why it failed or reconnects. */
  reason: StudioError | null;
  /** Pictures that came from the page so far. */
  pictures: number;
  stats: StatsMessage;
  /** Counters of the pages before this one; a new page counts from 0. */
  pastStats: StatsMessage;
  row: SessionSnapshot['stats'];
  /** The last second of the copy that stays on this computer; in a rehearsal it is the broadcast itself. */
  received: Copy | null;
};

type Parts = Pick<Run, 'outputs' | 'program' | 'rate' | 'second' | 'taps'>;

/** A run that has not done anything yet. */
export function newRun(
  plan: SessionPlan,
  times: { readonly now: Millis; readonly wallclock: Millis },
  parts: Parts,
): Run {
  return {
    ...parts,
    plan,
    startedAt: times.now,
    startedWall: times.wallclock,
    ledger: new Ledger(),
    history: [],
    events: [],
    captureTimes: new CaptureTimes(),
    silences: new SilenceLog(),
    encoded: new EncodedCounts(),
    ingest: null,
    liveSince: null,
    liveAt: null,
    mediaEndedAt: null,
    bytesBeforeLive: 0,
    endedAt: null,
    lostWall: 0,
    codecs: plan.codecs,
    reason: null,
    pictures: 0,
    stats: emptyStats,
    pastStats: emptyStats,
    row: null,
    received: null,
  };
}

/** The program goes on `gapMillis` after what went out last; gives the time that it begins at. */
export function goOnAfter(run: Run, gapMillis: Millis): Micros {
  run.pastStats = statsOverGap(run, gapMillis);
  return run.program.lastPts + gapMillis * 1000;
}

/** The counters when a new page takes over: what came since the last message of the old one, and what the gap cost. */
function statsOverGap(run: Run, gapMillis: Millis): StatsMessage {
  const { stats } = run;
  const untold = Math.max(0, run.pictures - stats.encoded);
  const missed = Math.max(0, Math.round((gapMillis / 1000) * run.plan.video.fps) - 1);
  return {
    ...stats,
    captured: stats.captured + untold,
    mixed: stats.mixed + untold,
    submitted: stats.submitted + untold,
    encoded: stats.encoded + untold,
    droppedLate: stats.droppedLate + missed,
  };
}

/** Something for the flight recorder, the graph and the report; `at` is monotonic. */
export function noteEvent(run: Run, at: Millis, event: Omit<FlightEvent, 'second'>): void {
  const noted = { ...event, text: event.text.slice(0, 300), second: Math.max(0, (at - run.startedAt) / 1000) };
  if (run.events.length < mostEvents) run.events.push(noted);
  run.taps.onEvent(noted);
}

/** A destination is live; the first time counts. */
export function beginLive(run: Run, clock: Clock): void {
  if (run.liveSince !== null) return;
  run.liveSince = clock.wallclock();
  run.liveAt = clock.now();
  const { videoBytes, audioBytes } = run.outputs.firstTotals();
  run.bytesBeforeLive = videoBytes + audioBytes;
}

/** Ends one destination and forgets it. */
export function removeOutput({ outputs, rate, second }: Run, id: string): Reply<null> {
  rate.removed(id);
  second.leave(id);
  return outputs.remove(id);
}

/** No destination is live any more. */
export function loseLive(run: Run, clock: Clock): void {
  run.reason = run.outputs.speaker?.reason ?? null;
  run.lostWall = clock.wallclock();
}

/** Nothing of it goes on: no timer, no ingest, nobody who listens in. */
export function closeRun(run: Run): void {
  run.program.end();
  run.second.end();
  run.taps.onEnd();
  run.ingest?.close();
}
