/** Bytes on their way to a socket: copied into blocks, handed out as a few long views, the blocks used again once sent. */

/** Bytes per block once a connection carries media. Thousands of small buffers cost a socket more than the copy. */
const blockLength = 65_536;
/** Bytes of the first block, each later one being twice as long: a connection that only talks needs no more. */
const firstBlockLength = 4096;
/** Idle blocks kept for the next burst (1 MiB); more are left to the garbage collector. */
const maxSpareBlocks = 16;

const nothing: readonly Uint8Array[] = [];

/** `sent` ≤ `taken` ≤ `used`: offsets behind the last byte sent, handed out and written. */
type Block = { bytes: Uint8Array; used: number; taken: number; sent: number };

export class OutputBlocks {
  /** Oldest first; the last is the one being written. */
  #blocks: Block[] = [];
  #spare: Uint8Array[] = [];
  #nextLength = firstBlockLength;
  /** The block being written, and where; its `used` is brought up to date when another takes its place or on `take`. */
  #bytes: Uint8Array = new Uint8Array(0);
  #at = 0;
  /** Index of the first block with bytes not handed out yet. */
  #untaken = 0;
  /** Bytes handed out and not reported as sent. */
  #unsent = 0;
  /** Whether `sent` is being called; if not, blocks that were handed out belong to the garbage collector. */
  #isTold = false;

  /** Makes room for `count` bytes (at most 64) in one block; call it before `u8`, `u24`, `u32` and `u32LE`. */
  reserve(count: number): void {
    if (this.#at + count > this.#bytes.length) this.#nextBlock();
  }

  /** Unsigned 8 bits. */
  u8(value: number): void {
    this.#bytes[this.#at++] = value;
  }

  /** Unsigned 24 bits. */
  u24(value: number): void {
    this.#bytes[this.#at] = value >>> 16;
    this.#bytes[this.#at + 1] = value >>> 8;
    this.#bytes[this.#at + 2] = value;
    this.#at += 3;
  }

  /** Unsigned 32 bits. */
  u32(value: number): void {
    this.u8(value >>> 24);
    this.u24(value);
  }

  /** Unsigned 32 bits, least significant byte first. */
  u32LE(value: number): void {
    this.u8(value);
    this.u8(value >>> 8);
    this.u8(value >>> 16);
    this.u8(value >>> 24);
  }

  /** Copies `source` from `start` to before `end`, over as many blocks as that takes. */
  copy(source: Uint8Array, start: number, end: number): void {
    let at = start;
    while (at < end) {
      if (this.#at === this.#bytes.length) this.#nextBlock();
      const count = Math.min(end - at, this.#bytes.length - this.#at);
      this.#bytes.set(source.subarray(at, at + count), this.#at);
      this.#at += count;
      at += count;
    }
  }

  /** Bytes written and not handed out yet. */
  get waiting(): number {
    this.#settle();
    let count = 0;
    for (let index = this.#untaken; index < this.#blocks.length; index++) {
      const block = this.#blocks[index];
      if (block !== undefined) count += block.used - block.taken;
    }
    return count;
  }

  /** Views of what was written since the last call, of the oldest `limit` bytes of it; they must not be changed. */
  take(limit = Number.POSITIVE_INFINITY): readonly Uint8Array[] {
    const last = this.#settle();
    if (last === undefined || (last.taken === last.used && this.#untaken >= this.#blocks.length - 1)) return nothing;
    const views: Uint8Array[] = [];
    let left = limit;
    let index = this.#untaken;
    for (; index < this.#blocks.length && left > 0; index++) {
      const block = this.#blocks[index];
      if (block === undefined || block.taken === block.used) continue;
      const end = Math.min(block.used, block.taken + left);
      views.push(block.bytes.subarray(block.taken, end));
      this.#unsent += end - block.taken;
      left -= end - block.taken;
      block.taken = end;
      if (end < block.used) break;
    }
    this.#untaken = Math.min(index, this.#blocks.length - 1);
    if (!this.#isTold) {
      this.#blocks.splice(0, this.#untaken);
      this.#untaken = 0;
    }
    return views;
  }

  /**
   * Tells that the oldest `count` bytes handed out are no longer read by anybody, so that their blocks can be used
   * again. Who never calls it only pays with garbage.
   */
  sent(count: number): void {
    this.#unsent = Math.max(this.#unsent - count, 0);
    const last = this.#settle();
    if (this.#isTold) this.#markSent(count);
    else if (this.#unsent === 0 && last !== undefined) {
      // From here on it is known which bytes the counts mean.
      this.#isTold = true;
      for (const block of this.#blocks) block.sent = block.taken;
    }
    if (!this.#isTold || last === undefined || this.#blocks.length > 1 || last.sent < last.used) return;
    this.#begin(last);
  }

  /** Forgets what was written and not handed out. */
  discard(): void {
    this.#settle();
    for (const block of this.#blocks) block.used = block.taken;
    this.#at = this.#blocks.at(-1)?.used ?? 0;
  }

  #markSent(count: number): void {
    let left = count;
    for (let block = this.#blocks[0]; block !== undefined; block = this.#blocks[0]) {
      const step = Math.min(left, block.taken - block.sent);
      block.sent += step;
      left -= step;
      if (block.sent < block.used || this.#blocks.length === 1) return;
      this.#blocks.shift();
      this.#untaken = Math.max(this.#untaken - 1, 0);
      if (block.bytes.length === blockLength && this.#spare.length < maxSpareBlocks) this.#spare.push(block.bytes);
    }
  }

  #nextBlock(): void {
    this.#settle();
    const bytes = this.#spare.pop() ?? new Uint8Array(this.#nextLength);
    this.#nextLength = Math.min(this.#nextLength * 2, blockLength);
    const block = { bytes, used: 0, taken: 0, sent: 0 };
    this.#blocks.push(block);
    this.#begin(block);
  }

  /** Writes `block` from its start. */
  #begin(block: Block): void {
    block.used = 0;
    block.taken = 0;
    block.sent = 0;
    this.#bytes = block.bytes;
    this.#at = 0;
  }

  /** The block being written, its length noted; undefined before the first. */
  #settle(): Block | undefined {
    const last = this.#blocks.at(-1);
    if (last !== undefined) last.used = this.#at;
    return last;
  }
}
