/** Where each sample of a track lies and when it is due: numbers in typed arrays, a day of video in about 100 MB. */

const firstCapacity = 1024;

/** One row. */
export type SampleRow = {
  /** Which file it lies in, and where. */
  readonly source: number;
  readonly position: number;
  readonly length: number;
  /** Decoding time in units of the track. */
  readonly ticks: number;
  /** Presentation minus decoding time. */
  readonly offset: number;
  readonly isKeyFrame: boolean;
};

export class SampleTable {
  #sources = new Uint8Array(firstCapacity);
  #positions = new Float64Array(firstCapacity);
  #lengths = new Uint32Array(firstCapacity);
  #ticks = new Float64Array(firstCapacity);
  #offsets = new Uint32Array(firstCapacity);
  #keys = new Uint8Array(firstCapacity);
  #count = 0;
  /** Duration of the last sample, in units of the track. */
  lastDuration = 0;

  get count(): number {
    return this.#count;
  }

  /** Where the last sample ends, in units of the track; 0 without samples. */
  get end(): number {
    return this.#count === 0 ? 0 : this.ticksOf(this.#count - 1) + this.lastDuration;
  }

  add(row: SampleRow): void {
    if (this.#count === this.#keys.length) this.#grow();
    const at = this.#count++;
    this.#sources[at] = row.source;
    this.#positions[at] = row.position;
    this.#lengths[at] = row.length;
    this.#ticks[at] = row.ticks;
    this.#offsets[at] = row.offset;
    this.#keys[at] = row.isKeyFrame ? 1 : 0;
  }

  sourceOf(index: number): number {
    return this.#sources[index] ?? 0;
  }

  positionOf(index: number): number {
    return this.#positions[index] ?? 0;
  }

  lengthOf(index: number): number {
    return this.#lengths[index] ?? 0;
  }

  ticksOf(index: number): number {
    return this.#ticks[index] ?? 0;
  }

  offsetOf(index: number): number {
    return this.#offsets[index] ?? 0;
  }

  isKeyFrame(index: number): boolean {
    return this.#keys[index] === 1;
  }

  /** The last sample whose decoding time is `ticks` or earlier; −1 when there is none. */
  indexAt(ticks: number): number {
    let low = 0;
    let high = this.#count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.ticksOf(middle) <= ticks) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  #grow(): void {
    const capacity = this.#keys.length * 2;
    const sources = new Uint8Array(capacity);
    const positions = new Float64Array(capacity);
    const lengths = new Uint32Array(capacity);
    const ticks = new Float64Array(capacity);
    const offsets = new Uint32Array(capacity);
    const keys = new Uint8Array(capacity);
    sources.set(this.#sources);
    positions.set(this.#positions);
    lengths.set(this.#lengths);
    ticks.set(this.#ticks);
    offsets.set(this.#offsets);
    keys.set(this.#keys);
    this.#sources = sources;
    this.#positions = positions;
    this.#lengths = lengths;
    this.#ticks = ticks;
    this.#offsets = offsets;
    this.#keys = keys;
  }
}
