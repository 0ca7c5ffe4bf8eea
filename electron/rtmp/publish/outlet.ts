/** Hands messages to a socket only as fast as the link takes them, so that what waits does so where it can be dropped. */
import type { Clock, Millis } from '../../../shared/clock.ts';
import type { EncodedRate } from '../../../shared/live/delivery/encoded-rate.ts';
import { PingProbe } from '../../../shared/live/delivery/ping-probe.ts';
import { ackWindowFor, SendWindow } from '../../../shared/live/delivery/send-window.ts';
import { Alarm } from '../net/socket-parts.ts';
import type { PublishWire, WireEvent } from './wire.ts';

/** Bytes the socket may hold in user space. */
const socketHighWater = 128 * 1024;

/** How soon it looks again while something waits. */
const lookAgainMillis: Millis = 20;

/** A ping goes out between messages; while the window is closed it may finish one of so many bytes, later any. */
const smallRestBytes = 32 * 1024;
const anyRestAfterMillis: Millis = 400;

/** The server is asked for another acknowledgement window when the right one differs by this factor. */
const windowFactor = 2;

/** Where messages come from. */
export type OutletSource = {
  /** Gives the machine the next message to send; false when there is none. */
  readonly next: () => boolean;
  readonly isEmpty: () => boolean;
};

/** One connection's send window at work. */
export class Outlet {
  readonly #encoded: EncodedRate;
  readonly #wire: PublishWire;
  readonly #clock: Clock;
  readonly #source: OutletSource;
  readonly #window = new SendWindow();
  readonly #probe = new PingProbe();
  readonly #alarm = new Alarm();
  #ackWindow: number;
  #delivered: number | null = null;
  #rtt: Millis | null = null;
  #toldAt: Millis | null = null;
  #isWideOpen = false;
  /** Since when something waits because the window is closed. */
  #heldSince: Millis | null = null;

  /** `ackWindow`: what the server was asked to acknowledge at, in bytes. */
  constructor(
    wire: PublishWire,
    source: OutletSource,
    options: { readonly clock: Clock; readonly encoded: EncodedRate; readonly ackWindow: number },
  ) {
    this.#wire = wire;
    this.#source = source;
    this.#clock = options.clock;
    this.#encoded = options.encoded;
    this.#ackWindow = options.ackWindow;
  }

  /** Bytes known to have arrived, by acknowledgements or answers to pings; null while nothing tells. */
  get delivered(): number | null {
    return this.#delivered;
  }

  /** Age of the newest delivered byte when that was told, or null. */
  get rttMillis(): Millis | null {
    return this.#rtt;
  }

  /** When the last delivery was told, or null. */
  get toldAt(): Millis | null {
    return this.#toldAt;
  }

  /** True while something waits because deliveries are owed. */
  get isHeldBack(): boolean {
    return this.#heldSince !== null;
  }

  /** Takes what the server tells of deliveries. */
  hear(event: Extract<WireEvent, { readonly kind: 'acknowledged' | 'ping-answered' }>): void {
    const now = this.#clock.now();
    if (event.kind === 'acknowledged') {
      this.#probe.acknowledged(event.bytes, now);
      this.#learn(event.bytes, event.rttMillis);
      return;
    }
    const answer = this.#probe.answered(event.time, now);
    if (answer !== null) this.#learn(answer.delivered, answer.rttMillis);
  }

  /** Hands over what the window allows now; while something is left it comes back to it by itself. */
  pump(): void {
    const now = this.#clock.now();
    const room = this.#room(now);
    this.#handOver(room);
    if (this.#wire.isOver) {
      this.#alarm.clear();
      return;
    }
    // A full socket tells when it has drained.
    const isLeft = this.#isMore && this.#wire.held < socketHighWater;
    this.#heldSince = isLeft && room === 0 ? (this.#heldSince ?? now) : null;
    this.#ping(now);
    this.#alarm.set(isLeft ? now + lookAgainMillis : null, now, () => this.pump());
  }

  get #isMore(): boolean {
    return this.#wire.machine.bytesWaiting > 0 || !this.#source.isEmpty();
  }

  #handOver(most: number): void {
    let room = most;
    while (room > 0) {
      while (this.#wire.machine.bytesWaiting < room && this.#source.next());
      const handed = this.#wire.hand(this.#probe.isAsking ? Number.POSITIVE_INFINITY : room);
      if (handed === 0) return;
      room -= handed;
    }
  }

  /** From here on only the socket limits: what is left goes out before a goodbye. */
  open(): void {
    this.#isWideOpen = true;
  }

  /** Call it a few times a second: asks for acknowledgements as often as the bitrate of now wants them. */
  look(): void {
    const now = this.#clock.now();
    const wanted = ackWindowFor(this.#encoded.kbps(now));
    if (wanted < this.#ackWindow * windowFactor && wanted * windowFactor > this.#ackWindow) return;
    this.#ackWindow = wanted;
    this.#wire.machine.askForAcksEvery(wanted, now);
    this.pump();
  }

  clear(): void {
    this.#alarm.clear();
  }

  #learn(delivered: number, rtt: Millis | null): void {
    if (this.#delivered !== null && delivered <= this.#delivered) return;
    this.#delivered = delivered;
    this.#toldAt = this.#clock.now();
    this.#rtt = rtt ?? this.#rtt;
  }

  #room(now: Millis): number {
    const space = socketHighWater - this.#wire.held;
    if (this.#isWideOpen || space <= 0) return Math.max(space, 0);
    const reading = {
      written: this.#wire.machine.bytesWritten,
      delivered: this.#delivered,
      rttMillis: this.#rtt,
      kbps: this.#encoded.kbps(now),
      askedBytes: this.#ackWindow,
    };
    return Math.min(space, this.#window.room(reading, now));
  }

  /** Only between messages, where it goes out at once, or behind the rest of the one that the window holds back. */
  #ping(now: Millis): void {
    const { bytesWaiting, bytesWritten } = this.#wire.machine;
    if (bytesWaiting > 0 && !this.#mayFinish(bytesWaiting, now)) return;
    if (this.#probe.due(bytesWritten + bytesWaiting, now, this.#heldSince) !== null) this.#wire.ping();
  }

  #mayFinish(bytesWaiting: number, now: Millis): boolean {
    if (this.#heldSince === null) return false;
    return bytesWaiting <= smallRestBytes || now - this.#heldSince >= anyRestAfterMillis;
  }
}
