/** The session: holds the go-live state, one connection at a time and the reconnects; everything else is told or asked. */
import type { ConfigMessage, PacketMessage, StatsMessage } from '../../shared/contract/frames.ts';
import type { CaptureStatus } from '../../shared/contract/ipc.ts';
import type { SessionSnapshot, Stage } from '../../shared/contract/session.ts';
import { fail, ok, studioError, type Reply, type StudioError } from '../../shared/errors.ts';
import { idleStages } from '../../shared/live/diagnosis/stages.ts';
import { decidePreflight } from '../../shared/live/session/preflight.ts';
import { isActive, nextState, type SessionState, type StatusMove } from '../../shared/live/session/status.ts';
import { floorMillis } from '../../shared/media/timestamps.ts';
import { parseIngestUrl } from '../../shared/rtmp/url.ts';
import { Delivery } from './delivery.ts';
import { addStats, emptyStats } from './figures/ledger.ts';
import { NamedTimers } from './named-timers.ts';
import { buildReport } from './report/report.ts';
import { countVideo, isUpToSpeed, newRun, statsOverGap, streamConfig, type Run } from './run.ts';
import { snapshotOf } from './figures/snapshot.ts';
import { stagesOf } from './figures/stages.ts';
import type { SessionPorts, Target } from './target.ts';

/** How long the camera may take to open before a session that starts now fails. */
const captureLimitMillis = 8000;

/** Encoders may flush this long after Stop; then the connection ends without their last packets. */
const flushLimitMillis = 400;

/** A page that was lost may take this long to come back; LIVE without a picture would be a lie. */
const pageLimitMillis = 15_000;

/** Between the last packet of one page and the first of the next there is at least this. */
const leastPageGapMillis = 100;

/** The last row of a report covers at least this long: one frame in a millisecond is no rate. */
const shortestRowSeconds = 0.25;

/** Stop takes no longer than this, whatever anybody does. */
const stopLimitMillis = 2900;

/** Owns the state; the window and the command line only ask and mirror. */
export class Session {
  readonly #ports: SessionPorts;
  readonly #timers = new NamedTimers();
  readonly #delivery: Delivery;
  #state: SessionState = 'off-air';
  #run: Run | null = null;
  #capture: CaptureStatus | null = null;
  #mediaReady = false;
  #idleStats: StatsMessage = emptyStats;
  #reportReady = false;

