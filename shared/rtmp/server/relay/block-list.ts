/** Bytes of a stream in long blocks: written at the end, handed out as views, dropped from the front, blocks used again. */

/** Bytes per block. */
const blockLength = 131_072;

/** Where a byte is: blocks count from the start of the stream. */
export type Position = { readonly block: number; readonly offset: number };

/** Blocks nobody needs now, for all streams of a server. */
export class BlockPool {
  readonly #allocate: (length: number) => Uint8Array;
  readonly #spare: Uint8Array[] = [];
  readonly #maxSpare: number;
  /** The fewest spare blocks since the last `trim`: so many were never needed. */
  #fewest = 0;

  /** `allocate` makes `length` bytes, in any state; up to `spareBytes` wait for their next use. */
  constructor(allocate: (length: number) => Uint8Array, spareBytes: number) {
    this.#allocate = allocate;
    this.#maxSpare = Math.floor(spareBytes / blockLength);
  }

  take(): Uint8Array {
    const block = this.#spare.pop() ?? this.#allocate(blockLength);
    this.#fewest = Math.min(this.#fewest, this.#spare.length);
    return block;
  }

  /** Gives back a block that nobody reads any more. */
  give(block: Uint8Array): void {
    if (this.#spare.length < this.#maxSpare) this.#spare.push(block);
  }

  /** Lets go of blocks that were not needed since the last call. */
  trim(): void {
    this.#spare.splice(0, this.#fewest);
    this.#fewest = this.#spare.length;
  }
}

export class BlockList {
  readonly #pool: BlockPool;
  #blocks: Uint8Array[] = [];
  /** Number of the first block still held. */
  #first = 0;
  #block: Uint8Array = new Uint8Array(0);
  #at = 0;

  constructor(pool: BlockPool) {
    this.#pool = pool;
  }

  /** The first block still held. */
  get first(): number {
    return this.#first;
  }

  /** Behind the last byte. */
  get end(): Position {
    return { block: this.#first + Math.max(this.#blocks.length - 1, 0), offset: this.#at };
  }

  /** Appends one byte. */
  put(byte: number): void {
    if (this.#at === this.#block.length) this.#nextBlock();
    this.#block[this.#at++] = byte;
  }

  /** Appends bytes `start` to before `end` of `source`. */
  append(source: Uint8Array, start: number, end: number): void {
    let at = start;
    while (at < end) {
      if (this.#at === this.#block.length) this.#nextBlock();
      const count = Math.min(end - at, this.#block.length - this.#at);
      this.#block.set(count === source.length ? source : source.subarray(at, at + count), this.#at);
      this.#at += count;
      at += count;
    }
  }

  /** Views of everything from `from` on. */
  views(from: Position): readonly Uint8Array[] {
    const views: Uint8Array[] = [];
    for (let index = from.block - this.#first; index < this.#blocks.length; index++) {
      const block = this.#blocks[index];
      const start = index === from.block - this.#first ? from.offset : 0;
      const end = index === this.#blocks.length - 1 ? this.#at : block?.length;
      if (block !== undefined && start < (end ?? 0)) views.push(block.subarray(start, end));
    }
    return views;
  }

  /** Lets go of the blocks before `from`; `reuse` when nobody reads them any more. */
  dropBefore(from: Position, then: 'reuse' | 'leave'): void {
    while (this.#first < from.block && this.#blocks.length > 1) {
      const block = this.#blocks.shift();
      this.#first += 1;
      if (then === 'reuse' && block !== undefined) this.#pool.give(block);
    }
  }

  #nextBlock(): void {
    this.#block = this.#pool.take();
    this.#blocks.push(this.#block);
    this.#at = 0;
  }
}
