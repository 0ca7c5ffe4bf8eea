/** Stands in for the Media Worker: numbered packets at real time, and obedience to start, stop, bitrate, frame rate and key frame. */
import type { Order, SecondOrder, StartOrder } from '../../../shared/contract/frames.ts';
import type { Rendition } from '../../../shared/live/delivery/renditions.ts';
import type { Session } from '../../../electron/session/session.ts';
import { emptyStats } from '../../../electron/session/figures/ledger.ts';
import { numberedPicture, numberedSound, pictures, sounds } from './numbered-media.ts';

/** Bytes of a key frame in average ones. */
const keyFrameWeight = 5;
const soundMicros = (1024 / 48_000) * 1e6;
const statsMillis = 1000;

/** One packet that was handed to the session. */
export type FedPacket = {
  readonly track: 'video' | 'audio';
  readonly number: number;
  /** µs since the session epoch. */
  readonly pts: number;
  readonly isKeyFrame: boolean;
  /** `performance.now()`. */
  readonly at: number;
  readonly bytes: number;
};

/** A bitrate or frame rate that was ordered. */
export type FedRate = { readonly at: number; readonly kbps: number; readonly divisor: number };

export type FeedOptions = {
  /** Whether each packet is kept in `packets`; a run of an hour counts only. Default yes. */
  readonly isLogged?: boolean;
};

export type FeedSink = Pick<Session, 'takeConfig' | 'takePacket' | 'takeStats' | 'mediaStopped'>;

/** One encoder; numbers run on over all starts. */
export class PacketFeed {
  readonly #sink: FeedSink;
  readonly #isLogged: boolean;
  readonly packets: FedPacket[] = [];
  /** Pictures of the second rendition; each has the number of the main one's of its slot. */
  readonly secondPackets: FedPacket[] = [];
  readonly rates: FedRate[] = [];
  readonly orders: Order[] = [];
  pictures = 0;
  sounds = 0;
  #start: StartOrder | null = null;
  #startedAt = 0;
  #timer: NodeJS.Timeout | null = null;
  #stats: NodeJS.Timeout | null = null;
  #seq = 0;
  #slot = 0;
  #soundSlot = 0;
  #sinceKey = 0;
  #kbps = 0;
  #divisor = 1;
  /** kb/s of the second rendition; null while there is none. */
  #secondKbps: number | null = null;
  #secondOwesKey = true;

  constructor(sink: FeedSink, options: FeedOptions = {}) {
    this.#sink = sink;
    this.#isLogged = options.isLogged ?? true;
  }

  /** kb/s of the picture at this moment. */
  get kbps(): number {
    return this.#kbps;
  }

  obey(order: Order): boolean {
    if (order.kind !== 'ack') this.orders.push(order);
    // The Worker is in another process: nothing of it comes back before the order has been given.
    if (order.kind === 'start') setImmediate(() => this.#begin(order));
    if (order.kind === 'stop') this.#end();
    if (order.kind === 'key-frame') this.#sinceKey = Infinity;
    if (order.kind === 'second') setImmediate(() => this.#second(order.wish));
    if (order.kind === 'bitrate' && order.rendition === 1) this.#secondKbps &&= order.kbps;
    else if (order.kind === 'bitrate') this.#rate(order.kbps, this.#divisor);
    if (order.kind === 'frame-rate') this.#rate(this.#kbps, order.divisor);
    return true;
  }

  /** As if the page were killed: nothing more comes, not even a farewell. */
  die(): void {
    this.#silence();
    this.#start = null;
  }

  #begin(order: StartOrder): void {
    this.#silence();
    const { width, height, fps, kbps } = order.video;
    const encoder = 'numbered packets';
    const { codecs } = order;
    const picture = { ...pictures[codecs.video], width, height, fps, kbps, hardware: false };
    const sound = { ...sounds[codecs.audio], sampleRate: 48_000, channels: 2, kbps: order.audio.kbps };
    this.#sink.takeConfig({ kind: 'config', track: 'video', encoder, ...picture });
    this.#sink.takeConfig({ kind: 'config', track: 'audio', encoder, ...sound });
    this.#start = order;
    this.#startedAt = performance.now();
    this.#slot = 0;
    this.#soundSlot = 0;
    this.#sinceKey = Infinity;
    this.#secondKbps = null;
    this.#rate(order.video.kbps, 1);
    this.#stats = setInterval(() => this.#tellStats(), statsMillis);
    this.#play();
  }

  #second(wish: SecondOrder['wish']): void {
    const start = this.#start;
    this.#secondKbps = start === null ? null : (wish?.kbps ?? null);
    this.#secondOwesKey = true;
    if (start === null || wish === null) return;
    const { width, height, fps } = start.video;
    const picture = { ...pictures[wish.codec], width, height, fps, kbps: wish.kbps, hardware: false };
    this.#sink.takeConfig({ kind: 'config', track: 'video', rendition: 1, encoder: 'numbered packets', ...picture });
  }

