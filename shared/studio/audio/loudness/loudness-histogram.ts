/** How often which loudness was there: all that gating needs, in the same memory after a minute and after a day. */

/** The absolute gate of BS.1770, LUFS: what is softer never counts. */
const absoluteGate = -70;
const highest = 30;

/** Width of a bin, LU; where the relative gate falls is exact to this. */
const width = 0.02;

const bins = Math.round((highest - absoluteGate) / width);

/** Loudness of a mean square over both channels, LUFS (BS.1770, formula 2). */
export function loudnessOf(energy: number): number {
  return energy <= 1e-12 ? -120.691 : -0.691 + 10 * Math.log10(energy);
}

export class LoudnessHistogram {
  readonly #counts = new Uint32Array(bins);
  readonly #energies = new Float64Array(bins);
  #count = 0;
  #energy = 0;

  /** Takes the mean square of one gating block, if it is over the absolute gate. */
  add(energy: number): void {
    const loudness = loudnessOf(energy);
    if (loudness <= absoluteGate) return;
    const bin = Math.min(bins - 1, Math.floor((loudness - absoluteGate) / width));
    this.#counts[bin] = (this.#counts[bin] ?? 0) + 1;
    this.#energies[bin] = (this.#energies[bin] ?? 0) + energy;
    this.#count += 1;
    this.#energy += energy;
  }

  /** Mean loudness of what is over a gate that lies `below` LU under the mean of all, LUFS; null when there is nothing. */
  gatedMean(below: number): number | null {
    if (this.#count === 0) return null;
    let [count, energy] = [0, 0];
    for (let bin = this.#gate(below); bin < bins; bin += 1) {
      count += this.#counts[bin] ?? 0;
      energy += this.#energies[bin] ?? 0;
    }
    return count === 0 ? null : loudnessOf(energy / count);
  }

  /** LU between the percentiles `low` and `high` (0 … 1) of what is over the gate; null when there is nothing. */
  spread(below: number, low: number, high: number): number | null {
    if (this.#count === 0) return null;
    const first = this.#gate(below);
    let count = 0;
    for (let bin = first; bin < bins; bin += 1) count += this.#counts[bin] ?? 0;
    if (count === 0) return null;
    return this.#percentile(first, (count - 1) * high) - this.#percentile(first, (count - 1) * low);
  }

  reset(): void {
    this.#counts.fill(0);
    this.#energies.fill(0);
    this.#count = 0;
    this.#energy = 0;
  }

  /** The first bin over the relative gate. */
  #gate(below: number): number {
    const threshold = loudnessOf(this.#energy / this.#count) - below;
    return Math.max(0, Math.min(bins, Math.ceil((threshold - absoluteGate) / width)));
  }

  /** Middle of the bin in which the `rank`-th value above `first` lies, LUFS. */
  #percentile(first: number, rank: number): number {
    let seen = 0;
    for (let bin = first; bin < bins; bin += 1) {
      seen += this.#counts[bin] ?? 0;
      if (seen > rank) return absoluteGate + (bin + 0.5) * width;
    }
    return highest;
  }
}
