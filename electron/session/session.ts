/** The session: holds the go-live state, which follows from its destinations; everything else is told or asked. */
import type { Millis } from '../../shared/clock.ts';
import type { ConfigMessage, PacketMessage, StatsMessage } from '../../shared/contract/frames.ts';
import type { CaptureStatus } from '../../shared/contract/ipc.ts';
import type { SessionSnapshot } from '../../shared/contract/session.ts';
import { fail, ok, studioError, type Reply, type StudioError } from '../../shared/errors.ts';
import type { Slate } from '../../shared/live/bus/slate-player.ts';
import type { InterruptionEvent } from '../../shared/live/delivery/interruption-watch.ts';
import type { Rendition } from '../../shared/live/delivery/renditions.ts';
import { isActive, isOnAir, nextState, type SessionState, type StatusMove } from '../../shared/live/session/status.ts';
import { emptyStats } from './figures/ledger.ts';
import { snapshotOf } from './figures/snapshot.ts';
import { closeSecond } from './figures/second.ts';
import { DiagnosisDesk } from './figures/diagnosis-desk.ts';
import type { PageState } from './figures/page-state.ts';
import { NamedTimers } from './named-timers.ts';
import type { OutputCommand } from './outputs/output-set.ts';
import { reportOf } from './outputs/record/finished-run.ts';
import { addOutput, checkRun, goOnWithNewPage, openRun, waitForPage, type RunHost } from './program/open-run.ts';
import type { UserRate } from './program/rate-desk.ts';
import {
  closeRun,
  countStats,
  endRun,
  failureOf,
  moveOf,
  noteEvent,
  noteState,
  removeOutput,
  sinceLastRow,
  steerRun,
  takeMove,
  tryAgain,
  type Run,
} from './run.ts';
import { refusePlan, type DestinationTarget, type SessionPlan, type SessionPorts } from './target.ts';

/** Encoders may flush this long after Stop; then the connections end without their last packets. */
const flushLimitMillis = 400;

/** The last row of a report covers at least this long: one frame in a millisecond is no rate. */
const shortestRowSeconds = 0.25;

/** Stop takes no longer than this, whatever anybody does. */
const stopLimitMillis = 2900;

/** How often links are looked at. */
const lookMillis: Millis = 150;

/** Owns the state; the window and the command line only ask and mirror. */
export class Session {
  readonly #ports: SessionPorts;
  readonly #timers = new NamedTimers<'second' | 'look' | 'capture' | 'flush' | 'stop'>();
  readonly #runHost: RunHost;
  #state: SessionState = 'off-air';
  #run: Run | null = null;
  #page: PageState = { isReady: false, capture: null };
  #idleStats: StatsMessage = emptyStats;
  #diagnosis = new DiagnosisDesk();
  #reportReady = false;

