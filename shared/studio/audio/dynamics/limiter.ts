/** True-peak limiter that sees what comes: whatever goes in, nothing over the ceiling comes out, and nothing is cut off. */
import { gainOf } from '../level/decibels.ts';
import { overshootBound, peakBetween, peakTaps } from '../level/true-peak.ts';
import { controlFrames, sampleRate, type Processor, type Stereo } from '../stereo.ts';
import { SlidingMinimum } from './sliding-minimum.ts';

/** Frames by which every limiter is late, whether it has anything to do or not. */
export const limiterLatency = 80;

/** The gain goes down along a straight line of this many frames (1.3 ms). */
const slope = 64;

/** A gain that is asked for lasts from so long before the line begins to so long after the peak. */
const span = 82;

/** Aimed below the ceiling: four points for each sample miss the very top of high tones by up to this much, dB. */
const marginDb = 0.15;

/** At a power of two beyond the latency and one step. */
const delayMask = 127;

const history = peakTaps - 1;

export type LimiterSettings = {
  /** dBTP; null: it only delays. */
  readonly ceilingDb: number | null;
  /** Time in which 63 % of the way back are done, ms. */
  readonly releaseMillis: number;
};

export class Limiter implements Processor {
  readonly latencyFrames = limiterLatency;
  readonly #delays = [new Float32Array(delayMask + 1), new Float32Array(delayMask + 1)] as const;
  readonly #windows = [new Float32Array(history + controlFrames), new Float32Array(history + controlFrames)] as const;
  readonly #minimum = new SlidingMinimum(span);
  /** The last gains of the slope; their mean is what is applied. */
  readonly #line = new Float64Array(slope).fill(1);
  #sum: number = slope;
  #ceiling = Infinity;
  #release = 1;
  #position = 0;
  #before = 0;
  /** After the release; falls at once. */
  #gain = 1;
  /** Frames since that was last below 1: after a slope of them nothing of a peak is left anywhere. */
  #idle = slope;
  #lowest = 1;

  constructor(settings: LimiterSettings) {
    this.set(settings);
  }

  set({ ceilingDb, releaseMillis }: LimiterSettings): void {
    this.#ceiling = ceilingDb === null ? Infinity : gainOf(ceilingDb - marginDb);
    this.#release = 1 - Math.exp(-1000 / (sampleRate * Math.max(1, releaseMillis)));
  }

  /** Lowest gain since the last call. */
  takeLowestGain(): number {
    const lowest = this.#lowest;
    this.#lowest = 1;
    return lowest;
  }

  process(block: Stereo): void {
    for (let start = 0; start < block[0].length; start += controlFrames) {
      const isClear = this.#look(block, start) * overshootBound <= this.#ceiling;
      if (isClear && this.#idle >= slope) this.#delay(block, start);
      else this.#limit(block, start, isClear);
      for (const window of this.#windows) window.copyWithin(0, controlFrames);
    }
  }

  reset(): void {
    for (const samples of [...this.#delays, ...this.#windows]) samples.fill(0);
    this.#minimum.reset();
    this.#line.fill(1);
    this.#sum = slope;
    this.#position = 0;
    this.#before = 0;
    this.#gain = 1;
    this.#idle = slope;
  }

  /** Puts 16 frames beside their past; returns the largest sample of these and the 16 before. */
  #look(block: Stereo, start: number): number {
    let largest = 0;
    const [lefts, rights] = this.#windows;
    for (let index = 0; index < controlFrames; index += 1) {
      const left = block[0][start + index] ?? 0;
      const right = block[1][start + index] ?? 0;
      lefts[history + index] = left;
      rights[history + index] = right;
      const one = Math.abs(left);
      const other = Math.abs(right);
      if (one > largest) largest = one;
      if (other > largest) largest = other;
    }
    const both = Math.max(largest, this.#before);
    this.#before = largest;
    return both;
  }

  /** Nothing to limit, and nothing left of what was: only late. */
  #delay(block: Stereo, start: number): void {
    const [lefts, rights] = this.#delays;
    for (let index = start; index < start + controlFrames; index += 1) {
      const now = this.#position & delayMask;
      const then = (this.#position - limiterLatency) & delayMask;
      lefts[now] = block[0][index] ?? 0;
      rights[now] = block[1][index] ?? 0;
      block[0][index] = lefts[then] ?? 0;
      block[1][index] = rights[then] ?? 0;
      this.#position += 1;
    }
  }

  #limit(block: Stereo, start: number, isClear: boolean): void {
    const [lefts, rights] = this.#delays;
    for (let index = 0; index < controlFrames; index += 1) {
      const gain = this.#gainAfter(isClear ? 1 : this.#wantedGain(index));
      const now = this.#position & delayMask;
      const then = (this.#position - limiterLatency) & delayMask;
      lefts[now] = block[0][start + index] ?? 0;
      rights[now] = block[1][start + index] ?? 0;
      block[0][start + index] = (lefts[then] ?? 0) * gain;
      block[1][start + index] = (rights[then] ?? 0) * gain;
      this.#position += 1;
    }
  }

  /** What the sample six frames ago and the points after it need. */
  #wantedGain(index: number): number {
    const [lefts, rights] = this.#windows;
    const middle = index + peakTaps / 2 - 1;
    const peak = Math.max(
      Math.abs(lefts[middle] ?? 0),
      Math.abs(lefts[middle + 1] ?? 0),
      Math.abs(rights[middle] ?? 0),
      Math.abs(rights[middle + 1] ?? 0),
      peakBetween(lefts, index),
      peakBetween(rights, index),
    );
    return peak <= this.#ceiling ? 1 : this.#ceiling / peak;
  }

  /** Held, released and smoothed: the gain for the sample that leaves now. */
  #gainAfter(wanted: number): number {
    const held = this.#minimum.push(wanted);
    const released = this.#gain + (held - this.#gain) * this.#release;
    if (held <= this.#gain) this.#gain = held;
    else this.#gain = held === 1 && released > 0.999_99 ? 1 : released;
    this.#idle = this.#gain < 1 ? 0 : this.#idle + 1;
    const at = this.#position % slope;
    this.#sum += this.#gain - (this.#line[at] ?? 1);
    this.#line[at] = this.#gain;
    // Sums of many small steps drift by their last digit: a line that is all ones starts afresh.
    if (this.#idle >= slope) this.#sum = slope;
    const gain = Math.min(1, this.#sum / slope);
    this.#lowest = Math.min(this.#lowest, gain);
    return gain;
  }
}
