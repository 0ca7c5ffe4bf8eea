/** Memory for message bodies that nobody keeps: without it a server makes more garbage than anything else. */

/** Memory is made in steps of so many bytes. */
const step = 16_384;
/** Longer bodies, and those that find no room, get memory of their own. */
const maxLength = 512 * 1024;
/** Idle memory kept for whoever reads next: what was used last is still in the processor's cache. */
const maxSpare = 8;

const none = new Uint8Array(0);

/** What the connections of a server share: each holds memory only while one of its messages is incomplete. */
export class BodyPool {
  readonly #spare: Uint8Array[] = [];

  /** At least `length` bytes, or nothing when that is too much to lend. */
  take(length: number): Uint8Array {
    const memory = this.#spare.pop() ?? none;
    if (length <= memory.length) return memory;
    return length > maxLength ? none : new Uint8Array(Math.ceil(length / step) * step);
  }

  give(memory: Uint8Array): void {
    if (memory.length > 0 && this.#spare.length < maxSpare) this.#spare.push(memory);
  }
}

export class BodyLender {
  readonly #pool: BodyPool;
  #memory: Uint8Array = none;
  #used = 0;
  /** Bodies that are being filled. */
  #lent = 0;

  constructor(pool: BodyPool) {
    this.#pool = pool;
  }

  /** Bytes for one body, in any state; they are valid until every body lent has been returned. */
  readonly lend = (length: number): Uint8Array => {
    if (this.#lent === 0) {
      this.#memory = this.#pool.take(length);
      this.#used = 0;
    }
    this.#lent += 1;
    const end = this.#used + length;
    if (end > this.#memory.length) return new Uint8Array(length);
    const body = this.#memory.subarray(this.#used, end);
    this.#used = end;
    return body;
  };

  /** One body has been read for the last time. A body that never comes back only costs its room. */
  takeBack(): void {
    this.#lent -= 1;
    if (this.#lent > 0) return;
    this.#pool.give(this.#memory);
    this.#memory = none;
  }
}
