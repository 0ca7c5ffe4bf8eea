/** One destination of the session: its own connections, state, attempts and numbers. Its trouble reaches nobody else. */
import type { Millis } from '../../../shared/clock.ts';
import type { OutputSnapshot, OutputState } from '../../../shared/contract/delivery.ts';
import { fail, ok, studioError, type Reply, type StudioError } from '../../../shared/errors.ts';
import type { Leg as LegName } from '../../../shared/live/delivery/backup.ts';
import type { InterruptionEvent } from '../../../shared/live/delivery/interruption-watch.ts';
import type { CodecEvidence } from '../../../shared/live/session/codec-permission.ts';
import type { ReconnectDecision } from '../../../shared/live/session/reconnect-policy.ts';
import { isTrying } from '../../../shared/live/session/status.ts';
import type { EncodedPacket, StreamConfig } from '../../../shared/media/encoded-packet.ts';
import { parseIngestUrl, type IngestAddress } from '../../../shared/rtmp/url.ts';
import type { DestinationTarget, LinkReading } from '../target.ts';
import { areCodecsRefused, requestFor } from './codec-trial.ts';
import { Hopes } from './legs/hopes.ts';
import { Legs } from './legs/legs.ts';
import type { OutputHost } from './output-host.ts';
import { OutputFigures } from './record/output-figures.ts';
import { backAgain, cleanError, stateLine, withoutKey } from './output-words.ts';
import { OutputRecord } from './record/record.ts';
import { Recovery } from './record/recovery.ts';
import { say } from '../../../shared/wire/tongue.ts';

/** A goodbye takes no longer than this. */
const stopLimitMillis: Millis = 2600;

/** Longest text of a server that is kept. */
const mostWords = 300;

/** States: `OutputState`. It moves by its own commands and by what its connections tell. */
export class Output {
  readonly target: DestinationTarget;
  readonly record: OutputRecord;
  readonly figures: OutputFigures;
  readonly #recovery: Recovery;
  readonly #host: OutputHost;
  readonly #address: Reply<IngestAddress>;
  readonly #legs: Legs;
  readonly #hopes: Hopes;
  #stopTimer: NodeJS.Timeout | null = null;
  #state: OutputState = 'idle';
  #reason: StudioError | null = null;
  #serverSaid = '';
  #serverTakes: CodecEvidence['server'] = null;
  #confirmedBy: OutputSnapshot['confirmedBy'] = null;
  #lastConfirmedBy: OutputSnapshot['confirmedBy'] = null;
  #liveSince: number | null = null;

  constructor(target: DestinationTarget, host: OutputHost) {
    this.target = target;
    this.#host = host;
    this.#address = parseIngestUrl(target.serverUrl);
    this.#legs = this.#makeLegs();
    this.#hopes = new Hopes(this.#legs.size);
    this.figures = new OutputFigures(this.#legs);
    const { clock } = host.ports;
    this.record = new OutputRecord({ now: () => clock.now(), startedAt: host.startedAt }, () => this.#legs.standing());
    this.#recovery = new Recovery({
      clock,
      totals: () => this.figures.totals(),
      missed: () => this.record.missedSeconds(),
      onBack: (lostFor, missed) => this.#back(lostFor, missed),
    });
  }

  get id(): string {
    return this.target.id;
  }

  get state(): OutputState {
    return this.#state;
  }

  /** True while a connection takes media. */
  get carries(): boolean {
    return this.#legs.carries;
  }

  get reason(): StudioError | null {
    return this.#reason;
  }

  /** As the snapshot's `confirmedBy`, but it outlives connections. */
  get lastConfirmedBy(): OutputSnapshot['confirmedBy'] {
    return this.#lastConfirmedBy;
  }

