/** Loudness as EBU R 128 tells it: momentary, short-term, integrated with gating, and range (EBU Tech 3341 and 3342). */
import { sampleRate, type Stereo } from '../stereo.ts';
import { LoudnessHistogram, loudnessOf } from './loudness-histogram.ts';
import { WeightedEnergy } from './weighted-energy.ts';

/** All windows are whole numbers of these 100 ms. */
const hopFrames = sampleRate / 10;
const momentaryHops = 4;
const shortTermHops = 30;

/** Gates below the mean, LU: of integrated loudness and of the range. */
const integratedGate = 10;
const rangeGate = 20;

/** LUFS that stand for silence. */
export const silentLufs = -120;

export class LoudnessMeter {
  readonly #left = new WeightedEnergy();
  readonly #right = new WeightedEnergy();
  /** Energies of the last three seconds, in a ring. */
  readonly #hops = new Float64Array(shortTermHops);
  readonly #momentary = new LoudnessHistogram();
  readonly #shortTerm = new LoudnessHistogram();
  #energy = 0;
  #frames = 0;
  #count = 0;

  measure(block: Stereo): void {
    const { length } = block[0];
    for (let from = 0; from < length;) {
      const to = Math.min(length, from + hopFrames - this.#frames);
      this.#energy += this.#left.sum(block[0], from, to) + this.#right.sum(block[1], from, to);
      this.#frames += to - from;
      if (this.#frames === hopFrames) this.#hop();
      from = to;
    }
  }

  /** Of the last 400 ms, LUFS. */
  get momentaryLufs(): number {
    return this.#over(momentaryHops);
  }

  /** Of the last 3 s, LUFS. */
  get shortTermLufs(): number {
    return this.#over(shortTermHops);
  }

  /** Of everything since the reset, LUFS; null while there was nothing but silence. */
  get integratedLufs(): number | null {
    return this.#momentary.gatedMean(integratedGate);
  }

  /** Loudness range since the reset, LU; null while there was nothing but silence. */
  get rangeLu(): number | null {
    return this.#shortTerm.spread(rangeGate, 0.1, 0.95);
  }

  /** Begins all figures anew. */
  reset(): void {
    this.#momentary.reset();
    this.#shortTerm.reset();
    this.#left.reset();
    this.#right.reset();
    this.#energy = 0;
    this.#frames = 0;
    this.#count = 0;
  }

  #hop(): void {
    this.#hops[this.#count % shortTermHops] = this.#energy / hopFrames;
    this.#energy = 0;
    this.#frames = 0;
    this.#count += 1;
    if (this.#count >= momentaryHops) this.#momentary.add(this.#meanOf(momentaryHops));
    if (this.#count >= shortTermHops) this.#shortTerm.add(this.#meanOf(shortTermHops));
  }

  #over(hops: number): number {
    return this.#count < hops ? silentLufs : Math.max(silentLufs, loudnessOf(this.#meanOf(hops)));
  }

  #meanOf(hops: number): number {
    let sum = 0;
    for (let back = 1; back <= hops; back += 1) sum += this.#hops[(this.#count - back) % shortTermHops] ?? 0;
    return sum / hops;
  }
}
