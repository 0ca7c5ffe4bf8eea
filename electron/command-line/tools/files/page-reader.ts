/** Reads a file from front to back through two large buffers: one is used up while the system fills the other. */
import { close, read } from 'node:fs';

/** Bytes per read: smaller pages cost more calls, larger ones leave the processor's cache. */
const pageLength = 1024 * 1024;

/** Bytes of the file; a view of a buffer that is filled anew after the next call of `next`. */
export type Page = Uint8Array;

export class PageReader {
  readonly #file: number;
  #onReady: () => void = ignore;
  #given = new Uint8Array(pageLength);
  #ahead = new Uint8Array(pageLength);
  /** Bytes in `#ahead`; 0 at the end of the file. */
  #filled = 0;
  #position = 0;
  #state: 'reading' | 'ready' | 'failed' = 'reading';
  #isWaiting = false;
  #mustStartOver = false;
  #isClosed = false;
  #error: Error | null = null;

  /** Owns `file`, a descriptor, from now on. */
  constructor(file: number) {
    this.#file = file;
    this.#read();
  }

  /** Called when `next` has something after it said `wait`. */
  set onReady(act: () => void) {
    this.#onReady = act;
  }

  get error(): Error | null {
    return this.#error;
  }

  /** The next page, of any length above 0. */
  next(): Page | 'wait' | 'end' | 'failed' {
    if (this.#state === 'reading') {
      this.#isWaiting = true;
      return 'wait';
    }
    if (this.#state === 'failed') return 'failed';
    if (this.#filled === 0) return 'end';
    const page = this.#ahead;
    this.#ahead = this.#given;
    this.#given = page;
    const view = page.subarray(0, this.#filled);
    this.#read();
    return view;
  }

  /** Begins again at the front. */
  rewind(): void {
    this.#position = 0;
    if (this.#state === 'reading') this.#mustStartOver = true;
    else this.#read();
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    // A read that is on its way closes the file when it comes back.
    if (this.#state !== 'reading') close(this.#file, ignore);
  }

  #read(): void {
    this.#state = 'reading';
    read(this.#file, this.#ahead, 0, pageLength, this.#position, this.#done);
  }

  readonly #done = (error: Error | null, count: number): void => {
    this.#state = error === null ? 'ready' : 'failed';
    if (this.#isClosed) {
      close(this.#file, ignore);
      return;
    }
    if (this.#mustStartOver) {
      this.#mustStartOver = false;
      this.#read();
      return;
    }
    this.#error = error;
    this.#filled = count;
    this.#position += count;
    if (!this.#isWaiting) return;
    this.#isWaiting = false;
    this.#onReady();
  };
}

function ignore(): void {
  // Nobody waits, or nothing can be done about it.
}