  constructor(ports: SessionPorts) {
    this.#ports = ports;
    this.#delivery = new Delivery(ports, this.#timers, {
      state: () => this.#state,
      move: (move) => this.#move(move),
      fail: (error) => this.#failRun(error),
      finish: () => this.#finish(),
      announce: () => this.#announce(),
    });
  }

  get state(): SessionState {
    return this.#state;
  }

  /** Goes live or rehearses; refuses with `busy` while a session runs. */
  start(target: Target): Reply<null> {
    if (nextState(this.#state, 'start') === null) return fail('busy');
    if (target.mode === 'live' && target.streamKey === null)
      return fail('key-missing', { profile: target.profileName });
    const { clock } = this.#ports;
    this.#run = newRun(target, clock.now(), clock.wallclock());
    this.#move('start');
    this.#timers.every('second', 1000, () => this.#second());
    this.#check(clock.now() + captureLimitMillis);
    return ok(null);
  }

  /** Ends in ≤ 3 s from any state. */
  stop(): Reply<null> {
    const run = this.#run;
    if (run === null || !isActive(this.#state)) return ok(null);
    if (this.#state === 'ending') return ok(null);
    if (this.#state === 'checking') {
      this.#release();
      this.#move('stop');
      return ok(null);
    }
    this.#move('stop');
    this.#timers.clear('retry');
    this.#timers.clear('encoder');
    this.#timers.after('stop', stopLimitMillis, () => this.#finish());
    if (run.encoding && this.#ports.order({ kind: 'stop' }))
      this.#timers.after('flush', flushLimitMillis, () => this.#hangUp());
    else this.#hangUp();
    return ok(null);
  }

  /** Tries again at once while reconnecting. */
  retryNow(): Reply<null> {
    const run = this.#run;
    if (run !== null && this.#timers.isRunning('retry')) this.#delivery.reconnect(run);
    return ok(null);
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
    this.#mediaReady = true;
    const run = this.#run;
    if (run === null || !run.encoding || this.#state === 'ending') return;
    const gapMillis = Math.max(leastPageGapMillis, this.#ports.clock.now() - run.lastPacketAt);
    run.pastStats = statsOverGap(run, gapMillis);
    this.#delivery.startEncoding(run, run.lastPts + gapMillis * 1000);
    if (run.liveSince === null) return;
    const seconds = (gapMillis / 1000).toFixed(1);
    const text = `The studio window had to start again. Viewers saw a pause of about ${seconds} s.`;
    this.#ports.onNotice({ tone: 'warn', text, next: '' });
  }

  /** The page is gone; main keeps the connection and waits a while for the next page. */
  mediaLost(): void {
    this.#mediaReady = false;
    this.#capture = null;
    if (this.#run?.encoding === true && this.#state !== 'ending') {
      this.#timers.after('encoder', pageLimitMillis, () => this.#failRun(studioError('page-lost')));
    }
  }

  takeCapture(status: CaptureStatus): void {
    this.#capture = status;
    this.#announce();
  }

  takeConfig(config: ConfigMessage): void {
    const run = this.#run;
    if (run === null) return;
    if (config.track === 'video') run.videoConfig = config;
    else run.audioConfig = config;
    if (run.videoConfig !== null && run.audioConfig !== null) this.#timers.clear('encoder');
    run.connection?.writeConfig(streamConfig(config));
  }

  takePacket(message: PacketMessage): void {
    const run = this.#run;
    if (run === null || !run.encoding) return;
    // Whatever comes before its configuration belongs to encoders that were given up.
    if ((message.track === 'video' ? run.videoConfig : run.audioConfig) === null) return;
    if (message.track === 'video') countVideo(run, message.data.byteLength);
    run.connection?.writePacket({
      track: message.track,
      pts: message.pts,
      dts: message.dts,
      isKeyFrame: message.key,
      bytes: new Uint8Array(message.data),
    });
    run.lastPts = Math.max(run.lastPts, message.pts);
    run.lastPacketAt = this.#ports.clock.now();
    if (run.ingest !== null) run.captureTimes.add(message.track, floorMillis(message.dts), message.captured);
  }

  takeStats(stats: StatsMessage): void {
    this.#idleStats = stats;
    const run = this.#run;
    if (run !== null && run.encoding) {
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
    return snapshotOf(this.#state, this.#run, { stages: this.#stages(), reportReady: this.#reportReady });
  }

  #stages(): Stage[] {
    if (!this.#mediaReady) return [...idleStages()];
    const run = this.#run;
    return stagesOf({
      state: this.#state,
      // Before and after, the strip speaks of the preview, which may run slower.
      run:
        run === null || !isActive(this.#state) || !isUpToSpeed(run)
          ? null
          : {
              fps: run.target.video.fps,
              confirmedBy: run.confirmedBy,
              encoding: run.encoding,
              ledger: run.ledger,
              problems: run.ingest?.problems() ?? [],
            },
      stats: run !== null && run.encoding ? run.stats : this.#idleStats,
      capture: this.#capture,
    });
  }

  /** CHECKING: waits for the page and its picture, then goes on or fails with the camera's own error. */
  #check(deadline: number): void {
    const run = this.#run;
    if (run === null || this.#state !== 'checking') return;
    const video = this.#capture?.video ?? null;
    const decision = decidePreflight({
      mediaReady: this.#mediaReady,
      video: video === null ? 'unknown' : video.state === 'failed' ? video.error : video.state,
      late: this.#ports.clock.now() >= deadline,
    });
    if (decision.kind === 'go') {
      this.#prepare(run).catch(() => {
        // The system gave no loopback port for the ingest.
        if (this.#run === run) this.#failRun(studioError('internal'));
      });
    } else if (decision.kind === 'fail') this.#failRun(decision.error);
    else this.#timers.after('capture', 100, () => this.#check(deadline));
  }

  async #prepare(run: Run): Promise<void> {
    const { target } = run;
    if (target.mode === 'rehearsal') {
      const ingest = await this.#ports.openIngest((track, timestamp) => run.captureTimes.find(track, timestamp));
      if (this.#run !== run || this.#state !== 'checking') {
        ingest.close();
        return;
      }
      run.ingest = ingest;
    }
    const address = parseIngestUrl(run.ingest?.url ?? target.serverUrl);
    if (!address.ok) {
      this.#failRun(address.error);
      return;
    }
    const { host, port, scheme } = address.value;
    run.destination = { host, port, secure: scheme === 'rtmps' };
    this.#move('checked');
    this.#delivery.connect(run);
  }

  #hangUp(): void {
    this.#timers.clear('flush');
    const run = this.#run;
    if (run !== null) run.mediaEndedAt = this.#ports.clock.now();
    const connection = run?.connection ?? null;
    if (connection === null) this.#finish();
    else connection.stop();
  }

  /** After ENDING: the connection is closed, one way or another. */
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
    this.#delivery.retire(run);
    if (run.encoding) this.#ports.order({ kind: 'stop' });
    this.#release();
  }

  #release(): void {
    this.#timers.clearAll();
    const run = this.#run;
    if (run === null) return;
    run.encoding = false;
    run.ingest?.close();
  }

  #report(run: Run, outcome: 'ended' | 'failed'): void {
    this.#reportReady = true;
    const { clock, appVersion } = this.#ports;
    const liveSeconds = run.liveAt === null ? 0 : ((run.mediaEndedAt ?? clock.now()) - run.liveAt) / 1000;
    if (outcome === 'ended') run.history.push({ atSeconds: this.#age(run), state: 'ended', reason: '' });
    this.#ports.onReport(buildReport(run, { outcome, appVersion, liveSeconds }));
    this.#announce();
  }

  #second(): void {
    const run = this.#run;
    if (run === null) return;
    run.ledger.sampleProcesses(this.#ports.processes());
    run.row = run.ledger.second({
      at: this.#ports.clock.now(),
      startedAt: run.startedAt,
      current: run.connection?.figures() ?? null,
      stats: run.stats,
      received: run.ingest?.second() ?? null,
    });
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
