/** The session: holds the go-live state, one connection at a time and the reconnects; everything else is told or asked. */
import type { ConfigMessage, PacketMessage, StatsMessage } from '../../shared/contract/frames.ts';
import type { CaptureStatus } from '../../shared/contract/ipc.ts';
import type { SessionSnapshot, Stage } from '../../shared/contract/session.ts';
import { ok, studioError, type Reply, type StudioError } from '../../shared/errors.ts';
import { fail } from '../../shared/errors.ts';
import { idleStages } from '../../shared/live/session/diagnosis.ts';
import { decideReconnect } from '../../shared/live/session/reconnect-policy.ts';
import { isActive, isOnAir, nextState, type SessionState, type StatusMove } from '../../shared/live/session/status.ts';
import type { EncodedPacket, StreamConfig } from '../../shared/media/encoded-packet.ts';
import { floorMillis } from '../../shared/media/timestamps.ts';
import { parseIngestUrl } from '../../shared/rtmp/url.ts';
import { CaptureTimes } from './capture-times.ts';
import { emptyStats, Ledger } from './ledger.ts';
import { buildReport, type HistoryRow } from './report.ts';
import { stagesOf } from './stages.ts';
import type { Connection, RehearsalIngest, SessionPorts, Target } from './target.ts';

/** How long the encoders may take to give their first configuration. */
const encoderLimitMillis = 8000;

/** How long the camera may take to open before a session that starts now fails. */
const captureLimitMillis = 8000;

/** Encoders may flush this long after Stop; then the connection ends without their last packets. */
const flushLimitMillis = 400;

/** Stop takes no longer than this, whatever anybody does. */
const stopLimitMillis = 2900;

/** At least this long between two key frames asked for by a late queue. */
const keyFrameSpacingMillis = 1000;

/** How the timers of one run are named, so that each exists at most once. */
type TimerName = 'second' | 'encoder' | 'capture' | 'retry' | 'flush' | 'stop';

/** Everything that belongs to one run from start to report. */
type Run = {
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
  endedAt: number | null;
  step: SessionSnapshot['step'];
  confirmedBy: SessionSnapshot['confirmedBy'];
  reason: StudioError | null;
  serverSaid: string;
  attempt: number;
  lostAt: number | null;
  lostWall: number;
  nextAttemptAt: number | null;
  reconnects: number;
  encoding: boolean;
  lastPts: number;
  keyFrameAskedAt: number;
  videoConfig: Extract<ConfigMessage, { track: 'video' }> | null;
  audioConfig: Extract<ConfigMessage, { track: 'audio' }> | null;
  stats: StatsMessage;
  row: SessionSnapshot['stats'];
};

/** Owns the state; the window and the command line only ask and mirror. */
export class Session {
  readonly #ports: SessionPorts;
  readonly #timers = new Map<TimerName, NodeJS.Timeout>();
  #state: SessionState = 'off-air';
  #run: Run | null = null;
  #capture: CaptureStatus | null = null;
  #mediaReady = false;
  #idleStats: StatsMessage = emptyStats;
  #reportReady = false;

