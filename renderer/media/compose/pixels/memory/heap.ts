/** One linear memory for all pixels of the Worker: kernels and video frames read and write it in place. */
import { FreeList } from './free-list.ts';

/** A byte offset into the heap. */
export type Pointer = number;

/** What no surface has: the alpha of an opaque one. */
export const nowhere: Pointer = -1;

const pageBytes = 65_536;
const mebibyte = 1_048_576;

/** The first page belongs to the kernels' own constants. */
const reservedBytes = pageBytes;

/** Vector loads may read this far past the end of a block. */
const slackBytes = 64;

/** Memory grows by at least this much, so seldom. */
const growthBytes = 32 * mebibyte;

export type HeapLimits = { readonly initialBytes: number; readonly maxBytes: number };

const usual: HeapLimits = { initialBytes: 32 * mebibyte, maxBytes: 1024 * mebibyte };

/** Blocks of a WebAssembly memory. Growing it detaches every view, so `bytes` is asked for anew each time. */
export class PixelHeap {
  readonly memory: WebAssembly.Memory;
  readonly #maxBytes: number;
  readonly #blocks = new FreeList();
  #bytes: Uint8Array<ArrayBuffer>;

  constructor({ initialBytes, maxBytes }: HeapLimits = usual) {
    const initial = Math.ceil(Math.max(initialBytes, 2 * reservedBytes) / pageBytes);
    const maximum = Math.max(initial, Math.floor(maxBytes / pageBytes));
    this.memory = new WebAssembly.Memory({ initial, maximum });
    this.#maxBytes = maximum * pageBytes;
    this.#bytes = new Uint8Array(this.memory.buffer);
    this.#blocks.add(reservedBytes, this.#bytes.length - reservedBytes);
  }

  /** The whole memory; not to be kept over a call that may allocate. */
  get bytes(): Uint8Array<ArrayBuffer> {
    return this.#bytes;
  }

  /** Bytes that are taken. */
  get used(): number {
    return this.#blocks.taken;
  }

  /** A block of at least `bytes`, 64-aligned, of unknown content; throws when the heap is full. */
  allocate(bytes: number): Pointer {
    const wanted = bytes + slackBytes;
    const found = this.#blocks.take(wanted);
    if (found !== null) return found;
    this.#grow(wanted);
    const grown = this.#blocks.take(wanted);
    if (grown === null) throw new RangeError(`no ${bytes} bytes left for pixels`);
    return grown;
  }

  free(pointer: Pointer): void {
    this.#blocks.free(pointer);
  }

  #grow(wanted: number): void {
    const before = this.#bytes.length;
    const extra = Math.min(Math.max(growthBytes, wanted + slackBytes), this.#maxBytes - before);
    if (extra < wanted) throw new RangeError(`no ${wanted} bytes left for pixels`);
    this.memory.grow(Math.ceil(extra / pageBytes));
    this.#bytes = new Uint8Array(this.memory.buffer);
    this.#blocks.add(before, this.#bytes.length - before);
  }
}