  /** Where it goes; empty when the address makes no sense. */
  get place(): { readonly host: string; readonly port: number; readonly secure: boolean } {
    if (!this.#address.ok) return { host: '', port: 0, secure: false };
    const { host, port, scheme } = this.#address.value;
    return { host, port, secure: scheme === 'rtmps' };
  }

  /** Connects, from any state in which nothing is tried; `key-missing` changes nothing. */
  start(): Reply<null> {
    if (isTrying(this.#state) || this.#state === 'ending') return ok(null);
    const { streamKey, name } = this.target;
    if (streamKey === null && this.#host.guard === 'any') return fail('key-missing', { profile: name });
    if (!this.#address.ok) {
      this.fail(this.#address.error);
      return ok(null);
    }
    this.record.startAgain();
    this.#hopes.renew();
    if (this.#liveSince === null) this.#enter('connecting');
    else this.#lose();
    this.#legs.start();
    this.#host.onChange();
    return ok(null);
  }

  /** Says goodbye and rests; bounded. */
  stop(): void {
    if (this.#state === 'idle' || this.#state === 'ending') return;
    this.#recovery.giveUp();
    this.#enter('ending');
    if (this.#legs.stop()) {
      this.#stopTimer = setTimeout(() => this.#rest(), stopLimitMillis);
      this.#host.onChange();
    } else this.#rest();
  }

  /** Cuts without a goodbye, so that the service keeps the session, and tries nothing until `resume`. */
  pause(): void {
    if (!isTrying(this.#state)) return;
    this.#cut();
    this.#enter('paused');
    this.#host.onChange();
  }

  resume(): void {
    if (this.#state === 'paused') this.start();
  }

  /** Tries again now: a planned attempt is brought forward, a failed destination starts again. */
  retry(): void {
    if (this.#state === 'failed') this.start();
    else if (this.#state === 'reconnecting') {
      this.#legs.tryNow();
      this.#host.onChange();
    }
  }

  /** The end of the session: everything is cut, and what was on its way counts. */
  destroy(): void {
    this.#quiet();
    this.#legs.cut(true);
    if (this.#state === 'idle' || this.#state === 'failed') return;
    this.#confirmedBy = null;
    this.record.stop();
    this.#enter('idle');
  }

  writeConfig(config: StreamConfig): void {
    this.#legs.writeConfig(config);
  }

  /** Takes the next packet of the program. */
  writePacket(packet: EncodedPacket): void {
    if (this.#state === 'idle') return;
    if (!this.#legs.writePacket(packet) && packet.track === 'video') this.figures.missVideo();
  }

  /** Several times a second: how far delivery came, and what became of the network. */
  look(): void {
    const dropped = this.#legs.look();
    if (dropped > 0) this.record.drop((dropped * 1000) / this.#host.fps);
    if (this.#legs.wentOver(this.#state === 'live')) this.#host.onOtherLink();
  }

  /** Once a second. */
  second(): void {
    const { clock } = this.#host.ports;
    this.#legs.second(clock.wallclock());
    const kbps = this.figures.second(clock.now());
    this.record.missedSeconds();
    if (this.#state !== 'live') return;
    this.record.second(kbps, this.figures.totals().queueAgeMillis);
    this.#recovery.note();
  }

  /** Sleep, another network, or none. */
  tell(event: InterruptionEvent): void {
    this.#legs.tell(event);
  }

  /** The link of the connection that carries the stream; null while it is not live. */
  link(): LinkReading | null {
    return this.#state === 'live' ? this.#legs.link() : null;
  }

  snapshot(): OutputSnapshot {
    const rendition = this.#host.rendition();
    const { id, name, serviceId, priority } = this.target;
    const { host, secure } = this.place;
    return {
      id,
      name: name.slice(0, 80),
      serviceId,
      host,
      secure,
      state: this.#state,
      step: this.#state === 'live' ? 'confirmed' : this.#legs.step,
      confirmedBy: this.#confirmedBy,
      reason: this.#reason,
      reconnect: this.#state === 'reconnecting' ? this.#attempts() : null,
      serverSaid: this.#serverSaid,
      address: this.#legs.address,
      verifying: this.#recovery.isVerifying,
      liveSince: this.#liveSince,
      ...this.figures.shown(),
      reconnects: this.#recovery.count,
      missedSeconds: this.record.missedLately,
      priority,
      ...(rendition === undefined ? {} : { rendition }),
    };
  }

  #attempts(): OutputSnapshot['reconnect'] {
    const { clock } = this.#host.ports;
    const at = this.#legs.nextAttemptAt;
    const nextAttemptAt = at === null ? null : clock.wallclock() + Math.max(0, at - clock.now());
    return { attempt: this.#legs.attempt, nextAttemptAt, lostAt: this.#recovery.lostWall };
  }

  #makeLegs(): Legs {
    const host = this.#host;
    return new Legs(this.target, {
      ports: host.ports,
      request: (address) =>
        requestFor(this.target, address, { ...host, codecs: host.codecs(), wasLive: this.#liveSince !== null }),
      configs: host.configs,
      timeOf: host.timeOf,
      onStep: (step) => {
        if (step === 'accepted') host.onAccepted();
        host.onChange();
      },
      onConfirmed: (by) => this.#confirmed(by),
      onFailed: (name, error, sendingAt) => this.#legFailed(name, cleanError(this.target, error), sendingAt),
      onEnded: () => this.#rest(),
      onMoved: () => host.onEvent(say`${this.target.name}: went over to another server, as this one asked.`),
      onKeyFrameWanted: host.wantKeyFrame,
      onServerAsked: ({ capabilities }) => {
        this.#serverTakes = capabilities ?? this.#serverTakes;
      },
      onServerSaid: (text) => {
        this.#serverSaid = withoutKey(this.target, text).slice(0, mostWords);
      },
      onDelivered: (span) => this.record.deliver(span),
    });
  }

  #confirmed(by: 'acknowledged' | 'accepted'): void {
    // After Stop a confirmation comes too late to count.
    if (!isTrying(this.#state)) return;
    this.#confirmedBy = this.#legs.confirmedBy ?? by;
    this.#lastConfirmedBy = this.#confirmedBy;
    if (this.#state !== 'live') this.#live();
    this.#host.onChange();
  }

  #live(): void {
    if (this.#liveSince === null) this.#liveSince = this.#host.ports.clock.wallclock();
    else this.#recovery.confirmed();
    this.#hopes.renew();
    this.record.live();
    this.#enter('live');
  }

  #back(lostFor: Millis, missed: number): void {
    const text = backAgain({ name: this.target.name, lostFor, missed, isRecording: this.#host.isRecording() });
    this.#host.onNotice({ tone: 'good', text, next: '' });
    this.#host.onEvent(text);
    this.#host.onChange();
  }

  #legFailed(name: LegName, error: StudioError, sendingAt: Millis | null): void {
    if (this.#host.isEnding()) this.#enter('ending');
    if (this.#state === 'ending') {
      if (!this.#legs.isAnyOpen) this.#rest();
      return;
    }
    const { serviceId } = this.target;
    const trial = { serviceId, codecs: this.#host.codecs(), serverTakes: this.#serverTakes, sendingAt };
    const isRefused = areCodecsRefused({ ...trial, endedAt: this.#host.ports.clock.now() });
    const answer = isRefused ? this.#host.onCodecsRefused() : null;
    if (answer === 'fail') this.fail(studioError('codecs-refused', error.facts));
    else if (this.#liveSince === null && answer === 'again') this.#legs.connect(name);
    else if (this.#liveSince === null) this.#goOn(name, this.#hopes.early(name, error, this.#odds(name)));
    else this.#lostLeg(name, error);
  }

  #lostLeg(name: LegName, error: StudioError): void {
    if (!this.#legs.carries) {
      if (this.#state === 'live') this.#lose(error);
      this.#reason = error;
    } else this.#confirmedBy = this.#legs.confirmedBy ?? this.#confirmedBy;
    this.#goOn(name, this.#hopes.later(name, error, this.#odds(name)));
  }

  #odds(name: LegName): Parameters<Hopes['later']>[2] {
    const { isAnyOpen, carries } = this.#legs;
    const lostMillis = this.#state === 'reconnecting' ? this.#recovery.lostFor : 0;
    return { attempt: this.#legs.attemptOf(name), lostMillis, random: this.#host.ports.random(), isAnyOpen, carries };
  }

  #goOn(name: LegName, decision: ReconnectDecision): void {
    if (decision.kind === 'give-up') {
      this.fail(decision.error);
      return;
    }
    this.#legs.lost(name, decision.millis);
    this.#host.onChange();
  }

  #lose(reason: StudioError | null = null): void {
    this.#recovery.lost();
    this.#confirmedBy = null;
    this.#enter('reconnecting', reason);
  }

  /** It can't go on; the user may try again. */
  fail(error: StudioError): void {
    this.#cut();
    this.#enter('failed', error);
    this.#host.onChange();
  }

  /** After a goodbye. */
  #rest(): void {
    if (this.#state !== 'ending') return;
    this.#quiet();
    this.#legs.cut(true);
    this.#confirmedBy = null;
    this.record.stop();
    this.#enter('idle');
    this.#host.onChange();
  }

  #cut(): void {
    this.#quiet();
    this.#confirmedBy = null;
    this.#legs.cut();
  }

  #quiet(): void {
    this.#recovery.giveUp();
    if (this.#stopTimer !== null) clearTimeout(this.#stopTimer);
    this.#stopTimer = null;
  }

  #enter(state: OutputState, reason: StudioError | null = null): void {
    this.#state = state;
    this.#reason = reason;
    this.record.move(state, reason);
    this.#host.onEvent(stateLine(this.target.name, state, reason));
  }
}
