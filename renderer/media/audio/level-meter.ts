/** Measures peak and RMS of stereo sound in windows of about 1/15 s; drawing them is the page's matter. */
import type { AudioLevel } from '../worker-protocol.ts';

const windowSamples = 3200;
const floorDb = -120;

/** Feeds on samples and reports once per window. */
export class LevelMeter {
  readonly #onLevel: (level: AudioLevel) => void;
  readonly #peaks: [number, number] = [0, 0];
  readonly #squares: [number, number] = [0, 0];
  #count = 0;

  constructor(onLevel: (level: AudioLevel) => void) {
    this.#onLevel = onLevel;
  }

  /** Takes one sample of each channel. */
  add(left: number, right: number): void {
    this.#peaks[0] = Math.max(this.#peaks[0], Math.abs(left));
    this.#peaks[1] = Math.max(this.#peaks[1], Math.abs(right));
    this.#squares[0] += left * left;
    this.#squares[1] += right * right;
    this.#count += 1;
    if (this.#count >= windowSamples) this.#report();
  }

  #report(): void {
    const [left, right] = this.#squares;
    this.#onLevel({
      peakDb: [decibels(this.#peaks[0]), decibels(this.#peaks[1])],
      rmsDb: [decibels(Math.sqrt(left / this.#count)), decibels(Math.sqrt(right / this.#count))],
    });
    this.#peaks.fill(0);
    this.#squares.fill(0);
    this.#count = 0;
  }
}

/** dBFS of an amplitude, not below -120. */
function decibels(amplitude: number): number {
  return amplitude <= 0 ? floorDb : Math.max(floorDb, 20 * Math.log10(amplitude));
}
