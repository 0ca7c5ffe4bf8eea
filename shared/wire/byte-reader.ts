/** Reads big-endian numbers and views from one complete byte array; a short input sets `overran` instead of throwing. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #position = 0;
  #overran = false;

  /** Reads from `bytes`, which the caller keeps and must not change while reading. */
  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Bytes consumed so far. */
  get position(): number {
    return this.#position;
  }

  /** Bytes not yet consumed. */
  get remaining(): number {
    return this.#bytes.length - this.#position;
  }

  /** True once any read went past the end; from then on every read yields 0 or an empty view. */
  get overran(): boolean {
    return this.#overran;
  }

  /** The next byte without consuming it; 0 at the end. */
  peek(): number {
    return this.#bytes[this.#position] ?? 0;
  }

  /** Unsigned 8 bits. */
  u8(): number {
    const at = this.#advance(1);
    return at < 0 ? 0 : this.#view.getUint8(at);
  }

  /** Unsigned 16 bits. */
  u16(): number {
    const at = this.#advance(2);
    return at < 0 ? 0 : this.#view.getUint16(at);
  }

  /** Signed 16 bits. */
  i16(): number {
    const at = this.#advance(2);
    return at < 0 ? 0 : this.#view.getInt16(at);
  }

  /** Unsigned 24 bits. */
  u24(): number {
    const at = this.#advance(3);
    return at < 0 ? 0 : this.#view.getUint16(at) * 256 + this.#view.getUint8(at + 2);
  }

  /** Signed 24 bits (FLV composition time). */
  i24(): number {
    const value = this.u24();
    return value >= 0x800000 ? value - 0x1000000 : value;
  }

  /** Unsigned 32 bits. */
  u32(): number {
    const at = this.#advance(4);
    return at < 0 ? 0 : this.#view.getUint32(at);
  }

  /** IEEE 754 double. */
  f64(): number {
    const at = this.#advance(8);
    return at < 0 ? 0 : this.#view.getFloat64(at);
  }

  /** A view of the next `length` bytes; still owned by the owner of the input. */
  take(length: number): Uint8Array {
    const at = this.#advance(length);
    return at < 0 ? this.#bytes.subarray(0, 0) : this.#bytes.subarray(at, at + length);
  }

  /** A view of everything left. */
  rest(): Uint8Array {
    return this.take(this.remaining);
  }

  /** Returns the offset to read at, or −1 when fewer than `length` bytes are left. */
  #advance(length: number): number {
    if (this.#overran || length > this.remaining) {
      this.#overran = true;
      this.#position = this.#bytes.length;
      return -1;
    }
    const at = this.#position;
    this.#position += length;
    return at;
  }
}
