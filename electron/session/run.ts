/** Everything that belongs to one run of the session, from start to report. */
import type { Clock, Micros, Millis } from '../../shared/clock.ts';
import type { FlightEvent } from '../../shared/contract/delivery.ts';
import type { StatsMessage } from '../../shared/contract/frames.ts';
import type { SessionSnapshot } from '../../shared/contract/session.ts';
import type { Codecs } from '../../shared/contract/settings.ts';
import type { Reply, StudioError } from '../../shared/errors.ts';
import { CaptureTimes } from '../../shared/live/ingest/capture-times.ts';
import { isOnAir, isTrying, moveFor, type SessionState, type StatusMove } from '../../shared/live/session/status.ts';
import { EncodedCounts } from './figures/encoded-counts.ts';
import { addStats, emptyStats, Ledger } from './figures/ledger.ts';
import type { OutputSet } from './outputs/output-set.ts';
import type { Copy } from './program/confidence-monitor.ts';
import type { Program } from './program/program.ts';
import type { RateDesk } from './program/rate-desk.ts';
import type { SecondStream } from './program/second-stream.ts';
import type { Taps } from './program/taps.ts';
import type { HistoryRow } from './report/report.ts';
import { SilenceLog } from './report/silence-log.ts';
import { trackBit, type RehearsalIngest, type SessionPlan, type SessionPorts } from './target.ts';

/** Events kept for the report; these kinds come in numbers, and go first. */
const mostEvents = 2000;
const frequentKinds: ReadonlySet<FlightEvent['kind']> = new Set(['bitrate', 'verdict']);

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
  /** Sound tracks that were asked of the encoders, as bits. */
  tracks: number;
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
    tracks: 1,
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

/** Sound tracks that are recorded or that a destination has chosen, as bits. */
export function wantedTracks({ outputs }: Run, { recordedTracks }: SessionPorts): number {
  return outputs.all.reduce((bits, { target }) => bits | trackBit(target.soundTrack), recordedTracks?.() ?? 0) | 1;
}

/** Several times a second: bitrates, who gets the second rendition, and the sound tracks that are wanted now. */
export function steerRun(run: Run, ports: SessionPorts): void {
  const { outputs, plan, rate, second } = run;
  rate.look(outputs.links(plan.audio.kbps));
  second.look(outputs.links(plan.audio.kbps, 1));
  const tracks = wantedTracks(run, ports);
  if (tracks === run.tracks) return;
  run.tracks = tracks;
  ports.order({ kind: 'tracks', tracks });
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
  run.events.push(noted);
  if (run.events.length > mostEvents) {
    const frequent = run.events.findIndex(({ kind }) => frequentKinds.has(kind));
    run.events.splice(Math.max(0, frequent), 1);
  }
  run.taps.onEvent(noted);
}

/** A row of the session's own history; `at` is monotonic. */
export function noteState(run: Run, at: Millis, state: SessionState): void {
  const reason = state === 'failed' || state === 'reconnecting' ? (run.reason?.code ?? '') : '';
  run.history.push({ atSeconds: (at - run.startedAt) / 1000, state, reason });
}

/** Counters of the page that encodes. */
export function countStats(run: Run, stats: StatsMessage, isEnding: boolean): void {
  const total = addStats(run.pastStats, stats);
  // While hanging up, the Worker's encoders are gone and count from 0 again.
  if (!isEnding || total.encoded >= run.stats.encoded) run.stats = total;
}

/** Seconds since the last row of the report. */
export function sinceLastRow({ ledger, startedAt }: Run, now: Millis): number {
  return (now - startedAt) / 1000 - ledger.lastSecond;
}

/** What `move`, which leads to `next`, means for the run; the row of an end is written with its report. */
export function takeMove(run: Run, move: StatusMove, next: SessionState, clock: Clock): void {
  if (move === 'lost') loseLive(run, clock);
  else if (next === 'live' || next === 'rehearsing') beginLive(run, clock);
  // An end by hand has no reason, unless nobody received any more.
  else if (move === 'stop') run.reason = isAlone(run) ? failureOf(run) : null;
  if (next !== 'ended') noteState(run, clock.now(), next);
}

/** It is over: everything is cut, and what was on its way counts. */
export function endRun(run: Run, clock: Clock): void {
  run.endedAt = clock.wallclock();
  run.outputs.destroy();
  run.ledger.retire(run.outputs.firstTotals());
}

/** A destination is live; the first time counts. */
function beginLive(run: Run, clock: Clock): void {
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

/** True when nobody is sent to, tried or paused: all have failed, were stopped by the user, or are gone. */
export function isAlone({ outputs }: Run): boolean {
  return !outputs.states.some((state) => isTrying(state) || state === 'paused');
}

/**
 * What follows from the states of its destinations. Nobody left on air is an end, but not while a recording goes on:
 * that ends when the user says so.
 */
export function moveOf(run: Run, state: SessionState, isRecorded: boolean): StatusMove | null {
  const { outputs, plan } = run;
  if (!isOnAir(state) || !isAlone(run)) return moveFor(state, outputs.states, plan.mode);
  // Somebody may still be saying goodbye.
  if (isRecorded || !outputs.isAtRest) return state === 'reconnecting' ? null : 'lost';
  return failureOf(run) === null ? 'stop' : 'failed';
}

/** Why the first one failed that did; null when none has. */
export function failureOf({ outputs }: Run): StudioError | null {
  return outputs.all.find(({ state }) => state === 'failed')?.reason ?? null;
}

/** Brings planned attempts forward; where nobody is tried any more, those that failed start again, or else those that were stopped. */
export function tryAgain(run: Run): void {
  const { outputs } = run;
  outputs.retry();
  if (!isAlone(run)) return;
  const failed = outputs.all.filter(({ state }) => state === 'failed');
  for (const { id } of failed.length > 0 ? failed : outputs.all) {
    // What the first one tells may be the end of all.
    if (run.endedAt === null) outputs.command(id, 'start');
  }
}

/** No destination is live any more. */
function loseLive(run: Run, clock: Clock): void {
  run.reason = isAlone(run) ? failureOf(run) : (run.outputs.speaker?.reason ?? null);
  run.lostWall = clock.wallclock();
}

/** Nothing of it goes on: no timer, no ingest, nobody who listens in. */
export function closeRun(run: Run): void {
  run.program.end();
  run.second.end();
  run.taps.onEnd();
  run.ingest?.close();
}
