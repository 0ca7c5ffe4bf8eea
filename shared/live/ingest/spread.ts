/** Percentiles of a stream of numbers in bounded memory: a histogram for the whole run and a short recent window. */

/** p50, p95 and the largest value. */
export type Spread = { readonly p50: number; readonly p95: number; readonly max: number };

/** Values kept for `recentMedian`. */
const recentLength = 64;

/** Histogram range in ms and its resolution: ±10 s in steps of 0.5 ms; beyond counts at the edge. */
const stepMillis = 0.5;
const halfRange = 20_000;

/** The middle value; 0 for none. */
export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

/** The value below which `share` (0…1) of the values lie; 0 for none. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const index = Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1));
  return sorted[index] ?? 0;
}

/** Collects milliseconds for hours in constant memory. */
export class LatencyWindow {
  readonly #counts = new Uint32Array(2 * halfRange + 1);
  readonly #recent: number[] = [];
  #count = 0;
  #max = Number.NEGATIVE_INFINITY;
  #worst = 0;

  add(value: number): void {
    const index = Math.min(2 * halfRange, Math.max(0, Math.round(value / stepMillis) + halfRange));
    this.#counts[index] = (this.#counts[index] ?? 0) + 1;
    this.#count += 1;
    this.#max = Math.max(this.#max, value);
    if (Math.abs(value) > Math.abs(this.#worst)) this.#worst = value;
    this.#recent.push(value);
    if (this.#recent.length > recentLength) this.#recent.shift();
  }

  /** Null before the first value. Percentiles are exact to 0.5 ms. */
  spread(): Spread | null {
    if (this.#count === 0) return null;
    return { p50: this.#at(0.5), p95: this.#at(0.95), max: this.#max };
  }

  /** The value furthest from zero. */
  get worst(): number {
    return this.#worst;
  }

  /** Median of the last 64 values; null before the first. */
  recentMedian(): number | null {
    return this.#recent.length === 0 ? null : median(this.#recent);
  }

  #at(share: number): number {
    const wanted = Math.ceil(share * this.#count);
    let seen = 0;
    for (let index = 0; index < this.#counts.length; index += 1) {
      seen += this.#counts[index] ?? 0;
      if (seen >= wanted) return (index - halfRange) * stepMillis;
    }
    return this.#max;
  }
}
