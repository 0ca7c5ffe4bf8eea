/** Reads one chunk header byte by byte (RTMP 5.3.1) and updates the state of its chunk stream; payload is the reader's. */
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
  /** The unfinished message, or null between messages. */
  body: Uint8Array | null;
  filled: number;
};

/**
 * What one more header byte led to. `no-extension`: the header is complete, and its last `extensionLength` bytes turned
 * out to be payload, because the peer leaves the extended timestamp out of continuation chunks (librtmp before 2024).
 */
export type HeaderStep = 'more' | 'complete' | 'no-extension' | 'bad';

const messageHeaderLength = [11, 7, 3, 0] as const;
/** Basic header 3, message header 11, extended timestamp 4. */
const maxHeaderLength = 18;

export class HeaderParser {
  readonly #find: (id: number) => ChunkStreamState | null;
  readonly #bytes = new Uint8Array(maxHeaderLength);
  #length = 0;
  #fmt = 0;
  /** Offset where the message header begins; 0 while unknown. */
  #basicEnd = 0;
  /** Offset where the extended timestamp would begin. */
  #messageEnd = 0;
  #stream: ChunkStreamState | null = null;
  #why = '';

  /** `find` returns the state of a chunk stream, or null to refuse one more. */
  constructor(find: (id: number) => ChunkStreamState | null) {
    this.#find = find;
  }

  /** The chunk stream of the header just completed. */
  get stream(): ChunkStreamState | null {
    return this.#stream;
  }

  /** Why the last step was `bad`. */
  get why(): string {
    return this.#why;
  }

  /** After `no-extension`: the bytes that belong to the payload; valid until the next push. */
  get extension(): Uint8Array {
    return this.#bytes.subarray(this.#messageEnd, this.#length);
  }

  /** Makes ready for the next header. */
  reset(): void {
    this.#length = 0;
    this.#basicEnd = 0;
    this.#stream = null;
  }

  /** Takes the next byte of the header. */
  push(byte: number): HeaderStep {
    this.#bytes[this.#length++] = byte;
    if (this.#basicEnd === 0 && !this.#readBasic()) return this.#why === '' ? 'more' : 'bad';
    const stream = this.#stream;
    if (stream === null || this.#length < this.#messageEnd) return 'more';
    if (!this.#isExtended(stream)) return this.#apply(stream, null);
    const read = this.#length - this.#messageEnd;
    if (stream.body !== null && !this.#looksExtended(stream, read)) return 'no-extension';
    return read < 4 ? 'more' : this.#apply(stream, this.#number(this.#messageEnd, 4));
  }

  /** Reads the 1 to 3 bytes of the basic header; true once the chunk stream is known and may send this fmt now. */
  #readBasic(): boolean {
    const first = this.#at(0);
    const low = first & 0x3f;
    const size = low === 0 ? 2 : low === 1 ? 3 : 1;
    if (this.#length < size) return false;
    const id = size === 1 ? low : 64 + this.#at(1) + (size === 3 ? 256 * this.#at(2) : 0);
    const stream = this.#find(id);
    this.#fmt = first >> 6;
    if (stream === null) return this.#bad('too-many-chunk-streams');
    if (stream.body !== null && this.#fmt !== 3) return this.#bad('header-inside-message');
    if (stream.length < 0 && this.#fmt >= 2) return this.#bad('first-chunk-without-length');
    this.#stream = stream;
    this.#basicEnd = size;
    this.#messageEnd = size + (messageHeaderLength[this.#fmt] ?? 0);
    return true;
  }

  #isExtended(stream: ChunkStreamState): boolean {
    return this.#fmt === 3 ? stream.extended !== null : this.#number(this.#basicEnd, 3) === extendedMark;
  }

  /** On a continuation: whether the bytes so far can be the repeated field or the message's absolute time. */
  #looksExtended(stream: ChunkStreamState, read: number): boolean {
    const shift = (4 - read) * 8;
    const seen = this.#number(this.#messageEnd, read);
    return read === 0 || seen === (stream.extended ?? 0) >>> shift || seen === stream.timestamp >>> shift;
  }

  #apply(stream: ChunkStreamState, extended: number | null): HeaderStep {
    if (stream.body !== null) return 'complete';
    const at = this.#basicEnd;
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
    return 'complete';
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

  #bad(why: string): false {
    this.#why = why;
    return false;
  }
}
