/** A bus of the desk: adds up lanes, keeps the sum below its ceiling and hands it on in the encoder's blocks. */
import { Limiter, limiterLatency } from '../../../../shared/studio/audio/dynamics/limiter.ts';
import { createStereo, fillSilence, quantumFrames, type Stereo } from '../../../../shared/studio/audio/stereo.ts';
import { blockFrames } from '../encoders/sound-encoder.ts';

/** Frames by which what leaves a bus is later than what was added. */
export const busLatency = limiterLatency;

const releaseMillis = 100;

/** `position` is that of the block's first sample; the block is used again afterwards. */
export type OnBlock = (position: number, block: Stereo) => void;

export class SoundBus {
  /** What leaves with this quantum, once `finish` has been called; before, the sum so far. */
  readonly sum = createStereo(quantumFrames);
  readonly #limiter = new Limiter({ ceilingDb: null, releaseMillis });
  readonly #block = createStereo(blockFrames);
  readonly #onBlock: OnBlock;
  #filled = 0;
  #position = 0;

  constructor(onBlock: OnBlock) {
    this.#onBlock = onBlock;
  }

  /** dBTP; null lets everything through and cuts it at full scale. */
  setCeiling(ceilingDb: number | null): void {
    this.#limiter.set({ ceilingDb, releaseMillis });
  }

  /** Lowest gain of the limiter since the last call. */
  takeLowestGain(): number {
    return this.#limiter.takeLowestGain();
  }

  clear(): void {
    fillSilence(this.sum);
  }

  /** Adds a block, each frame with its gain. */
  add(block: Stereo, gains: Float32Array): void {
    const [left, right] = this.sum;
    for (let index = 0; index < quantumFrames; index += 1) {
      const gain = gains[index] ?? 0;
      left[index] = (left[index] ?? 0) + (block[0][index] ?? 0) * gain;
      right[index] = (right[index] ?? 0) + (block[1][index] ?? 0) * gain;
    }
  }

  /** Multiplies the sum, each frame with its gain. */
  scale(gains: Float32Array): void {
    const [left, right] = this.sum;
    for (let index = 0; index < quantumFrames; index += 1) {
      const gain = gains[index] ?? 0;
      left[index] = (left[index] ?? 0) * gain;
      right[index] = (right[index] ?? 0) * gain;
    }
  }

  /** Limits the sum. */
  limit(): void {
    this.#limiter.process(this.sum);
    cut(this.sum[0]);
    cut(this.sum[1]);
  }

  /** Hands the limited sum on; blocks leave when they are full. */
  handOn(): void {
    for (let from = 0; from < quantumFrames;) {
      const room = Math.min(blockFrames - this.#filled, quantumFrames - from);
      this.#block[0].set(this.sum[0].subarray(from, from + room), this.#filled);
      this.#block[1].set(this.sum[1].subarray(from, from + room), this.#filled);
      this.#filled += room;
      from += room;
      if (this.#filled === blockFrames) this.#flush();
    }
  }

  /** Goes on at `position` with an empty block. */
  skipTo(position: number): void {
    this.#limiter.reset();
    this.#filled = 0;
    this.#position = position;
  }

  /** Pads the block that is begun with silence and hands it on. */
  finish(): void {
    if (this.#filled === 0) return;
    this.#block[0].fill(0, this.#filled);
    this.#block[1].fill(0, this.#filled);
    this.#flush();
  }

  #flush(): void {
    this.#onBlock(this.#position, this.#block);
    this.#position += blockFrames;
    this.#filled = 0;
  }
}

function cut(samples: Float32Array): void {
  for (let index = 0; index < samples.length; index += 1) {
    const sample = samples[index] ?? 0;
    if (sample > 1) samples[index] = 1;
    else if (sample < -1) samples[index] = -1;
  }
}
