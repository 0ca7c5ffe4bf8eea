/** A broadcast over a simulated link: an encoder that obeys, the studio's own send queue, and a socket behind a window. */
import { BitrateController } from '../../../shared/live/delivery/bitrate-controller.ts';
import { PingProbe } from '../../../shared/live/delivery/ping-probe.ts';
import { SendWindow } from '../../../shared/live/delivery/send-window.ts';
import { SendQueue } from '../../../shared/live/session/send-queue.ts';
import type { EncodedPacket } from '../../../shared/media/encoded-packet.ts';
import { AckTracker } from '../../../shared/rtmp/message/ack-tracker.ts';
import { SimulatedLink, type LinkOptions } from './simulated-link.ts';

/** Bytes the socket may hold in user space, as in the connection. */
const socketHighWater = 128 * 1024;
const ackWindow = 65_536;
const gopFrames = 60;

export type RunOptions = {
  readonly link: LinkOptions;
  readonly seconds: number;
  /** The user's wish, kb/s, at a time in ms. */
  readonly targetKbps: (now: number) => number;
  readonly audioKbps: number;
  /** Without it the encoder keeps the target. */
  readonly controller: boolean;
  /** `pings`: a server that acknowledges nothing and answers pings. */
  readonly window: 'none' | 'window' | 'pings';
  /** Ms between two looks of the controller. */
  readonly lookMillis?: number;
  /** Makes frame sizes differ from each other: a number in [0, 1) for each frame. */
  readonly random?: () => number;
  /** Bytes of a key frame in frames of the average size. */
  readonly keyFrameWeight?: number;
};

export type RunResult = {
  /** Every bitrate that was asked of the encoder, in order; the first is the target. */
  readonly rates: readonly { readonly at: number; readonly kbps: number }[];
  /** Longest time in the buffers of the system from a second of the run on, ms. */
  readonly hiddenMillis: (fromSecond?: number) => number;
  /** Ms of picture and of sound that never arrived, holes between what did. */
  readonly lostVideoMillis: number;
  readonly lostAudioMillis: number;
  /** Longest time from encoder to server, ms. */
  readonly latencyMillis: number;
  readonly deliveredBytes: number;
};

type OnWire = { readonly packet: EncodedPacket; readonly upTo: number };

/** Everything between encoder and server, millisecond by millisecond. */
class Run {
  readonly #options: RunOptions;
  readonly #link: SimulatedLink;
  readonly #queue = new SendQueue();
  readonly #controller = new BitrateController();
  readonly #window = new SendWindow();
  readonly #acks = new AckTracker(ackWindow);
  readonly #probe = new PingProbe();
  #kbps: number;
  #frame = 0;
  #sound = 0;
  #sinceKey = gopFrames;
  /** Bytes of messages that are made and not handed over yet. */
  #made = 0;
  #onWire: OnWire[] = [];
  #pings: { readonly time: number; readonly upTo: number }[] = [];
  #pongs: { readonly time: number; readonly at: number }[] = [];
  #rtt: number | null = null;
  #answered: number | null = null;
  readonly #videoTimes: number[] = [];
  readonly #audioTimes: number[] = [];
  readonly rates: { at: number; kbps: number }[] = [];
  latencyMillis = 0;

