/** The session: holds the go-live state, which follows from its destinations; everything else is told or asked. */
import type { Millis } from '../../shared/clock.ts';
import { slateOf, type ConfigMessage, type PacketMessage, type SlateMessage, type StatsMessage } from '../../shared/contract/frames.ts';
import type { CaptureStatus } from '../../shared/contract/ipc.ts';
import type { SessionSnapshot } from '../../shared/contract/session.ts';
import { fail, ok, studioError, type Reply, type StudioError } from '../../shared/errors.ts';
import type { InterruptionEvent } from '../../shared/live/delivery/interruption-watch.ts';
import { decidePreflight } from '../../shared/live/session/preflight.ts';
import { isActive, isOnAir, moveFor, nextState, type SessionState, type StatusMove } from '../../shared/live/session/status.ts';
import { addStats, emptyStats } from './figures/ledger.ts';
import { snapshotOf } from './figures/snapshot.ts';
import { closeSecond } from './figures/second.ts';
import { preflightOf, stagesNow, type PageState } from './figures/stages-now.ts';
import { NamedTimers } from './named-timers.ts';
import type { OutputCommand } from './outputs/output-set.ts';
import { reportOf } from './outputs/record/finished-run.ts';
import { goOnWithNewPage, openRehearsal, openRun, setOutputs, type RunHost } from './program/open-run.ts';
import { beginLive, loseLive, noteEvent, type Run } from './run.ts';
import type { DestinationTarget, SessionPlan, SessionPorts } from './target.ts';

/** How long the camera may take to open before a session that starts now fails. */
const captureLimitMillis = 8000;

/** Encoders may flush this long after Stop; then the connections end without their last packets. */
const flushLimitMillis = 400;