  constructor(ports: SessionPorts) {
    this.#ports = ports;
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
    this.#every('second', 1000, () => this.#second());
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
    this.#clear('retry');
    this.#clear('encoder');
    this.#after('stop', stopLimitMillis, () => this.#finish());
    if (run.encoding && this.#ports.order({ kind: 'stop' }))
      this.#after('flush', flushLimitMillis, () => this.#hangUp());
    else this.#hangUp();
    return ok(null);
  }

  /** Tries again at once while reconnecting. */
  retryNow(): Reply<null> {
    if (this.#state === 'reconnecting' && this.#timers.has('retry')) this.#reconnect();
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
    if (run !== null && run.encoding && isOnAir(this.#state)) this.#startEncoding(run, run.lastPts + 100_000);
  }

  /** The page is gone; main keeps the connection and waits for the next page. */
  mediaLost(): void {
    this.#mediaReady = false;
    this.#capture = null;
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
    if (run.videoConfig !== null && run.audioConfig !== null) this.#clear('encoder');
    run.connection?.writeConfig(streamConfig(config));
  }

  takePacket(message: PacketMessage): void {
    const run = this.#run;
    if (run === null || !run.encoding) return;
    const packet: EncodedPacket = {
      track: message.track,
      pts: message.pts,
      dts: message.dts,
      isKeyFrame: message.key,
      bytes: new Uint8Array(message.data),
    };
    run.lastPts = Math.max(run.lastPts, message.pts);
    if (run.ingest !== null) run.captureTimes.add(message.track, floorMillis(message.dts), message.captured);
    run.connection?.writePacket(packet);
  }

  takeStats(stats: StatsMessage): void {
    this.#idleStats = stats;
    if (this.#run !== null && this.#run.encoding) this.#run.stats = stats;
    else if (!isActive(this.#state)) this.#announce();
  }

  /** The pipeline lost its encoder for good. */
  encoderGone(error: StudioError): void {
    if (isActive(this.#state) && this.#state !== 'ending') this.#failRun(error);
  }

  /** The Worker sent its last packets after `stop`. */
  mediaStopped(): void {
    if (this.#state === 'ending' && this.#timers.has('flush')) this.#hangUp();
  }

  snapshot(): SessionSnapshot {
    const run = this.#run;
    return {
      state: this.#state,
      mode: run?.target.mode ?? null,
      liveSince: run?.liveSince ?? null,
      endedAt: run?.endedAt ?? null,
      destination:
        run === null
          ? null
          : {
              profileName: run.target.profileName,
              serviceId: run.target.serviceId,
              host: run.destination.host,
              secure: run.destination.secure,
            },
      step: run?.step ?? null,
      confirmedBy: run?.confirmedBy ?? null,
      reason: run?.reason ?? null,
      reconnect:
        run === null || this.#state !== 'reconnecting'
          ? null
          : { attempt: run.attempt, nextAttemptAt: run.nextAttemptAt, lostAt: run.lostWall },
      serverSaid: run?.serverSaid ?? '',
      stats: run?.row ?? null,
      stages: this.#stages(),
      reportReady: this.#reportReady,
    };
  }

  #stages(): Stage[] {
    if (!this.#mediaReady) return [...idleStages()];
    const run = this.#run;
    return stagesOf({
      state: this.#state,
      run:
        run === null
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
    if (this.#mediaReady && video?.state === 'running') {
      void this.#prepare(run);
      return;
    }
    const late = this.#ports.clock.now() >= deadline;
    if (video?.state === 'failed' && (late || !video.error.retryable || video.error.code.endsWith('-missing'))) {
      this.#failRun(video.error);
      return;
    }
    if (late) {
      this.#failRun(studioError(this.#mediaReady ? 'camera-busy' : 'page-lost'));
      return;
    }
    this.#after('capture', 100, () => this.#check(deadline));
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
    this.#connect(run);
  }

  #connect(run: Run): void {
    const address = parseIngestUrl(run.ingest?.url ?? run.target.serverUrl);
    if (!address.ok) return;
    const { ingest } = run;
    run.step = null;
    const mine = (act: () => void): void => {
      if (this.#run === run && run.connection === connection) act();
    };
    const connection = this.#ports.connect(
      {
        address: address.value,
        streamKey: ingest === null ? (run.target.streamKey ?? (() => '')) : () => ingest.key,
        guard: run.target.mode === 'rehearsal' ? 'loopback' : 'any',
      },
      {
        onStep: (step) => mine(() => this.#stepped(run, step)),
        onConfirmed: (by) => mine(() => this.#confirmed(run, by)),
        onKeyFrameWanted: () => mine(() => this.#askKeyFrame(run)),
        onServerSaid: (text) =>
          mine(() => {
            run.serverSaid = text.slice(0, 300);
          }),
        onFailed: (error) => mine(() => this.#connectionFailed(run, error)),
        onEnded: () => mine(() => this.#finish()),
      },
    );
    run.connection = connection;
    if (run.videoConfig !== null) connection.writeConfig(streamConfig(run.videoConfig));
    if (run.audioConfig !== null) connection.writeConfig(streamConfig(run.audioConfig));
  }

  #stepped(run: Run, step: 'found' | 'connected' | 'accepted' | 'sending'): void {
    run.step = step;
    if (step === 'accepted' && !run.encoding) this.#startEncoding(run, 0);
    this.#announce();
  }

  #startEncoding(run: Run, startPts: number): void {
    run.encoding = true;
    const { video, audio, gopSeconds } = run.target;
    if (!this.#ports.order({ kind: 'start', video, audio, startPts, gopSeconds })) {
      this.#failRun(studioError('page-lost'));
      return;
    }
    this.#after('encoder', encoderLimitMillis, () => this.#failRun(studioError('encoder-unavailable')));
  }

  #askKeyFrame(run: Run): void {
    const now = this.#ports.clock.now();
    if (!run.encoding || now - run.keyFrameAskedAt < keyFrameSpacingMillis) return;
    run.keyFrameAskedAt = now;
    this.#ports.order({ kind: 'key-frame' });
  }

  #confirmed(run: Run, by: 'acknowledged' | 'accepted'): void {
    const lostFor = run.lostAt === null ? null : this.#ports.clock.now() - run.lostAt;
    run.confirmedBy = by;
    run.step = 'confirmed';
    run.reason = null;
    run.attempt = 0;
    run.lostAt = null;
    run.nextAttemptAt = null;
    if (run.liveSince === null) {
      run.liveSince = this.#ports.clock.wallclock();
      run.liveAt = this.#ports.clock.now();
    }
    const move = run.target.mode === 'rehearsal' ? 'confirmed-rehearsal' : 'confirmed-live';
    if (nextState(this.#state, move) === null) this.#announce();
    else this.#move(move);
    if (lostFor !== null) {
      const seconds = Math.max(1, Math.round(lostFor / 1000));
      this.#ports.onNotice({ tone: 'good', text: `Back on ${run.target.profileName} after ${seconds} s.`, next: '' });
    }
  }

  #connectionFailed(run: Run, error: StudioError): void {
    this.#retireConnection(run);
    if (this.#state === 'ending') this.#finish();
    else if (!isOnAir(this.#state)) this.#failRun(error);
    else {
      run.reason = error;
      run.confirmedBy = null;
      run.step = null;
      if (this.#state !== 'reconnecting') {
        run.lostAt ??= this.#ports.clock.now();
        run.lostWall = this.#ports.clock.wallclock();
        this.#move('lost');
      }
      this.#planReconnect(run, error);
    }
  }

  #planReconnect(run: Run, error: StudioError): void {
    run.attempt += 1;
    const now = this.#ports.clock.now();
    const decision = decideReconnect(error, run.attempt, {
      lostMillis: now - (run.lostAt ?? now),
      random: this.#ports.random(),
    });
    if (decision.kind === 'give-up') {
      this.#failRun(decision.error);
      return;
    }
    run.nextAttemptAt = this.#ports.clock.wallclock() + decision.millis;
    this.#after('retry', decision.millis, () => this.#reconnect());
    this.#announce();
  }

  #reconnect(): void {
    const run = this.#run;
    if (run === null || this.#state !== 'reconnecting') return;
    this.#clear('retry');
    run.nextAttemptAt = null;
    run.reconnects += 1;
    run.keyFrameAskedAt = Number.NEGATIVE_INFINITY;
    this.#connect(run);
    this.#announce();
  }

  #hangUp(): void {
    this.#clear('flush');
    const connection = this.#run?.connection ?? null;
    if (connection === null) this.#finish();
    else connection.stop();
  }

  #retireConnection(run: Run): void {
    if (run.connection === null) return;
    run.ledger.retire(run.connection.figures());
    run.connection.destroy();
    run.connection = null;
  }

  /** After ENDING: the connection is closed, one way or another. */
  #finish(): void {
    const run = this.#run;
    if (run === null || this.#state !== 'ending') return;
    this.#second();
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
    this.#retireConnection(run);
    if (run.encoding) this.#ports.order({ kind: 'stop' });
    this.#release();
  }

  #release(): void {
    for (const name of [...this.#timers.keys()]) this.#clear(name);
    const run = this.#run;
    if (run === null) return;
    run.encoding = false;
    run.ingest?.close();
  }

  #report(run: Run, outcome: 'ended' | 'failed'): void {
    this.#reportReady = true;
    const { clock, appVersion } = this.#ports;
    const liveSeconds = run.liveAt === null ? 0 : (clock.now() - run.liveAt) / 1000;
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

  #after(name: TimerName, millis: number, act: () => void): void {
    this.#clear(name);
    const timer = setTimeout(() => {
      this.#timers.delete(name);
      act();
    }, millis);
    this.#timers.set(name, timer);
  }

  #every(name: TimerName, millis: number, act: () => void): void {
    this.#clear(name);
    this.#timers.set(name, setInterval(act, millis));
  }

  #clear(name: TimerName): void {
    const timer = this.#timers.get(name);
    if (timer === undefined) return;
    clearTimeout(timer);
    this.#timers.delete(name);
  }
}

function newRun(target: Target, now: number, wallclock: number): Run {
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
    endedAt: null,
    step: null,
    confirmedBy: null,
    reason: null,
    serverSaid: '',
    attempt: 0,
    lostAt: null,
    lostWall: 0,
    nextAttemptAt: null,
    reconnects: 0,
    encoding: false,
    lastPts: 0,
    keyFrameAskedAt: Number.NEGATIVE_INFINITY,
    videoConfig: null,
    audioConfig: null,
    stats: emptyStats,
    row: null,
  };
}

/** The port's message as the publisher wants it. */
function streamConfig(config: ConfigMessage): StreamConfig {
  const description = new Uint8Array(config.description);
  if (config.track === 'audio') {
    const { codec, sampleRate, channels, kbps } = config;
    return { track: 'audio', codec, description, sampleRate, channels, kbps };
  }
  const { codec, width, height, fps, kbps } = config;
  return { track: 'video', codec, description, width, height, frameRate: fps, kbps };
}
