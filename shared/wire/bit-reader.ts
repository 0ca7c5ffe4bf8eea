/** Reads single bits and Exp-Golomb numbers, most significant bit first; a short input sets `overran` instead of throwing. */

/** More leading zeros than this cannot begin a 32-bit Exp-Golomb number. */
const maxGolombZeros = 31;

export class BitReader {
  readonly #bytes: Uint8Array;
  #position = 0;
  #overran = false;

  /** Reads from `bytes`, which the caller keeps. */
  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** True once any read went past the end; from then on every read yields 0. */
  get overran(): boolean {
    return this.#overran;
  }

  /** The next `count` bits as an unsigned number; 0..32. */
  read(count: number): number {
    if (this.#overran || this.#position + count > this.#bytes.length * 8) {
      this.#overran = true;
      return 0;
    }
    let value = 0;
    for (let index = 0; index < count; index++) {
      const byte = this.#bytes[this.#position >> 3] ?? 0;
      value = value * 2 + ((byte >> (7 - (this.#position & 7))) & 1);
      this.#position += 1;
    }
    return value;
  }

  /** Unsigned Exp-Golomb, ue(v) (H.264 9.1). */
  unsignedGolomb(): number {
    let zeros = 0;
    while (!this.#overran && this.read(1) === 0) {
      zeros += 1;
      if (zeros > maxGolombZeros) this.#overran = true;
    }
    return this.#overran ? 0 : 2 ** zeros - 1 + this.read(zeros);
  }

  /** Signed Exp-Golomb, se(v) (H.264 9.1.1). */
  signedGolomb(): number {
    const code = this.unsignedGolomb();
    return code % 2 === 1 ? (code + 1) / 2 : -(code / 2);
  }
}
