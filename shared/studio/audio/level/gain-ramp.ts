/** A gain that moves to its target in a straight line of 10 ms, so that no change clicks. */
import type { Stereo } from '../stereo.ts';

/** 10 ms. */
const rampFrames = 480;

export class GainRamp {
  #gain: number;
  #target: number;
  #step = 0;
  #left = 0;

  constructor(gain: number) {
    this.#gain = gain;
    this.#target = gain;
  }

  /** Where it is now. */
  get gain(): number {
    return this.#gain;
  }

  /** True while it neither moves nor lets anything through. */
  get isClosed(): boolean {
    return this.#left === 0 && this.#gain === 0;
  }

  /** True while it changes nothing. */
  get isOpen(): boolean {
    return this.#left === 0 && this.#gain === 1;
  }

  /** Sets out for `gain`; when it is on its way there already, nothing changes. */
  setTarget(gain: number): void {
    if (gain === this.#target) return;
    this.#target = gain;
    this.#left = rampFrames;
    this.#step = (gain - this.#gain) / rampFrames;
  }

  /** Is there at once. */
  jumpTo(gain: number): void {
    this.#gain = gain;
    this.#target = gain;
    this.#left = 0;
  }

  /** Multiplies both channels in place. */
  apply([left, right]: Stereo): void {
    const [gain, moving] = [this.#gain, this.#left];
    this.applyOne(left);
    // The other channel goes the same way from the same place.
    this.#gain = gain;
    this.#left = moving;
    this.applyOne(right);
  }

  /** Multiplies one channel in place. */
  applyOne(samples: Float32Array): void {
    const moving = Math.min(samples.length, this.#left);
    let gain = this.#gain;
    for (let index = 0; index < moving; index += 1) {
      gain += this.#step;
      samples[index] = (samples[index] ?? 0) * gain;
    }
    this.#move(gain, moving);
    if (this.#gain === 1) return;
    for (let index = moving; index < samples.length; index += 1) samples[index] = (samples[index] ?? 0) * this.#gain;
  }

  /** Writes the gain of every frame of a block, for what is added in several places. */
  write(gains: Float32Array): void {
    const moving = Math.min(gains.length, this.#left);
    let gain = this.#gain;
    for (let index = 0; index < moving; index += 1) {
      gain += this.#step;
      gains[index] = gain;
    }
    this.#move(gain, moving);
    gains.fill(this.#gain, moving);
  }

  #move(gain: number, frames: number): void {
    this.#left -= frames;
    this.#gain = this.#left === 0 ? this.#target : gain;
  }
}