  #end(): void {
    if (this.#start === null) return;
    this.die();
    setImmediate(() => this.#sink.mediaStopped());
  }

  #silence(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    if (this.#stats !== null) clearInterval(this.#stats);
    this.#timer = null;
    this.#stats = null;
  }

  #rate(kbps: number, divisor: number): void {
    this.#kbps = kbps;
    this.#divisor = divisor;
    this.rates.push({ at: performance.now(), kbps, divisor });
  }

  /** Everything that is due, then sleep until the next packet. */
  #play(): void {
    const start = this.#start;
    if (start === null) return;
    const { fps } = start.video;
    const elapsed = (performance.now() - this.#startedAt) * 1000;
    let next = this.#nextDue(fps);
    while (next <= elapsed && this.#start === start) {
      if ((this.#slot * 1e6) / fps <= this.#soundSlot * soundMicros) this.#picture(start);
      else this.#sound(start);
      next = this.#nextDue(fps);
    }
    if (this.#start !== start) return;
    this.#timer = setTimeout(() => this.#play(), Math.max(1, (next - elapsed) / 1000));
  }

  #nextDue(fps: number): number {
    return Math.min((this.#slot * 1e6) / fps, this.#soundSlot * soundMicros);
  }

  #picture({ video, gopSeconds, startPts }: StartOrder): void {
    const pts = startPts + Math.floor((this.#slot * 1e6) / video.fps);
    const isDue = this.#slot % this.#divisor === 0;
    this.#slot += 1;
    if (!isDue) return;
    const gop = (gopSeconds * video.fps) / this.#divisor;
    const isKeyFrame = this.#sinceKey >= gop;
    this.#sinceKey = isKeyFrame ? 1 : this.#sinceKey + 1;
    // Sizes vary by a third, always in the same way.
    const wave = 1 + 0.33 * Math.sin(this.#slot * 1.7);
    const number = this.pictures;
    this.pictures += 1;
    const sizeAt = (kbps: number, isKey: boolean): number => {
      const average = (kbps * 1000 * this.#divisor) / 8 / video.fps;
      return ((average * gop) / (gop - 1 + keyFrameWeight)) * (isKey ? keyFrameWeight : wave);
    };
    const size = sizeAt(this.#kbps, isKeyFrame);
    this.#hand('video', { pts, number, isKeyFrame }, numberedPicture(number, isKeyFrame, size));
    if (this.#secondKbps === null) return;
    const isKey = isKeyFrame || this.#secondOwesKey;
    this.#secondOwesKey = false;
    const data = numberedPicture(number, isKey, sizeAt(this.#secondKbps, isKey));
    this.#hand('video', { pts, number, isKeyFrame: isKey }, data, 1);
  }

  #sound({ audio, startPts }: StartOrder): void {
    const pts = startPts + Math.floor(this.#soundSlot * soundMicros);
    this.#soundSlot += 1;
    const number = this.sounds;
    this.sounds += 1;
    this.#hand('audio', { pts, number, isKeyFrame: true }, numberedSound(number, (audio.kbps * soundMicros) / 8000));
  }

  #hand(
    track: 'video' | 'audio',
    { pts, number, isKeyFrame }: Pick<FedPacket, 'pts' | 'number' | 'isKeyFrame'>,
    data: ArrayBuffer,
    rendition: Rendition = 0,
  ): void {
    const at = performance.now();
    const log = rendition === 0 ? this.packets : this.secondPackets;
    if (this.#isLogged) log.push({ track, number, pts, isKeyFrame, at, bytes: data.byteLength });
    this.#seq += 1;
    const captured = Math.floor(at * 1000);
    const times = { seq: this.#seq, pts, dts: pts, captured };
    this.#sink.takePacket({ kind: 'packet', track, rendition, key: isKeyFrame, ...times, data });
  }

  #tellStats(): void {
    const count = this.pictures;
    const fps = (this.#start?.video.fps ?? 0) / this.#divisor;
    const made = { captured: count, mixed: count, submitted: count, encoded: count };
    this.#sink.takeStats({
      ...emptyStats,
      ...made,
      audioPackets: this.sounds,
      captureFps: fps,
      sourceAgeMillis: 10,
      mixMillis: 1,
      encodeMillis: 5,
    });
  }
}
