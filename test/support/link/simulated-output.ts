/** One destination behind a simulated link: the studio's own send queue, window and pings, and what arrives. */
import { PingProbe } from '../../../shared/live/delivery/ping-probe.ts';
import { SendWindow } from '../../../shared/live/delivery/send-window.ts';
import { SendQueue } from '../../../shared/live/session/send-queue.ts';
import type { EncodedPacket } from '../../../shared/media/encoded-packet.ts';
import { AckTracker } from '../../../shared/rtmp/message/ack-tracker.ts';
import { SimulatedLink, type LinkOptions } from './simulated-link.ts';

/** Bytes the socket may hold in user space, as in the connection. */
const socketHighWater = 128 * 1024;
const ackWindow = 65_536;

type OnWire = { readonly packet: EncodedPacket; readonly upTo: number };

/** `pings`: a server that acknowledges nothing and answers pings. */
export type Telling = 'none' | 'window' | 'pings';

/** As the connection does it, millisecond by millisecond. */
export class SimulatedOutput {
  readonly #options: LinkOptions;
  readonly #telling: Telling;
  readonly #link: SimulatedLink;
  readonly #queue = new SendQueue();
  readonly #window = new SendWindow();
  readonly #acks = new AckTracker(ackWindow);
  readonly #probe = new PingProbe();
  /** Bytes of messages that are made and not handed over yet. */
  #made = 0;
  #onWire: OnWire[] = [];
  #pings: { readonly time: number; readonly upTo: number }[] = [];
  #pongs: { readonly time: number; readonly at: number }[] = [];
  #rtt: number | null = null;
  #toldAt: number | null = null;
  #answered: number | null = null;
  readonly #videoTimes: number[] = [];
  readonly #audioTimes: number[] = [];
  /** When video arrived, ms. */
  readonly arrivals: number[] = [];
  /** Longest time from encoder to server by the second of arrival, ms. */
  readonly latencies: number[] = [];
  droppedVideo = 0;

  constructor(link: LinkOptions, telling: Telling) {
    this.#options = link;
    this.#telling = telling;
    this.#link = new SimulatedLink(link);
    this.#link.onArrived = (total, now) => this.#arrived(total, now);
  }

  get isBusy(): boolean {
    return this.#link.queued > 0;
  }

  get written(): number {
    return this.#link.written;
  }

  /** One millisecond passes on the link. */
  pass(now: number): void {
    for (const total of this.#link.pass(now)) {
      if (!this.#acks.onAcknowledgement(total % 2 ** 32, now)) continue;
      this.#rtt = this.#acks.rttMillis;
      this.#toldAt = now;
    }
    this.#takePongs(now);
  }

  /** True when the encoder should make a key frame. */
  push(packet: EncodedPacket, now: number): boolean {
    const { needsKeyFrame, droppedVideo } = this.#queue.push(packet, now);
    this.droppedVideo += droppedVideo;
    return needsKeyFrame;
  }

  /** `kbps`: what the encoders give, video and audio. */
  pump(kbps: number, now: number): void {
    const reading = {
      written: this.#link.written,
      delivered: this.#delivered,
      rttMillis: this.#rtt,
      kbps,
      askedBytes: ackWindow,
    };
    this.#hand(this.#telling === 'none' ? Infinity : this.#window.room(reading, now), now);
    if (this.#telling === 'none') while (this.#made < socketHighWater && this.#make());
    this.#acks.onWritten(this.#link.written, now);
    if (this.#telling === 'pings' && this.#made === 0) this.#ping(now);
  }

  #hand(most: number, now: number): void {
    let room = most;
    // Pings go out between messages, so that a message leaves whole.
    const whole = this.#telling === 'pings' && this.#probe.isAsking;
    while (room > 0 && (this.#made > 0 || this.#make())) {
      const taken = this.#link.write(whole ? this.#made : Math.min(this.#made, room), now);
      if (taken === 0) return;
      this.#made -= taken;
      room -= taken;
    }
  }

  #ping(now: number): void {
    const time = this.#probe.due(this.#link.written, now);
    if (time !== null) this.#pings.push({ time, upTo: this.#link.written });
  }

  /** What `PublisherConnection.link()` would tell. */
  sample(now: number) {
    return {
      written: this.#link.written + this.#made,
      waiting: this.#made,
      delivered: this.#delivered,
      rttMillis: this.#rtt,
      toldAt: this.#toldAt,
      queueAgeMillis: this.#queue.age(now),
    };
  }

  /** Longest time in the buffers of the system from a second of the run on, ms. */
  hiddenMillis(fromSecond = 0): number {
    return Math.max(0, ...Array.from(this.#link.hidden.slice(fromSecond), (most) => most ?? 0));
  }

  /** Ms of picture and of sound that never arrived, holes between what did. */
  get lost(): { readonly video: number; readonly audio: number } {
    return { video: holes(this.#videoTimes, 1000 / 30), audio: holes(this.#audioTimes, 64 / 3) };
  }

  get #delivered(): number | null {
    if (this.#telling === 'pings') return this.#answered;
    return this.#acks.mode === 'cumulative' ? this.#acks.deliveredBytes : null;
  }

  /** Makes the bytes of the next packet; false when none waits. */
  #make(): boolean {
    const packet = this.#queue.take();
    if (packet === null) return false;
    this.#made += packet.bytes.byteLength;
    this.#onWire.push({ packet, upTo: this.#link.written + this.#made });
    return true;
  }

  #arrived(total: number, now: number): void {
    for (let first = this.#onWire[0]; first !== undefined && first.upTo <= total; first = this.#onWire[0]) {
      this.#onWire.shift();
      const millis = first.packet.pts / 1000;
      (first.packet.track === 'video' ? this.#videoTimes : this.#audioTimes).push(millis);
      if (first.packet.track === 'video') this.arrivals.push(now);
      const second = Math.floor(now / 1000);
      this.latencies[second] = Math.max(this.latencies[second] ?? 0, now - millis);
    }
    for (let first = this.#pings[0]; first !== undefined && first.upTo <= total; first = this.#pings[0]) {
      this.#pings.shift();
      this.#pongs.push({ time: first.time, at: now + this.#options.rttMillis / 2 });
    }
  }

  #takePongs(now: number): void {
    for (let first = this.#pongs[0]; first !== undefined && first.at <= now; first = this.#pongs[0]) {
      this.#pongs.shift();
      const answer = this.#probe.answered(first.time, now);
      if (answer === null) continue;
      this.#answered = answer.delivered;
      this.#rtt = answer.rttMillis;
      this.#toldAt = now;
    }
  }
}

/** All holes between neighbours, ms. */
function holes(times: readonly number[], step: number): number {
  const all = times.slice(1).reduce((sum, time, index) => sum + time - (times[index] ?? 0) - step, 0);
  return Math.max(0, Math.round(all));
}