  constructor(options: RunOptions) {
    this.#options = options;
    this.#kbps = options.targetKbps(0);
    this.#link = new SimulatedLink(options.link);
    this.#link.onArrived = (total, now) => this.#arrived(total, now);
    this.rates.push({ at: 0, kbps: this.#kbps });
  }

  pass(now: number): void {
    for (const total of this.#link.pass(now)) {
      if (this.#acks.onAcknowledgement(total % 2 ** 32, now)) this.#rtt = this.#acks.rttMillis;
    }
    this.#takePongs(now);
    this.#encode(now);
    this.#pump(now);
    if (this.#options.controller && now % (this.#options.lookMillis ?? 200) === 0) this.#look(now);
  }

  result(): RunResult {
    return {
      rates: this.rates,
      hiddenMillis: (fromSecond = 0) => Math.max(0, ...this.#link.hidden.slice(fromSecond).map((most) => most ?? 0)),
      lostVideoMillis: holes(this.#videoTimes, 1000 / 30),
      lostAudioMillis: holes(this.#audioTimes, 64 / 3),
      latencyMillis: this.latencyMillis,
      deliveredBytes: this.#link.written,
    };
  }

  get #delivered(): number | null {
    if (this.#options.window === 'pings') return this.#answered;
    return this.#acks.mode === 'cumulative' ? this.#acks.deliveredBytes : null;
  }

  #encode(now: number): void {
    const { audioKbps, random = () => 0.5, keyFrameWeight = 5 } = this.#options;
    while ((this.#frame * 1000) / 30 <= now) {
      const isKeyFrame = this.#sinceKey >= gopFrames;
      this.#sinceKey = isKeyFrame ? 1 : this.#sinceKey + 1;
      const average = (this.#kbps * 1000) / 8 / 30;
      const delta = (average * gopFrames) / (gopFrames - 1 + keyFrameWeight);
      const size = (isKeyFrame ? keyFrameWeight : 0.7 + 0.6 * random()) * delta;
      this.#push('video', (this.#frame * 1e6) / 30, { isKeyFrame, size }, now);
      this.#frame += 1;
    }
    while ((this.#sound * 64) / 3 <= now) {
      this.#push('audio', (this.#sound * 64_000) / 3, { isKeyFrame: true, size: (audioKbps * 64) / 24 }, now);
      this.#sound += 1;
    }
  }

  #push(
    track: 'video' | 'audio',
    pts: number,
    { isKeyFrame, size }: { readonly isKeyFrame: boolean; readonly size: number },
    now: number,
  ): void {
    const bytes = new Uint8Array(Math.ceil(size));
    const { needsKeyFrame } = this.#queue.push({ track, pts, dts: pts, isKeyFrame, bytes }, now);
    if (needsKeyFrame) this.#sinceKey = gopFrames;
  }

  /** As the connection does it, only that a message may be handed over in parts. */
  #pump(now: number): void {
    const { audioKbps, window } = this.#options;
    const reading = { delivered: this.#delivered, rttMillis: this.#rtt, kbps: this.#kbps + audioKbps };
    let room = window === 'none' ? Infinity : this.#window.room({ written: this.#link.written, ...reading }, now);
    while (room > 0) {
      if (this.#made === 0 && !this.#make()) break;
      const taken = this.#link.write(Math.min(this.#made, room), now);
      if (taken === 0) break;
      this.#made -= taken;
      room -= taken;
    }
    if (window === 'none') while (this.#made < socketHighWater && this.#make());
    this.#acks.onWritten(this.#link.written, now);
    if (window !== 'pings') return;
    const time = this.#probe.due(this.#link.written, now);
    if (time !== null) this.#pings.push({ time, upTo: this.#link.written });
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
      this.latencyMillis = Math.max(this.latencyMillis, now - millis);
    }
    for (let first = this.#pings[0]; first !== undefined && first.upTo <= total; first = this.#pings[0]) {
      this.#pings.shift();
      this.#pongs.push({ time: first.time, at: now + this.#options.link.rttMillis / 2 });
    }
  }

  #takePongs(now: number): void {
    for (let first = this.#pongs[0]; first !== undefined && first.at <= now; first = this.#pongs[0]) {
      this.#pongs.shift();
      const answer = this.#probe.answered(first.time, now);
      if (answer === null) continue;
      this.#answered = answer.delivered;
      this.#rtt = answer.rttMillis;
    }
  }

  #look(now: number): void {
    const kbps = this.#controller.look(
      {
        written: this.#link.written + this.#made,
        waiting: this.#made,
        delivered: this.#delivered,
        rttMillis: this.#rtt,
        queueAgeMillis: this.#queue.age(now),
        targetKbps: this.#options.targetKbps(now),
        audioKbps: this.#options.audioKbps,
      },
      now,
    );
    if (kbps !== this.#kbps) this.rates.push({ at: now, kbps });
    this.#kbps = kbps;
  }
}

/** All holes between neighbours, ms. */
function holes(times: readonly number[], step: number): number {
  const all = times.slice(1).reduce((sum, time, index) => sum + time - (times[index] ?? 0) - step, 0);
  return Math.max(0, Math.round(all));
}

/** Runs from 0 to `seconds`. */
export function simulate(options: RunOptions): RunResult {
  const run = new Run(options);
  for (let now = 0; now < options.seconds * 1000; now += 1) run.pass(now);
  return run.result();
}

/** Uniform numbers in [0, 1) from a seed (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
