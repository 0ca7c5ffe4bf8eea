/** What the detectors need to know of a sound as it comes from its device: levels, and how often it hit the ceiling. */
import { decibels } from '../level/decibels.ts';
import type { Stereo } from '../stereo.ts';

/** As loud as a converter can tell; a lossy or 16-bit way here may keep it from being 1. */
const ceiling = 0.997;

/** Samples at the ceiling in a row that are no accident. */
const run = 3;

/** Below this a correlation says nothing: -70 dBFS, as a mean square. */
const correlationFloor = 1e-7;

/** Of a stretch of sound: dBFS, and how often one channel stayed at the ceiling. */
export type InputFigures = {
  peakDb: number;
  rmsDb: number;
  leftDb: number;
  rightDb: number;
  clips: number;
  /** -1 … 1: what the channels have in common; 1 for silence. */
  correlation: number;
};

export class InputMeasure {
  readonly #figures: InputFigures = { peakDb: 0, rmsDb: 0, leftDb: 0, rightDb: 0, clips: 0, correlation: 1 };
  readonly #squares = [0, 0];
  readonly #runs = [0, 0];
  #peak = 0;
  #frames = 0;
  #clips = 0;
  #product = 0;

  measure(block: Stereo): void {
    this.#channel(block[0], 0);
    this.#channel(block[1], 1);
    this.#multiply(block);
    this.#frames += block[0].length;
  }

  /** The figures since the last call, in an object that is used again. */
  take(): Readonly<InputFigures> {
    const frames = Math.max(1, this.#frames);
    const [left, right] = [(this.#squares[0] ?? 0) / frames, (this.#squares[1] ?? 0) / frames];
    this.#figures.peakDb = decibels(this.#peak);
    this.#figures.rmsDb = decibels(Math.sqrt(Math.max(left, right)));
    this.#figures.leftDb = decibels(Math.sqrt(left));
    this.#figures.rightDb = decibels(Math.sqrt(right));
    this.#figures.clips = this.#clips;
    const energy = Math.sqrt(left * right);
    this.#figures.correlation = energy < correlationFloor ? 1 : this.#product / frames / energy;
    this.#product = 0;
    this.#squares.fill(0);
    this.#peak = 0;
    this.#frames = 0;
    this.#clips = 0;
    return this.#figures;
  }

  #multiply([left, right]: Stereo): void {
    let product = 0;
    for (let index = 0; index < left.length; index += 1) product += (left[index] ?? 0) * (right[index] ?? 0);
    this.#product += product;
  }

  #channel(samples: Float32Array, channel: 0 | 1): void {
    let { peak, square, length } = { peak: this.#peak, square: 0, length: this.#runs[channel] ?? 0 };
    for (let index = 0; index < samples.length; index += 1) {
      const level = Math.abs(samples[index] ?? 0);
      square += level * level;
      if (level > peak) peak = level;
      if (level < ceiling) length = 0;
      else {
        length += 1;
        if (length === run) this.#clips += 1;
      }
    }
    this.#peak = peak;
    this.#squares[channel] = (this.#squares[channel] ?? 0) + square;
    this.#runs[channel] = length;
  }
}
