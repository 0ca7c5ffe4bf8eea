/** Downward expander: makes what is softer than its threshold softer still, so that pauses are quiet. */
import { decibels, gainOf } from '../level/decibels.ts';
import { controlCoefficient, controlFrames, type Processor, type Stereo } from '../stereo.ts';
import { PeakDetector, applyGain, windowFor } from './peak-detector.ts';

export type ExpanderSettings = {
  /** dBFS. */
  readonly thresholdDb: number;
  /** dB out for one dB in, below the threshold. */
  readonly ratio: number;
  /** Time in which 63 % of the way up (and down) are done, ms. */
  readonly attackMillis: number;
  readonly releaseMillis: number;
};

/** More than this is never taken away, dB. */
const deepest = 80;

/** How many dB are taken from a level: the static curve. */
export function expansion(levelDb: number, { thresholdDb, ratio }: ExpanderSettings): number {
  return Math.min(deepest, Math.max(0, thresholdDb - levelDb) * (ratio - 1));
}

export class Expander implements Processor {
  readonly latencyFrames = 0;
  readonly #detector = new PeakDetector();
  #settings: ExpanderSettings;
  #attack = 0;
  #release = 0;
  #reduction = 0;
  #gain = 1;

  constructor(settings: ExpanderSettings) {
    this.#settings = settings;
    this.set(settings);
  }

  /** Goes on with other settings; the gain glides. */
  set(settings: ExpanderSettings): void {
    this.#settings = settings;
    this.#attack = controlCoefficient(settings.attackMillis);
    this.#release = controlCoefficient(settings.releaseMillis);
    this.#detector.setWindow(windowFor(settings.releaseMillis));
  }

  process(block: Stereo): void {
    for (let start = 0; start < block[0].length; start += controlFrames) {
      const wanted = expansion(decibels(this.#detector.take(block, start)), this.#settings);
      this.#reduction += (wanted - this.#reduction) * (wanted < this.#reduction ? this.#attack : this.#release);
      const gain = this.#reduction < 1e-6 ? 1 : gainOf(-this.#reduction);
      applyGain(block, start, this.#gain, gain);
      this.#gain = gain;
    }
  }

  reset(): void {
    this.#detector.reset();
    this.#reduction = 0;
    this.#gain = 1;
  }
}
