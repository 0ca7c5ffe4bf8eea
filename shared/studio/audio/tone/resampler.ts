/** Brings sound of any rate to the program's, by a windowed sinc; what it still needs it keeps for the next chunk. */
import { sampleRate, type Stereo } from '../stereo.ts';

/** Input frames on each side of a point that count, at the program's rate and above it. */
const reach = 16;

/** Tabled places between two input frames; between these it is interpolated. */
const phases = 256;

/** Rates that a file or device may have. */
export const minRate = 4_000;
export const maxRate = 384_000;

export class Resampler {
  readonly #step: number;
  readonly #half: number;
  readonly #table: Float32Array;
  readonly #kept: [Float32Array, Float32Array];
  /** Frames kept of each channel. */
  #count: number;
  /** Place of the next output frame among the kept ones. */
  #place: number;
  #output: Stereo = [new Float32Array(0), new Float32Array(0)];

  /** `rate` is the input's, within `minRate` … `maxRate`. */
  constructor(rate: number) {
    this.#step = rate / sampleRate;
    // Downwards the filter must be narrower, so it is longer in time.
    this.#half = Math.ceil(reach * Math.max(1, this.#step));
    this.#table = tableOf(this.#half, Math.min(1, 1 / this.#step));
    this.#kept = [new Float32Array(4 * this.#half), new Float32Array(4 * this.#half)];
    this.#count = this.#half;
    this.#place = this.#half;
  }

  /** Input frames by which the next output's first frame precedes the next input's first. */
  get lead(): number {
    return this.#count - this.#place;
  }

  /** Converts the next `frames` frames of input; returns how many came out, to be read in `output`. */
  process(input: Stereo, frames: number): number {
    this.#keep(input, frames);
    const last = this.#count - this.#half;
    const possible = Math.max(0, Math.ceil((last - this.#place) / this.#step));
    if (this.#output[0].length < possible) {
      this.#output = [new Float32Array(possible * 2), new Float32Array(possible * 2)];
    }
    const [left, right] = this.#output;
    const [keptLeft, keptRight] = this.#kept;
    for (let index = 0; index < possible; index += 1) {
      const at = this.#place + index * this.#step;
      left[index] = this.#point(keptLeft, at);
      right[index] = this.#point(keptRight, at);
    }
    this.#forget(this.#place + possible * this.#step);
    return possible;
  }

  /** Holds what the last call made; overwritten by the next. */
  get output(): Stereo {
    return this.#output;
  }

  #keep(input: Stereo, frames: number): void {
    const needed = this.#count + frames;
    for (const channel of [0, 1] as const) {
      if (this.#kept[channel].length < needed) {
        const larger = new Float32Array(needed * 2);
        larger.set(this.#kept[channel]);
        this.#kept[channel] = larger;
      }
      this.#kept[channel].set(input[channel].subarray(0, frames), this.#count);
    }
    this.#count = needed;
  }

  #forget(place: number): void {
    const first = Math.max(0, Math.floor(place) - this.#half);
    for (const kept of this.#kept) kept.copyWithin(0, first, this.#count);
    this.#count -= first;
    this.#place = place - first;
  }

  #point(kept: Float32Array, place: number): number {
    const whole = Math.floor(place);
    const exact = (place - whole) * phases;
    const phase = Math.floor(exact);
    const part = exact - phase;
    const taps = 2 * this.#half;
    let low = 0;
    let high = 0;
    for (let tap = 0; tap < taps; tap += 1) {
      const sample = kept[whole - this.#half + 1 + tap] ?? 0;
      low += sample * (this.#table[phase * taps + tap] ?? 0);
      high += sample * (this.#table[(phase + 1) * taps + tap] ?? 0);
    }
    return low + (high - low) * part;
  }
}

/** One row of taps for each phase and one more; `cutoff` is a part of the input's half rate. */
function tableOf(half: number, cutoff: number): Float32Array {
  const taps = 2 * half;
  const table = new Float32Array((phases + 1) * taps);
  // The slope of the filter lies below half the rate, or what is above it would come back as another tone.
  const edge = cutoff * 0.92;
  for (let phase = 0; phase <= phases; phase += 1) {
    const row = table.subarray(phase * taps, (phase + 1) * taps);
    let sum = 0;
    for (let tap = 0; tap < taps; tap += 1) {
      const distance = tap - half + 1 - phase / phases;
      row[tap] = sinc(distance * edge) * blackman(distance / half);
      sum += row[tap] ?? 0;
    }
    for (let tap = 0; tap < taps; tap += 1) row[tap] = (row[tap] ?? 0) / sum;
  }
  return table;
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}

/** Window over -1 … 1. */
function blackman(x: number): number {
  if (Math.abs(x) >= 1) return 0;
  return 0.42 + 0.5 * Math.cos(Math.PI * x) + 0.08 * Math.cos(2 * Math.PI * x);
}