/** A page that was lost may take this long to come back; LIVE without a picture would be a lie. */
const pageLimitMillis = 15_000;

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
  #reportReady = false;

  constructor(ports: SessionPorts) {
    this.#ports = ports;
    this.#runHost = {
      ports,
      onOutputs: (run) => {
        if (this.#run === run) this.#followOutputs(run);
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
    const [first] = plan.destinations;
    if (first === undefined) return fail('input-invalid');
    const isRehearsal = plan.mode === 'rehearsal';
    if (!isRehearsal && plan.destinations.every(({ streamKey }) => streamKey === null))
      return fail('key-missing', { profile: first.name });
    const run = openRun(plan, this.#runHost);
    this.#run = run;
    if (!isRehearsal) setOutputs(run, plan.destinations, this.#runHost);
    run.taps.onStart(plan);
    this.#move('start');
    this.#timers.every('second', 1000, () => this.#second());
    this.#timers.every('look', lookMillis, () => this.#look());
    this.#check(run.startedAt + captureLimitMillis);
    return ok(null);
  }

  /** Ends in ≤ 3 s from any state. */
  stop(): Reply<null> {
    const run = this.#run;
    if (run === null || !isActive(this.#state)) return ok(null);
    if (this.#state === 'ending') return ok(null);
    if (this.#state === 'checking') {
      this.#release(run);
      this.#move('stop');
      return ok(null);
    }
    this.#move('stop');
    run.program.ending();
    this.#timers.after('stop', stopLimitMillis, () => this.#finish());
    if (run.program.isEncoding && this.#ports.order({ kind: 'stop' }))
      this.#timers.after('flush', flushLimitMillis, () => this.#hangUp());
    else this.#hangUp();
    return ok(null);
  }

  /** Tries all destinations again at once that are reconnecting. */
  retryNow(): Reply<null> {
    for (const { state, id } of this.#run?.outputs.all ?? []) {
      if (state === 'reconnecting') this.outputCommand(id, 'retry');
    }
    return ok(null);
  }

  /** Does what the user asks of one destination; stopping the last one ends the session. */
  outputCommand(id: string, command: OutputCommand): Reply<null> {
    const run = this.#onAir();
    if (run === null) return fail('input-invalid');
    if (command === 'stop' && run.outputs.isLast(id)) return this.stop();
    if (command !== 'retry') run.rate.removed(id);
    return run.outputs.command(id, command);
  }

  /** Adds a destination in mid-stream and connects it. */
  addOutput(target: DestinationTarget): Reply<null> {
    const run = this.#onAir();
    return run === null || run.plan.mode === 'rehearsal' ? fail('input-invalid') : run.outputs.add(target);
  }

  /** Ends one destination and forgets it; removing the last one ends the session. */
  removeOutput(id: string): Reply<null> {
    const run = this.#onAir();
    if (run === null) return fail('input-invalid');
    if (run.outputs.isLast(id)) return this.stop();
    run.rate.removed(id);
    const removed = run.outputs.remove(id);
    this.#announce();
    return removed;
  }

  /** The user's two numbers for the picture, kb/s; they count at once. */
  setRate(wish: { readonly targetKbps: number; readonly ceilingKbps: number }): Reply<null> {
    const run = this.#onAir();
    if (run === null) return fail('input-invalid');
    run.rate.set(wish);
    this.#announce();
    return ok(null);
  }

  /** A moment worth finding again. */
  mark(text = ''): void {
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
    const run = this.#run;
    if (run === null || !run.program.isEncoding || this.#state === 'ending') return;
    goOnWithNewPage(run, this.#ports);
  }

  /** The page is gone; main keeps the connections and waits a while for the next page. */
  mediaLost(): void {
    this.#page = { isReady: false, capture: null };
    const run = this.#run;
    if (run === null || !run.program.isEncoding || this.#state === 'ending') return;
    this.note('page', 'The studio window is gone.');
    run.program.pageGone();
    run.program.limit(pageLimitMillis, 'page-lost');
  }

  takeCapture(status: CaptureStatus): void {
    this.#page = { ...this.#page, capture: status };
    this.#announce();
  }

  takeConfig(config: ConfigMessage): void {
    this.#run?.program.takeConfig(config);
  }

  takePacket(message: PacketMessage): void {
    this.#run?.program.takePacket(message);
  }

  takeSlate(message: SlateMessage): void {
    this.#run?.program.takeSlate(slateOf(message));
  }

  takeStats(stats: StatsMessage): void {
    this.#idleStats = stats;
    const run = this.#run;
    run?.program.heard();
    if (run !== null && run.program.isEncoding) {
      const total = addStats(run.pastStats, stats);
      // While hanging up, the Worker's encoders are gone and count from 0 again.
      if (this.#state !== 'ending' || total.encoded >= run.stats.encoded) run.stats = total;
    } else if (!isActive(this.#state)) this.#announce();
  }

  /** The pipeline lost its encoder for good. */
  encoderGone(error: StudioError): void {
    if (isActive(this.#state) && this.#state !== 'ending') this.#failRun(error);
  }

  /** The Worker sent its last packets after `stop`. */
  mediaStopped(): void {
    if (this.#state === 'ending' && this.#timers.isRunning('flush')) this.#hangUp();
  }

  snapshot(): SessionSnapshot {
    return snapshotOf(this.#state, this.#run, {
      stages: stagesNow({ ...this.#page, state: this.#state, run: this.#run, idleStats: this.#idleStats }),
      reportReady: this.#reportReady,
      recording: this.#ports.recording?.() ?? null,
      verdict: this.#ports.verdict?.() ?? null,
    });
  }

  #onAir(): Run | null {
    return this.#state === 'connecting' || isOnAir(this.#state) ? this.#run : null;
  }

  /** CHECKING: waits for the page and its picture, then goes on or fails with the camera's own error. */
  #check(deadline: Millis): void {
    const run = this.#run;
    if (run === null || this.#state !== 'checking') return;
    const isLate = this.#ports.clock.now() >= deadline;
    const decision = decidePreflight(preflightOf(this.#page, isLate));
    if (decision.kind === 'go') {
      this.#prepare(run).catch(() => {
        // The system gave no loopback port for the ingest.
        if (this.#run === run) this.#failRun(studioError('internal'));
      });
    } else if (decision.kind === 'fail') this.#failRun(decision.error);
    else this.#timers.after('capture', 100, () => this.#check(deadline));
  }

  async #prepare(run: Run): Promise<void> {
    const isWanted = (): boolean => this.#run === run && this.#state === 'checking';
    if (run.plan.mode === 'rehearsal' && !(await openRehearsal(run, this.#runHost, isWanted))) return;
    this.#move('checked');
    run.outputs.start();
    this.#followOutputs(run);
  }

  /** A destination's state, step or words changed. */
  #followOutputs(run: Run): void {
    if (run.outputs.isStarting) return;
    run.outputs.sweep();
    if (this.#state === 'ending') {
      if (run.outputs.isAtRest) this.#finish();
      else this.#announce();
      return;
    }
    const move = moveFor(this.#state, run.outputs.states, run.plan.mode);
    if (move === 'failed') {
      this.#failRun(run.outputs.all.find(({ state }) => state === 'failed')?.reason ?? studioError('internal'));
      return;
    }
    if (move === 'lost') loseLive(run, this.#ports.clock);
    else if (move !== null) beginLive(run, this.#ports.clock);
    if (move === null) this.#announce();
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
    const lastRow = run.ledger.rows.at(-1)?.second ?? 0;
    if (this.#age(run) - lastRow >= shortestRowSeconds) this.#second();
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
    run.endedAt = this.#ports.clock.wallclock();
    run.outputs.destroy();
    run.ledger.retire(run.outputs.firstTotals());
    if (run.program.end()) this.#ports.order({ kind: 'stop' });
    this.#release(run);
  }

  #release(run: Run): void {
    this.#timers.clearAll();
    run.program.end();
    run.taps.onEnd();
    run.ingest?.close();
  }

  #report(run: Run, outcome: 'ended' | 'failed'): void {
    this.#reportReady = true;
    if (outcome === 'ended') run.history.push({ atSeconds: this.#age(run), state: 'ended', reason: '' });
    this.#ports.onReport(reportOf(run, outcome, this.#ports));
    this.#announce();
  }

  #look(): void {
    const run = this.#run;
    if (run === null) return;
    run.outputs.look();
    if (run.program.isEncoding && this.#state !== 'ending') run.rate.look(run.outputs.links(run.plan.audio.kbps));
  }

  #second(): void {
    if (this.#run !== null) closeSecond(this.#run, this.#state, this.#ports);
    this.#announce();
  }

  #move(move: StatusMove): void {
    const next = nextState(this.#state, move);
    if (next === null) return;
    this.#state = next;
    const run = this.#run;
    if (run !== null && next !== 'ended') {
      const reason = next === 'failed' || next === 'reconnecting' ? (run.reason?.code ?? '') : '';
      run.history.push({ atSeconds: this.#age(run), state: next, reason });
    }
    this.#announce();
  }

  #age(run: Run): number {
    return (this.#ports.clock.now() - run.startedAt) / 1000;
  }

  #announce(): void {
    this.#ports.onChange(this.snapshot());
  }
}
