/** Numbers by the second in plain memory: a day of rows as objects would be most of what a long session holds. */

/** Rows that share one block of memory: a quarter of an hour. */
const blockRows = 900;

/** Rows of `width` numbers each; null comes back as null. Grows by blocks up to `most` rows, and takes no more then. */
export class NumberRows {
  readonly #width: number;
  readonly #most: number;
  readonly #blocks: Float64Array[] = [];
  #length = 0;

  constructor({ width, most }: { readonly width: number; readonly most: number }) {
    this.#width = width;
    this.#most = most;
  }

  get length(): number {
    return this.#length;
  }

  /** Adds a row; what is missing of it counts as null. */
  add(row: readonly (number | null)[]): void {
    if (this.#length >= this.#most) return;
    const at = this.#length % blockRows;
    if (at === 0) this.#blocks.push(new Float64Array(blockRows * this.#width).fill(Number.NaN));
    const known = row.slice(0, this.#width).map((value) => value ?? Number.NaN);
    this.#blocks.at(-1)?.set(known, at * this.#width);
    this.#length += 1;
  }

  /** One number of one row; null also where there is no such row. */
  at(row: number, column: number): number | null {
    const value = this.#blocks[Math.floor(row / blockRows)]?.[(row % blockRows) * this.#width + column];
    return row >= this.#length || value === undefined || Number.isNaN(value) ? null : value;
  }

  /** All numbers of one column, without those that are null. */
  known(column: number): number[] {
    const values: number[] = [];
    for (let row = 0; row < this.#length; row += 1) {
      const value = this.at(row, column);
      if (value !== null) values.push(value);
    }
    return values;
  }
}
