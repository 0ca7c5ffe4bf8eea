/** One address of a destination: its connection, a move to another server when that asks for one, and the watch over the network below. */
import type { Micros, Millis } from '../../../../shared/clock.ts';
import { studioError, type StudioError } from '../../../../shared/errors.ts';
import {
  InterruptionWatch,
  type InterruptionEvent,
  type InterruptionVerdict,
} from '../../../../shared/live/delivery/interruption-watch.ts';
import { Handover } from '../../../../shared/live/session/handover.ts';
import type { ConnectStep } from '../../../../shared/live/session/status.ts';
import type { Span } from '../../../../shared/live/words/report/missed-spans.ts';
import type { EncodedPacket, StreamConfig } from '../../../../shared/media/encoded-packet.ts';
import type { IngestAddress } from '../../../../shared/rtmp/url.ts';
import { addFigures, countIn, emptyFigures } from '../../figures/ledger.ts';
import type { ConnectionEvents, ConnectionRequest, Figures, SessionPorts } from '../../target.ts';
import { Line, type LineEvents } from './line.ts';

/** A server that asks us to move again and again is heard once in this time. */
const moveSpacingMillis: Millis = 10_000;

/** What a leg asks and tells. */
export type LegHost = {
  readonly ports: Pick<SessionPorts, 'connect' | 'clock'>;
  readonly request: (address: IngestAddress) => ConnectionRequest;
  readonly configs: () => readonly StreamConfig[];
  /** When program time `pts` was, on the monotonic clock. */
  readonly timeOf: (pts: Micros) => Millis;
  readonly onStep: (leg: Leg, step: 'found' | 'connected' | 'accepted' | 'sending') => void;
  readonly onConfirmed: (leg: Leg, by: 'acknowledged' | 'accepted') => void;
  /** Its connection is gone; nothing follows until `connect`. */
  readonly onFailed: (leg: Leg, error: StudioError) => void;
  /** It said goodbye after `stop`. */
  readonly onEnded: (leg: Leg) => void;
  /** It went over to another server without a gap. */
  readonly onMoved: () => void;
  readonly onKeyFrameWanted: () => void;
  readonly onServerAsked: ConnectionEvents['onServerAsked'];
  readonly onServerSaid: (text: string) => void;
  /** A connection brought `span`, ms on the monotonic clock. */
  readonly onDelivered: (span: Span) => void;
};

/** One leg; its address never changes, a move lasts until the next cut. */
export class Leg {
  readonly address: IngestAddress;
  /** Failed attempts since it was last confirmed. */
  attempt = 0;
  confirmedBy: 'acknowledged' | 'accepted' | null = null;
  readonly #host: LegHost;
  readonly #watch = new InterruptionWatch();
  readonly #isLocal: boolean;
  readonly #leaving = new Set<Line>();
  #line: Line | null = null;
  #next: Line | null = null;
  #handover: Handover | null = null;
  #movedAt: Millis = Number.NEGATIVE_INFINITY;
  #past: Figures = emptyFigures;
  #heard = 0;

  constructor(address: IngestAddress, host: LegHost) {
    this.address = address;
    this.#host = host;
    this.#isLocal = isLoopback(address.host);
  }

  get step(): ConnectStep | null {
    return this.#line?.step ?? null;
  }

  get isOpen(): boolean {
    return this.#line !== null;
  }

  /** The connection of now, only to tell whether it is another one; null without one. */
  get line(): object | null {
    return this.#line;
  }

  get takesMedia(): boolean {
    return this.#line?.takesMedia ?? false;
  }

  get sendingAt(): Millis | null {
    return this.#line?.sendingAt ?? null;
  }

  /** False while an attempt would only be burned: there is no network. */
  get mayAttempt(): boolean {
    return this.#isLocal || this.#watch.mayAttempt;
  }

  connect(): void {
    this.release();
    this.#heard = 0;
    this.#line = this.#open(this.address, this.#lineEvents());
  }

  writeConfig(config: StreamConfig): void {
    this.#line?.writeConfig(config);
    this.#next?.writeConfig(config);
  }

