/** The Worker's end of the port to main: posts packets within credits, hands orders on, keeps the clocks in step. */
import { orderSchema, type Order, type SlateMessage, type WorkerMessage } from '../../../shared/contract/frames.ts';
import type { Micros } from '../../../shared/clock.ts';
import type { Rendition } from '../../../shared/live/delivery/renditions.ts';
import { MainClock } from './main-clock.ts';
import { PortCredits } from './port-credits.ts';

/** One access unit on its way; `captured` is on the Worker's clock, null when unknown. */
export type OutgoingPacket = {
  readonly track: 'video' | 'audio';
  /** Absent: the main one. */
  readonly rendition?: Rendition;
  /** Of sound; absent: the first. */
  readonly trackId?: number;
  readonly pts: Micros;
  readonly isKeyFrame: boolean;
  readonly captured: Micros | null;
  readonly data: ArrayBuffer;
};

/** Everything but credits and clock answers, which the port keeps to itself. */
export type Command = Exclude<Order, { kind: 'ack' } | { kind: 'clock' }>;

const clockMillis = 10_000;

/** Owns one MessagePort until `close`. */
export class MediaPort {
  readonly #port: MessagePort;
  readonly #now: () => Micros;
  readonly #clock = new MainClock();
  readonly #credits = new PortCredits();
  readonly #clockTimer: ReturnType<typeof setInterval>;
  #seq = 0;
  #droppedVideo = 0;

  constructor(port: MessagePort, now: () => Micros, onCommand: (command: Command) => void) {
    this.#port = port;
    this.#now = now;
    port.addEventListener('message', (event: MessageEvent<unknown>) => {
      const order = orderSchema.safeParse(event.data);
      if (order.success) this.#receive(order.data, onCommand);
    });
    port.start();
    this.#clockTimer = setInterval(() => this.#askClock(), clockMillis);
    this.send({ kind: 'ready' });
    this.#askClock();
  }

  /** Video packets that were not posted for want of credit. */
  get droppedVideo(): number {
    return this.#droppedVideo;
  }

  /** True when the encoder should make a key frame because earlier packets were dropped here. */
  get wantsKeyFrame(): boolean {
    return this.#credits.wantsKeyFrame;
  }

  /** The same for the second rendition. */
  get secondWantsKeyFrame(): boolean {
    return this.#credits.secondWantsKeyFrame;
  }

  /** Main's monotonic minus the Worker's, µs; null while unknown. */
  get mainOffset(): Micros | null {
    return this.#clock.offset;
  }

  /** Posts a message that needs no credit. */
  send(message: WorkerMessage): void {
    // A MessagePort has no target origin; the rule takes it for a window.
    // oxlint-disable-next-line unicorn/require-post-message-target-origin
    this.#port.postMessage(message);
  }

  /** Posts a packet if the credit allows. The buffer is copied, never transferred: main would receive null. */
  sendPacket(packet: OutgoingPacket): void {
    const { rendition = 0 } = packet;
    const bytes = packet.data.byteLength;
    if (!this.#isAdmitted(packet, bytes)) {
      if (packet.track === 'video' && rendition === 0) this.#droppedVideo += 1;
      return;
    }
    this.#credits.sent(this.#seq, bytes);
    this.send({
      kind: 'packet',
      track: packet.track,
      rendition,
      ...(packet.trackId === undefined ? {} : { trackId: packet.trackId }),
      seq: this.#seq,
      pts: packet.pts,
      dts: packet.pts,
      key: packet.isKeyFrame,
      captured: packet.captured === null ? 0 : this.#clock.toMain(packet.captured),
      data: packet.data,
    });
    this.#seq += 1;
  }

  /** Posts a slate if there is plenty of room; false when it has to wait. */
  sendSlate(slate: Omit<SlateMessage, 'kind' | 'seq'>): boolean {
    const { frames } = slate.video;
    const bytes = frames.reduce((sum, { data }) => sum + data.byteLength, slate.audio.data.byteLength);
    if (!this.#credits.admitSlate(bytes)) return false;
    this.#credits.sent(this.#seq, bytes);
    this.send({ kind: 'slate', seq: this.#seq, ...slate });
    this.#seq += 1;
    return true;
  }

  /** Forgets the drops of the last session. */
  resetCounters(): void {
    this.#droppedVideo = 0;
  }

  close(): void {
    clearInterval(this.#clockTimer);
    this.#port.close();
  }

  #isAdmitted({ track, rendition, isKeyFrame }: OutgoingPacket, bytes: number): boolean {
    if (track === 'audio') return this.#credits.admitAudio(bytes);
    return rendition === 1 ? this.#credits.admitSecond(bytes, isKeyFrame) : this.#credits.admitVideo(bytes, isKeyFrame);
  }

  #receive(order: Order, onCommand: (command: Command) => void): void {
    if (order.kind === 'ack') this.#credits.acknowledged(order.seq);
    else if (order.kind === 'clock') {
      this.#clock.learn({ asked: order.workerMicros, now: this.#now(), main: order.mainMicros });
    } else onCommand(order);
  }

  #askClock(): void {
    this.send({ kind: 'clock', workerMicros: Math.round(this.#now()) });
  }
}
