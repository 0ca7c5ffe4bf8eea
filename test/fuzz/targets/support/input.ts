/** Takes numbers, choices and bytes out of an input, so that every input means something; past its end all is 0. */

export class Input {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get isEmpty(): boolean {
    return this.#at >= this.#bytes.length;
  }

  u8(): number {
    return this.#bytes[this.#at++] ?? 0;
  }

  u16(): number {
    return this.u8() * 256 + this.u8();
  }

  u32(): number {
    return this.u16() * 0x1_0000 + this.u16();
  }

  /** One of `items`, which are not empty, by one byte. */
  pick<const T>(items: readonly T[]): T {
    for (const item of items.slice(this.u8() % items.length)) return item;
    throw new Error('nothing to pick from');
  }

  /** The next bytes, at most `count`: fewer at the end. */
  take(count: number): Uint8Array {
    const bytes = this.#bytes.slice(this.#at, this.#at + count);
    this.#at += count;
    return bytes;
  }

  /** A byte for the length, then so many bytes. */
  piece(): Uint8Array {
    return this.take(this.u8());
  }

  rest(): Uint8Array {
    return this.take(this.#bytes.length);
  }
}