  /** Sends `packet`; in a move it goes to the one connection or the other. */
  write(packet: EncodedPacket): void {
    if (this.#handover !== null && this.#handover.route(packet) === 'new') this.#goOver();
    this.#line?.writePacket(packet);
  }

  /** Says goodbye; true when `onEnded` follows, false when there was nobody to say it to. */
  stop(): boolean {
    this.#giveUpMove();
    const line = this.#line;
    if (line === null) return false;
    if (!line.takesMedia) {
      this.release();
      return false;
    }
    line.stop();
    return this.#line !== null;
  }

  /** A goodbye in the background: something else carries the stream on. */
  leave(): void {
    this.#giveUpMove();
    const line = this.#line;
    this.#line = null;
    this.confirmedBy = null;
    if (line !== null) this.#seeOff(line);
  }

  /** Cuts whatever is open without a word. `isStanding`: what is on its way counts as delivered. */
  release(isStanding = false): void {
    this.#giveUpMove();
    for (const line of this.#leaving) this.#retire(line, true);
    const line = this.#line;
    this.#line = null;
    this.confirmedBy = null;
    this.#watch.handle({ kind: 'lost' }, this.#now());
    if (line !== null) this.#retire(line, isStanding);
  }

  /** The network below it is gone: it fails as if it had been cut. */
  giveUp(): void {
    const { host, port } = this.address;
    if (this.#line !== null) this.#host.onFailed(this, studioError('network-unreachable', { host, port }));
  }

  /** The connection that stands counts: it carries on from one that was confirmed. */
  trust(): void {
    this.#line?.trust();
  }

  ping(): void {
    this.#line?.ping();
  }

  /** All connections together; the momentary values are those of the one of now. */
  totals(): Figures {
    let sum = this.#past;
    for (const line of [...this.#leaving, this.#next]) if (line !== null) sum = countIn(sum, line.figures());
    return this.#line === null ? sum : addFigures(sum, this.#line.figures());
  }

  link() {
    return this.#line?.link() ?? null;
  }

  /** What the connections of now brought. */
  standing(): readonly Span[] {
    return [this.#line?.span(true) ?? null].filter((span) => span !== null);
  }

  /** Several times a second: gives pictures dropped since the last look, and what the network means for the connection. */
  look(): { readonly dropped: number; readonly verdict: InterruptionVerdict } {
    const dropped = this.#line?.look() ?? 0;
    for (const line of this.#leaving) line.look();
    const heard = this.#line?.signs().heard ?? 0;
    if (heard > this.#heard) this.#watch.handle({ kind: 'heard' }, this.#now());
    this.#heard = heard;
    return { dropped, verdict: this.#judged(this.#watch.tick(this.#now())) };
  }

  /** Once a second, with both clocks. */
  lookAtClock(wallclock: Millis): InterruptionVerdict {
    return this.#judged(this.#watch.look(this.#now(), wallclock));
  }

  /** Sleep, another network, or none. */
  tell(event: InterruptionEvent): InterruptionVerdict {
    return this.#judged(this.#watch.handle(event, this.#now()));
  }

  #judged(verdict: InterruptionVerdict): InterruptionVerdict {
    return this.#isLocal ? 'keep' : verdict;
  }

  #now(): Millis {
    return this.#host.ports.clock.now();
  }

  #open(address: IngestAddress, events: LineEvents): Line {
    const { ports, timeOf } = this.#host;
    const line = new Line(this.#host.request(address), { ...ports, timeOf }, events);
    for (const config of this.#host.configs()) line.writeConfig(config);
    return line;
  }

  #lineEvents(): LineEvents {
    const host = this.#host;
    const isCurrent = (line: Line): boolean => line === this.#line;
    return {
      onStep: (line, step) => {
        if (step === 'accepted') this.#accepted(line);
        if (isCurrent(line)) host.onStep(this, step);
      },
      onConfirmed: (line, by) => {
        if (!isCurrent(line)) return;
        this.confirmedBy = by;
        this.attempt = 0;
        host.onConfirmed(this, by);
      },
      onFailed: (line, error) => this.#failed(line, error),
      onEnded: (line) => {
        const wasCurrent = isCurrent(line);
        this.#gone(line, true);
        if (wasCurrent) host.onEnded(this);
      },
      onAskedToMove: (line, address) => {
        if (isCurrent(line)) this.#move(address);
      },
      onKeyFrameWanted: host.onKeyFrameWanted,
      onServerAsked: host.onServerAsked,
      onServerSaid: host.onServerSaid,
    };
  }

  #accepted(line: Line): void {
    if (line === this.#next) {
      this.#handover?.accepted();
      this.#host.onKeyFrameWanted();
      return;
    }
    const { localAddress } = line.signs();
    if (localAddress === null) return;
    this.#watch.handle({ kind: 'connected', localAddress, isLoopback: isLoopback(localAddress) }, this.#now());
  }

  /** Make before break: the old connection carries the stream until the new one has a key frame to begin with. */
  #move(address: IngestAddress): void {
    if (this.#next !== null || this.#now() - this.#movedAt < moveSpacingMillis) return;
    this.#movedAt = this.#now();
    this.#handover = new Handover();
    this.#next = this.#open(address, this.#lineEvents());
  }

  #goOver(): void {
    const old = this.#line;
    this.#line = this.#next;
    this.#next = null;
    this.#handover = null;
    this.#line?.trust();
    if (old !== null) this.#seeOff(old);
    this.#host.onMoved();
  }

  #giveUpMove(): void {
    const next = this.#next;
    this.#next = null;
    this.#handover = null;
    if (next !== null) this.#retire(next, false);
  }

  #failed(line: Line, error: StudioError): void {
    if (line === this.#next) this.#giveUpMove();
    else if (line !== this.#line) this.#gone(line, false);
    else if (this.#handover?.state === 'ready') {
      // The new server took the stream already: the next key frame goes there.
      this.#line = this.#next;
      this.#next = null;
      this.#handover = null;
      this.#retire(line, false);
      this.#line?.trust();
      this.#host.onKeyFrameWanted();
    } else this.#host.onFailed(this, error);
  }

  #seeOff(line: Line): void {
    const span = line.span(true);
    if (span !== null) this.#host.onDelivered(span);
    this.#leaving.add(line);
    line.stop();
  }

  #gone(line: Line, isStanding: boolean): void {
    if (line === this.#line) this.#line = null;
    this.#retire(line, isStanding);
  }

  #retire(line: Line, isStanding: boolean): void {
    line.look();
    this.#past = countIn(this.#past, line.figures());
    // One that was seen off has told already.
    const span = this.#leaving.delete(line) ? null : line.span(isStanding);
    if (span !== null) this.#host.onDelivered(span);
    line.drop();
  }
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host === '[::1]' || /^(?:::ffff:)?127\./u.test(host);
}
