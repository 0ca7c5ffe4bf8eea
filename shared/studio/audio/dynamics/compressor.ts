/** Compressor with a soft knee and a side chain: makes what is louder than its threshold less loud. */
import { decibels, gainOf } from '../level/decibels.ts';
import { controlCoefficient, controlFrames, type Processor, type Stereo } from '../stereo.ts';
import { PeakDetector, applyGain, windowFor } from './peak-detector.ts';

export type CompressorSettings = {
  /** dBFS. */
  readonly thresholdDb: number;
  /** dB in for one dB out. */
  readonly ratio: number;
  /** Width of the bend about the threshold, dB. */
  readonly kneeDb: number;
  /** Time in which 63 % of a change of the gain (in dB) are done, ms. */
  readonly attackMillis: number;
  readonly releaseMillis: number;
  readonly makeUpDb: number;
};

/** How many dB are taken from a level, before make-up: the static curve. */
export function compression(levelDb: number, { thresholdDb, ratio, kneeDb }: CompressorSettings): number {
  const over = levelDb - thresholdDb;
  const slope = 1 - 1 / ratio;
  if (over <= -kneeDb / 2) return 0;
  if (over >= kneeDb / 2) return slope * over;
  return (slope * (over + kneeDb / 2) ** 2) / (2 * kneeDb);
}

export class Compressor implements Processor {
  readonly latencyFrames = 0;
  readonly #detector = new PeakDetector();
  #settings: CompressorSettings;
  #attack = 0;
  #release = 0;
  /** dB that are taken away now. */
  #reduction = 0;
  #gain: number;

  constructor(settings: CompressorSettings) {
    this.#settings = settings;
    this.#gain = gainOf(settings.makeUpDb);
    this.set(settings);
  }

  /** Goes on with other settings; the gain glides. */
  set(settings: CompressorSettings): void {
    this.#settings = settings;
    this.#attack = controlCoefficient(settings.attackMillis);
    this.#release = controlCoefficient(settings.releaseMillis);
    this.#detector.setWindow(windowFor(settings.releaseMillis));
  }

  /** dB that are taken away now, make-up not counted. */
  get reductionDb(): number {
    return this.#reduction;
  }

  process(block: Stereo, key: Stereo | null): void {
    const heard = key ?? block;
    for (let start = 0; start < block[0].length; start += controlFrames) {
      const wanted = compression(decibels(this.#detector.take(heard, start)), this.#settings);
      this.#reduction += (wanted - this.#reduction) * (wanted > this.#reduction ? this.#attack : this.#release);
      const gain = gainOf(this.#settings.makeUpDb - this.#reduction);
      applyGain(block, start, this.#gain, gain);
      this.#gain = gain;
    }
  }

  reset(): void {
    this.#detector.reset();
    this.#reduction = 0;
    this.#gain = gainOf(this.#settings.makeUpDb);
  }
}
