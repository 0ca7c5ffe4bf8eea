/** The smallest of the last so many values, at a constant price each. */

export class SlidingMinimum {
  readonly #span: number;
  /** Candidates, smallest first: each is larger and younger than the one before. */
  readonly #values: Float64Array;
  readonly #births: Float64Array;
  readonly #mask: number;
  #head = 0;
  #tail = 0;
  #clock = 0;

  /** `span` is how many values count, the newest included. */
  constructor(span: number) {
    this.#span = span;
    const capacity = 2 ** Math.ceil(Math.log2(span + 1));
    this.#values = new Float64Array(capacity);
    this.#births = new Float64Array(capacity);
    this.#mask = capacity - 1;
  }

  /** Takes the next value; returns the smallest of the last `span`. */
  push(value: number): number {
    while (this.#tail > this.#head && (this.#values[(this.#tail - 1) & this.#mask] ?? 0) >= value) this.#tail -= 1;
    this.#values[this.#tail & this.#mask] = value;
    this.#births[this.#tail & this.#mask] = this.#clock;
    this.#tail += 1;
    if ((this.#births[this.#head & this.#mask] ?? 0) <= this.#clock - this.#span) this.#head += 1;
    this.#clock += 1;
    return this.#values[this.#head & this.#mask] ?? value;
  }

  reset(): void {
    this.#head = 0;
    this.#tail = 0;
    this.#clock = 0;
  }
}
