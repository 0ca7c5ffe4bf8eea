/** Stands in for the Media Worker: replays a prepared stream in real time and obeys start, stop and key-frame orders. */
import type { Order } from '../../../shared/contract/frames.ts';
import type { Session } from '../../../electron/session/session.ts';
import type { PreparedStream } from './prepared-stream.ts';

const tickMillis = 10;

/** One encoder; program time runs from its first start order. */
export class ScriptedEncoder {
  readonly #stream: PreparedStream;
  readonly #session: Session;
  readonly #keys: readonly number[];
  #timer: NodeJS.Timeout | null = null;
  #next = 0;
  /** Added to the stream's own times, µs. */
  #shift = 0;
  #seq = 0;

  constructor(stream: PreparedStream, session: Session) {
    this.#stream = stream;
    this.#session = session;
    this.#keys = stream.packets.flatMap(({ track, isKeyFrame }, index) =>
      track === 'video' && isKeyFrame ? [index] : [],
    );
  }

  obey(order: Order): void {
    if (order.kind === 'start') this.#start(order.startPts);
    if (order.kind === 'key-frame') this.#jump();
    if (order.kind === 'stop') this.#stop();
  }

  #start(startPts: number): void {
    this.#stop();
    const { video, audio } = this.#stream;
    const { track, codec, width, height, frameRate: fps, kbps } = video;
    const common = { kind: 'config', encoder: 'scripted' } as const;
    const picture = { track, codec, width, height, fps, kbps, hardware: false };
    this.#session.takeConfig({ ...common, ...picture, description: copy(video.description) });
    this.#session.takeConfig({ ...common, ...audio, description: copy(audio.description) });
    this.#next = 0;
    this.#shift = startPts;
    const startedAt = performance.now();
    this.#timer = setInterval(() => this.#play(startPts + (performance.now() - startedAt) * 1000), tickMillis);
  }

  #stop(): void {
    if (this.#timer === null) return;
    clearInterval(this.#timer);
    this.#timer = null;
    setImmediate(() => this.#session.mediaStopped());
  }

  /** Goes on at the next key frame of the stream, at the time that is due now. */
  #jump(): void {
    const due = (this.#stream.packets[this.#next]?.dts ?? 0) + this.#shift;
    this.#next = this.#keys.find((index) => index >= this.#next) ?? 0;
    this.#shift = due - (this.#stream.packets[this.#next]?.dts ?? 0);
  }

  #play(until: number): void {
    for (;;) {
      if (this.#next >= this.#stream.packets.length) this.#jumpToStart();
      const packet = this.#stream.packets[this.#next];
      if (packet === undefined || packet.dts + this.#shift > until) return;
      const { track, isKeyFrame: key, bytes } = packet;
      const times = { pts: packet.pts + this.#shift, dts: packet.dts + this.#shift, captured: 0 };
      this.#next += 1;
      this.#seq += 1;
      this.#session.takePacket({ kind: 'packet', track, seq: this.#seq, key, ...times, data: copy(bytes) });
    }
  }

  #jumpToStart(): void {
    this.#shift += (this.#stream.packets.at(-1)?.dts ?? 0) + 33_000;
    this.#next = 0;
  }
}

function copy(bytes: Uint8Array): ArrayBuffer {
  return new Uint8Array(bytes).buffer;
}
