/** One destination behind a simulated link: the studio's own send queue, window and pings, and what arrives. */
import { PingProbe } from '../../../shared/live/delivery/ping-probe.ts';
import { SendWindow } from '../../../shared/live/delivery/send-window.ts';
import { SendQueue } from '../../../shared/live/session/send-queue.ts';
import type { EncodedPacket } from '../../../shared/media/encoded-packet.ts';
import { AckTracker } from '../../../shared/rtmp/message/ack-tracker.ts';
import { SimulatedLink, type LinkOptions } from './simulated-link.ts';

/** Bytes the socket may hold in user space, as in the connection. */
const socketHighWater = 128 * 1024;
/** What a server is asked to acknowledge at, at most; one that acknowledges more often was asked for that. */
const ackWindow = 65_536;

/** What a ping may finish of a message while the window is closed, as in the outlet. */
const smallRestBytes = 32 * 1024;
const anyRestAfterMillis = 400;

/** A Ping Request on the wire. */
const pingBytes = 18;

type OnWire = { readonly packet: EncodedPacket; readonly upTo: number };

/** `pings`: a server that acknowledges nothing and answers pings; `none`: neither window nor pings on our side. */
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
  #delivered: number | null = null;
  #rtt: number | null = null;
  #toldAt: number | null = null;
  /** Since when something waits because the window is closed. */
  #heldSince: number | null = null;
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
      this.#probe.acknowledged(this.#acks.deliveredBytes, now);
      this.#learn(this.#acks.deliveredBytes, this.#acks.rttMillis, now);
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
    const { written } = this.#link;
    const askedBytes = Math.min(this.#options.ackBytes ?? ackWindow, ackWindow);
    const reading = { written, delivered: this.#delivered, rttMillis: this.#rtt, kbps, askedBytes };
    const room = this.#telling === 'none' ? Infinity : this.#window.room(reading, now);
    this.#hand(room, now);
    if (this.#telling === 'none') while (this.#made < socketHighWater && this.#make());
    else {
      const isMore = this.#made > 0 || this.#queue.length > 0;
      this.#heldSince = room === 0 && isMore ? (this.#heldSince ?? now) : null;
      this.#ping(now);
    }
    this.#acks.onWritten(this.#link.written, now);
  }

  #hand(most: number, now: number): void {
    let room = most;
    while (room > 0 && (this.#made > 0 || this.#make())) {
      // Pings go out between messages, so that a message leaves whole.
      const taken = this.#link.write(this.#probe.isAsking ? this.#made : Math.min(this.#made, room), now);
      if (taken === 0) return;
      this.#made -= taken;
      room -= taken;
    }
  }

  #ping(now: number): void {
    if (this.#made > 0 && !this.#mayFinish(now)) return;
    const time = this.#probe.due(this.#link.written + this.#made, now, this.#heldSince);
    if (time === null) return;
    this.#made += pingBytes;
    this.#pings.push({ time, upTo: this.#link.written + this.#made });
    this.#made -= this.#link.write(this.#made, now);
  }

  /** Whether a ping may take the rest of a message along. */
  #mayFinish(now: number): boolean {
    if (this.#heldSince === null) return false;
    return this.#made <= smallRestBytes || now - this.#heldSince >= anyRestAfterMillis;
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

  #learn(delivered: number, rtt: number | null, now: number): void {
    if (this.#delivered !== null && delivered <= this.#delivered) return;
    this.#delivered = delivered;
    this.#rtt = rtt ?? this.#rtt;
    this.#toldAt = now;
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
      if (answer !== null) this.#learn(answer.delivered, answer.rttMillis, now);
    }
  }
}

/** All holes between neighbours, ms. */
function holes(times: readonly number[], step: number): number {
  const all = times.slice(1).reduce((sum, time, index) => sum + time - (times[index] ?? 0) - step, 0);
  return Math.max(0, Math.round(all));
}
