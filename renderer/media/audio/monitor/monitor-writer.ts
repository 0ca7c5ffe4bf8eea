/** The Worker's end of the monitor: writes blocks to the track that the page plays, and never lets them pile up. */
/// <reference types="dom-mediacapture-transform" />
import type { Micros } from '../../../../shared/clock.ts';
import { sampleRate, type Stereo } from '../../../../shared/studio/audio/stereo.ts';
import { blockFrames } from '../encoders/sound-encoder.ts';

/** Blocks that may wait to be played (43 ms); more would be heard as delay. */
const maxWaiting = 2;

export class MonitorWriter {
  readonly #now: () => Micros;
  readonly #both = new Float32Array(2 * blockFrames);
  #writer: WritableStreamDefaultWriter<AudioData> | null = null;
  #waiting = 0;

  constructor(now: () => Micros) {
    this.#now = now;
  }

  /** Writes to another track from here on; null: nobody listens. */
  setSink(sink: WritableStream<AudioData> | null): void {
    this.#writer?.close().catch(() => undefined);
    this.#writer = sink?.getWriter() ?? null;
    this.#waiting = 0;
  }

  /** True while somebody listens. */
  get isHeard(): boolean {
    return this.#writer !== null;
  }

  /** Takes a block of `blockFrames` frames; it is copied, or left out while others wait. */
  take(block: Stereo): void {
    const writer = this.#writer;
    if (writer === null || this.#waiting >= maxWaiting) return;
    this.#both.set(block[0]);
    this.#both.set(block[1], blockFrames);
    const chunk = new AudioData({
      format: 'f32-planar',
      sampleRate,
      numberOfFrames: blockFrames,
      numberOfChannels: 2,
      timestamp: Math.round(this.#now()),
      data: this.#both,
    });
    this.#waiting += 1;
    writer
      .write(chunk)
      .catch(() => this.#lose(writer))
      .finally(() => {
        chunk.close();
        if (writer === this.#writer) this.#waiting -= 1;
      });
  }

  /** The page has closed the track. */
  #lose(writer: WritableStreamDefaultWriter<AudioData>): void {
    if (writer === this.#writer) this.#writer = null;
  }
}
