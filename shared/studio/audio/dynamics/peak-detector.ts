/** How loud a sound is for what follows its level: the peak of both channels over a short window that slides along. */
import { controlFrames, sampleRate, type Stereo } from '../stereo.ts';

/** Longest window: half a period of 50 Hz would be 10 ms, but what is held is added to every release. */
const longestMillis = 5;

/** A window for something that falls within `releaseMillis`: a twentieth of it, so that it does not fall notably later. */
export function windowFor(releaseMillis: number): number {
  return Math.min(longestMillis, releaseMillis / 20);
}

export class PeakDetector {
  #peaks = new Float64Array(1);
  #next = 0;

  /** Sets the length of the window, ms. */
  setWindow(millis: number): void {
    const intervals = Math.max(1, Math.round((millis * sampleRate) / 1000 / controlFrames));
    if (intervals === this.#peaks.length) return;
    this.#peaks = new Float64Array(intervals).fill(this.#largest());
    this.#next = 0;
  }

  /** Amplitude of the window that ends with the 16 frames from `start`. */
  take(block: Stereo, start: number): number {
    const [left, right] = block;
    let peak = 0;
    for (let index = start; index < start + controlFrames; index += 1) {
      const one = Math.abs(left[index] ?? 0);
      const other = Math.abs(right[index] ?? 0);
      if (one > peak) peak = one;
      if (other > peak) peak = other;
    }
    this.#peaks[this.#next] = peak;
    this.#next = (this.#next + 1) % this.#peaks.length;
    return this.#largest();
  }

  reset(): void {
    this.#peaks.fill(0);
  }

  #largest(): number {
    let largest = 0;
    for (const peak of this.#peaks) largest = Math.max(largest, peak);
    return largest;
  }
}

/** Multiplies 16 frames from `start` by a gain that goes in a straight line from one value to another. */
export function applyGain(block: Stereo, start: number, from: number, to: number): void {
  if (from === 1 && to === 1) return;
  const [left, right] = block;
  const step = (to - from) / controlFrames;
  let gain = from;
  for (let index = start; index < start + controlFrames; index += 1) {
    gain += step;
    left[index] = (left[index] ?? 0) * gain;
    right[index] = (right[index] ?? 0) * gain;
  }
}
