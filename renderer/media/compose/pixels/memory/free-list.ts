/** Which parts of a linear memory are free: first fit, neighbours joined when they come back. */

const alignment = 64;

type Gap = { readonly at: number; readonly bytes: number };

/** Gaps in order of their place, and the sizes of what was taken. */
export class FreeList {
  #gaps: Gap[] = [];
  readonly #taken = new Map<number, number>();
  #takenBytes = 0;

  /** Bytes taken, rounded up as they are. */
  get taken(): number {
    return this.#takenBytes;
  }

  /** New room; joined with a gap that ends where it begins. `at` is 64-aligned. */
  add(at: number, bytes: number): void {
    const whole = Math.floor(bytes / alignment) * alignment;
    if (whole > 0) this.#insert({ at, bytes: whole });
  }

  /** A 64-aligned place with room for `bytes`, or null. */
  take(bytes: number): number | null {
    const rounded = Math.ceil(Math.max(1, bytes) / alignment) * alignment;
    const index = this.#gaps.findIndex((gap) => gap.bytes >= rounded);
    const gap = this.#gaps[index];
    if (gap === undefined) return null;
    const rest = { at: gap.at + rounded, bytes: gap.bytes - rounded };
    this.#gaps.splice(index, 1, ...(rest.bytes > 0 ? [rest] : []));
    this.#taken.set(gap.at, rounded);
    this.#takenBytes += rounded;
    return gap.at;
  }

  /** Gives back what `take` returned; throws for anything else. */
  free(at: number): void {
    const bytes = this.#taken.get(at);
    if (bytes === undefined) throw new RangeError(`nothing is taken at ${at}`);
    this.#taken.delete(at);
    this.#takenBytes -= bytes;
    this.#insert({ at, bytes });
  }

  #insert({ at, bytes }: Gap): void {
    const next = this.#gaps.findIndex((gap) => gap.at > at);
    const index = next === -1 ? this.#gaps.length : next;
    const before = this.#gaps[index - 1];
    const after = this.#gaps[index];
    const joinsBefore = before !== undefined && before.at + before.bytes === at;
    const joinsAfter = after !== undefined && at + bytes === after.at;
    const start = joinsBefore ? before.at : at;
    const end = joinsAfter ? after.at + after.bytes : at + bytes;
    const first = joinsBefore ? index - 1 : index;
    this.#gaps.splice(first, Number(joinsBefore) + Number(joinsAfter), { at: start, bytes: end - start });
  }
}
