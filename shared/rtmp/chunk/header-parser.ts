/** Reads one chunk header where it stands (RTMP 5.3.1) and updates the state of its chunk stream; payload is the reader's. */
import { extendedMark } from './message.ts';

/** Reading state of one chunk stream: the header fields of its current or last message and the unfinished body. */
export type ChunkStreamState = {
  readonly id: number;
  /** 32-bit ms of the current message. */
  timestamp: number;
  /** What a type 3 chunk that opens a message adds to the time (RTMP 5.3.1.2.4). */
  delta: number;
  /** Body length of the current message; −1 before the first header. */
  length: number;
  type: number;
  streamId: number;
  /** The extended timestamp of the last type 0, 1 or 2 header, or null when it had none. */
  extended: number | null;
  /** The unfinished message, `filled` bytes of it and perhaps room for more; null between messages. */
  body: Uint8Array | null;
  filled: number;
};

const messageHeaderLength = [11, 7, 3, 0] as const;
/** Bytes of the longest header: basic 3, message 11, extended timestamp 4. */
export const maxHeaderLength = 18;

export class HeaderParser {
  readonly #find: (id: number) => ChunkStreamState | null;
  #bytes: Uint8Array = new Uint8Array(0);
  #fmt = 0;
  /** Where the message header begins in `#bytes`. */
  #message = 0;
  #stream: ChunkStreamState | null = null;
  #why = '';

  /** `find` returns the state of a chunk stream, or null to refuse one more. */
  constructor(find: (id: number) => ChunkStreamState | null) {
    this.#find = find;
  }

  /** The chunk stream of the header just read. */
  get stream(): ChunkStreamState | null {
    return this.#stream;
  }

  /** Why the last header was bad. */
  get why(): string {
    return this.#why;
  }

  /**
   * Reads the header that begins at `at`; `bytes` may end within it. Returns its length, 0 with nothing changed when
   * bytes are missing, −1 when it is bad. The length leaves out an extended timestamp that turned out to be payload,
   * because the peer does not repeat it in continuation chunks (librtmp before 2024).
   */
  read(bytes: Uint8Array, at: number, end: number): number {
    this.#bytes = bytes;
    const first = this.#at(at);
    const low = first & 0x3f;
    const size = low === 0 ? 2 : low === 1 ? 3 : 1;
    if (at + size > end) return 0;
    this.#fmt = first >> 6;
    this.#message = at + size;
    const stream = this.#find(size === 1 ? low : this.#longId(at, size));
    this.#stream = stream;
    if (stream === null) this.#why = 'too-many-chunk-streams';
    if (stream === null || this.#isMisplaced(stream)) return -1;
    const extension = this.#message + (messageHeaderLength[this.#fmt] ?? 0);
    if (extension > end) return 0;
    const headerEnd = this.#isExtended(stream)
      ? this.#readExtension(stream, extension, end)
      : this.#apply(stream, null, extension);
    return Math.max(headerEnd - at, 0);
  }

  /** Reads the extended timestamp; returns where the header ends, or −1 when bytes are missing. */
  #readExtension(stream: ChunkStreamState, extension: number, end: number): number {
    const read = Math.min(end - extension, 4);
    if (stream.body !== null && !this.#looksExtended(stream, extension, read)) return extension;
    return read < 4 ? -1 : this.#apply(stream, this.#number(extension, 4), extension + 4);
  }

  #longId(at: number, size: number): number {
    return 64 + this.#at(at + 1) + (size === 3 ? 256 * this.#at(at + 2) : 0);
  }

  /** Whether a header of this fmt may not come now; notes why. */
  #isMisplaced(stream: ChunkStreamState): boolean {
    if (stream.body !== null && this.#fmt !== 3) this.#why = 'header-inside-message';
    else if (stream.length < 0 && this.#fmt >= 2) this.#why = 'first-chunk-without-length';
    else return false;
    return true;
  }

  #isExtended(stream: ChunkStreamState): boolean {
    return this.#fmt === 3 ? stream.extended !== null : this.#number(this.#message, 3) === extendedMark;
  }

  /** On a continuation: whether the bytes so far can be the repeated field or the message's absolute time. */
  #looksExtended(stream: ChunkStreamState, extension: number, read: number): boolean {
    const shift = (4 - read) * 8;
    const seen = this.#number(extension, read);
    return read === 0 || seen === (stream.extended ?? 0) >>> shift || seen === stream.timestamp >>> shift;
  }

  /** Notes what the header says when it opens a message; returns `end`. */
  #apply(stream: ChunkStreamState, extended: number | null, end: number): number {
    if (stream.body !== null) return end;
    const at = this.#message;
    if (this.#fmt < 3) {
      stream.delta = extended ?? this.#number(at, 3);
      stream.extended = extended;
    } else if (extended !== null) {
      stream.delta = extended;
    }
    if (this.#fmt < 2) {
      stream.length = this.#number(at + 3, 3);
      stream.type = this.#at(at + 6);
    }
    if (this.#fmt === 0) {
      const low = this.#at(at + 7) + this.#at(at + 8) * 0x100 + this.#at(at + 9) * 0x1_0000;
      stream.streamId = low + this.#at(at + 10) * 0x100_0000;
      stream.timestamp = stream.delta;
    } else {
      stream.timestamp = (stream.timestamp + stream.delta) >>> 0;
    }
    return end;
  }

  #at(index: number): number {
    return this.#bytes[index] ?? 0;
  }

  /** Big-endian number of `size` bytes at `start`. */
  #number(start: number, size: number): number {
    let value = 0;
    for (let index = start; index < start + size; index++) value = value * 256 + this.#at(index);
    return value;
  }
}
