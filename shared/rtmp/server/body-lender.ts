/** Memory for message bodies that nobody keeps: without it a server makes more garbage than anything else. */

/** Memory grows by steps of so many bytes. */
const step = 16_384;
/** Longer bodies, and those that find no room, get memory of their own. */
const maxLength = 512 * 1024;

export class BodyLender {
  #memory: Uint8Array = new Uint8Array(0);
  #used = 0;
  /** Bodies that are being filled. */
  #lent = 0;

  /** Bytes for one body, in any state; they are valid until every body lent has been returned. */
  readonly lend = (length: number): Uint8Array => {
    if (this.#lent === 0) this.#begin(length);
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
  }

  #begin(length: number): void {
    this.#used = 0;
    if (length <= this.#memory.length || length > maxLength) return;
    this.#memory = new Uint8Array(Math.ceil(length / step) * step);
  }
}