  constructor(ports: SessionPorts) {
    this.#ports = ports;
    this.#runHost = {
      ports,
      onOutputs: (run) => {
        if (this.#run === run && run.endedAt === null) this.#followOutputs(run);
      },
      fail: (run, error) => {
        if (this.#run === run) this.#failRun(error);
      },
      isEnding: () => this.#state === 'ending',
    };
  }

  get state(): SessionState {
    return this.#state;
  }

  /** Goes live or rehearses; refuses with `busy` while a session runs, `key-missing` when no destination has a key. */
  start(plan: SessionPlan): Reply<null> {
    if (nextState(this.#state, 'start') === null) return fail('busy');
    const refusal = refusePlan(plan);
    if (refusal !== null) return refusal;
    const run = openRun(plan, this.#runHost);
    this.#run = run;
    this.#diagnosis = new DiagnosisDesk();
    this.#reportReady = false;
    run.taps.onStart(plan);
    this.#move('start');
    this.#timers.every('second', 1000, () => this.#second());
    this.#timers.every('look', lookMillis, () => this.#look());
    this.#check(run);
    return ok(null);
  }

  /** Ends in ≤ 3 s from any state. */
  stop(): Reply<null> {
    const run = this.#run;
    if (run === null || !isActive(this.#state) || this.#state === 'ending') return ok(null);
    if (this.#state === 'checking') {
      this.#release(run);
      this.#move('stop');
      return ok(null);
    }
    this.#move('stop');
    for (const part of [run.program, run.second]) part.ending();
    this.#timers.after('stop', stopLimitMillis, () => this.#finish());
    if (run.program.isEncoding && this.#ports.order({ kind: 'stop' }))
      this.#timers.after('flush', flushLimitMillis, () => this.#hangUp());
    else this.#hangUp();
    run.outputs.stopTrying();
    return ok(null);
  }

  /** Tries all destinations again at once that are reconnecting, or, where none is any more, all that failed. */
  retryNow(): Reply<null> {
    const run = this.#onAir();
    if (run !== null) tryAgain(run);
    return ok(null);
  }

  /** Does what the user asks of one destination; stopping the last one ends the session, unless it is being recorded. */
  outputCommand(id: string, command: OutputCommand): Reply<null> {
    const run = this.#onAir();
    if (run === null) return fail('input-invalid');
    if (command === 'stop' && this.#isNeeded(run, id)) return this.stop();
    if (command !== 'retry') for (const part of [run.rate, run.second]) part.removed(id);
    return run.outputs.command(id, command);
  }

  /** Adds a destination in mid-stream and connects it. */
  addOutput(target: DestinationTarget): Reply<null> {
    const run = this.#onAir();
    return run === null || run.plan.mode === 'rehearsal' ? fail('input-invalid') : addOutput(run, target);
  }

  /** Ends one destination and forgets it; removing the last one ends the session, unless it is being recorded. */
  removeOutput(id: string): Reply<null> {
    const run = this.#onAir();
    if (run === null) return fail('input-invalid');
    if (this.#isNeeded(run, id)) return this.stop();
    const removed = removeOutput(run, id);
    this.#announce();
    return removed;
  }

  /** The user's two numbers for the picture, or half its frames; it counts at once. `input-invalid` off air. */
  setRate(wish: UserRate): Reply<null> {
    const run = this.#onAir();
    if (run === null) return fail('input-invalid', { why: 'nothing is on air' });
    run.rate.set(wish);
    this.#announce();
    return ok(null);
  }

  /** A moment worth finding again. */
  mark(text: string): void {
    this.note('mark', text === '' ? 'Marked.' : text);
  }

  /** An event of another part of the studio, for the graph, the flight recorder and the report. */
  note(kind: Parameters<typeof noteEvent>[2]['kind'], text: string): void {
    if (this.#run !== null && isActive(this.#state)) {
      noteEvent(this.#run, this.#ports.clock.now(), { kind, outputId: null, text });
    }
  }

  /** Sleep, another network, or none; what it means for each connection is judged there. */
  tell(event: InterruptionEvent): void {
    this.#run?.outputs.tell(event);
  }

  /** Leaves ended or failed. */
  dismiss(): Reply<null> {
    if (nextState(this.#state, 'dismiss') === null) return ok(null);
    this.#run = null;
    this.#move('dismiss');
    return ok(null);
  }

  /** The Media Worker exists, or a new one took over after the page came back. */
  mediaReady(): void {
    this.#page = { ...this.#page, isReady: true };
    const run = this.#encoding();
    if (run !== null) goOnWithNewPage(run, this.#ports);
  }

  /** The page is gone; main keeps the connections and waits a while for the next page. */
  mediaLost(): void {
    this.#page = { isReady: false, capture: null };
    const run = this.#encoding();
    if (run !== null) waitForPage(run, this.#ports);
  }

  takeCapture(status: CaptureStatus): void {
    this.#page = { ...this.#page, capture: status };
    this.#announce();
  }

  takeConfig(config: ConfigMessage): void {
    if (config.rendition !== 1) this.#run?.program.takeConfig(config);
    this.#run?.second.takeConfig(config);
  }

  takePacket(message: PacketMessage): void {
    if (message.rendition !== 1) this.#run?.program.takePacket(message);
    this.#run?.second.takePacket(message);
  }

  /** What everybody gets while the page is silent; the last one counts. */
  takeSlate(slate: Slate, rendition: Rendition = 0): void {
    (rendition === 1 ? this.#run?.second : this.#run?.program)?.takeSlate(slate);
  }

  takeStats(stats: StatsMessage): void {
    this.#idleStats = stats;
    const run = this.#run;
    run?.program.heard();
    if (run?.program.isEncoding === true) countStats(run, stats, this.#state === 'ending');
    else if (!isActive(this.#state)) this.#announce();
  }

  /** The pipeline lost the encoder of a rendition for good; without the main one nothing goes on. */
  encoderGone(error: StudioError, rendition: Rendition = 0): void {
    if (rendition === 1) this.#run?.second.giveUp();
    else if (isActive(this.#state) && this.#state !== 'ending') this.#failRun(error);
  }

  /** The Worker sent its last packets after `stop`. */
  mediaStopped(): void {
    if (this.#state === 'ending' && this.#timers.isRunning('flush')) this.#hangUp();
  }

  snapshot(): SessionSnapshot {
    // The preview has no looks of its own.
    if (!isActive(this.#state)) this.#diagnose();
    const rest = { reportReady: this.#reportReady, recording: this.#ports.recording?.() ?? null };
    return snapshotOf(this.#state, this.#run, { ...this.#diagnosis.shown, ...rest });
  }

  #diagnose(): boolean {
    const scene = { state: this.#state, run: this.#run, page: this.#page, idleStats: this.#idleStats };
    return this.#diagnosis.look(scene, this.#ports);
  }

  #encoding(): Run | null {
    return this.#run?.program.isEncoding === true && this.#state !== 'ending' ? this.#run : null;
  }

  #onAir(): Run | null {
    return this.#state === 'connecting' || isOnAir(this.#state) ? this.#run : null;
  }

  #isRecording(): boolean {
    return this.#ports.recording?.()?.state === 'recording';
  }

  /** True when nothing is left to do for `run` without destination `id`. */
  #isNeeded(run: Run, id: string): boolean {
    return run.outputs.isLast(id) && !(isOnAir(this.#state) && this.#isRecording());
  }

  /** CHECKING: once the picture runs the destinations are connected. */
  #check(run: Run): void {
    checkRun(run, this.#runHost, {
      page: () => this.#page,
      isWanted: () => this.#run === run && this.#state === 'checking',
      later: (millis, act) => this.#timers.after('capture', millis, act),
      go: () => {
        this.#move('checked');
        run.outputs.start();
        this.#followOutputs(run);
      },
    });
  }

  /** A destination's state, step or words changed. */
  #followOutputs(run: Run): void {
    if (run.outputs.isStarting) return;
    run.outputs.sweep();
    if (this.#state === 'ending') {
      if (run.outputs.isAtRest && !this.#timers.isRunning('flush')) this.#finish();
      else this.#announce();
      return;
    }
    const move = moveOf(run, this.#state, this.#isRecording());
    if (move === 'failed') this.#failRun(failureOf(run) ?? studioError('internal'));
    else if (move === 'stop') this.stop();
    else if (move === null) this.#announce();
    else this.#move(move);
  }

  #hangUp(): void {
    this.#timers.clear('flush');
    const run = this.#run;
    if (run === null) return;
    run.mediaEndedAt = this.#ports.clock.now();
    run.outputs.stop();
    if (run.outputs.isAtRest) this.#finish();
  }

  /** After ENDING: the connections are closed, one way or another. */
  #finish(): void {
    const run = this.#run;
    if (run === null || this.#state !== 'ending') return;
    if (sinceLastRow(run, this.#ports.clock.now()) >= shortestRowSeconds) this.#second();
    const wasOnAir = run.liveSince !== null;
    this.#settle(run);
    if (wasOnAir) this.#report(run, 'ended');
    this.#move(wasOnAir ? 'closed' : 'cancelled');
  }

  #failRun(error: StudioError): void {
    const run = this.#run;
    if (run === null || nextState(this.#state, 'failed') === null) return;
    run.reason = error;
    this.#settle(run);
    // The history's last row is the failure itself, so the move comes before the report.
    this.#move('failed');
    this.#report(run, 'failed');
  }

  #settle(run: Run): void {
    endRun(run, this.#ports.clock);
    if (run.program.end()) this.#ports.order({ kind: 'stop' });
    this.#release(run);
  }

  #release(run: Run): void {
    this.#timers.clearAll();
    this.#diagnosis = new DiagnosisDesk();
    closeRun(run);
  }

  #report(run: Run, outcome: 'ended' | 'failed'): void {
    this.#reportReady = true;
    if (outcome === 'ended') noteState(run, this.#ports.clock.now(), 'ended');
    this.#ports.onReport(reportOf(run, outcome, this.#ports));
    this.#announce();
  }

  #look(): void {
    this.#run?.outputs.look();
    const run = this.#encoding();
    if (run !== null) steerRun(run, this.#ports);
    if (this.#run !== null && this.#diagnose()) this.#announce();
  }

  #second(): void {
    const run = this.#run;
    if (run !== null) closeSecond(run, this.#state, this.#ports);
    // A recording may be over that it went on for.
    if (run !== null && isOnAir(this.#state)) this.#followOutputs(run);
    else this.#announce();
  }

  #move(move: StatusMove): void {
    const next = nextState(this.#state, move);
    if (next === null) return;
    this.#state = next;
    if (this.#run !== null) takeMove(this.#run, move, next, this.#ports.clock);
    this.#announce();
  }

  #announce(): void {
    this.#ports.onChange(this.snapshot());
  }
}
