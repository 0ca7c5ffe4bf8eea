/** FLV files (FLV 10.1, E.2 to E.4): header and tags in both directions; bodies are tag.ts's business. */
import type { Millis } from '../clock.ts';
import { fail, ok } from '../errors.ts';
import type { Reply } from '../errors.ts';
import { ByteWriter } from '../wire/byte-writer.ts';

const headerLength = 9;
const tagHeaderLength = 11;
const backPointerLength = 4;
/** "FLV". */
const signature = 0x46_4c_56;
const none = new Uint8Array(0);

/** One tag. */
export type FlvTag = {
  /** 8 audio, 9 video, 18 script data. */
  readonly type: number;
  /** 32-bit ms. */
  readonly timestamp: Millis;
  /** The body; a view of the file when read. */
  readonly body: Uint8Array;
};

/** What a file holds. `isCut` tells that the last tag lacked bytes, as after a crash or while recording. */
export type FlvContent = { readonly tags: readonly FlvTag[]; readonly isCut: boolean };

/**
 * File header and the zero back pointer: 13 bytes.
 *
 * | byte | content |
 * |---|---|
 * | 0–2 | "FLV" |
 * | 3 | version 1 |
 * | 4 | 4 = audio, 1 = video |
 * | 5–8 | header length 9 |
 * | 9–12 | previous tag size 0 |
 */
export function writeFlvHeader(tracks: { readonly audio: boolean; readonly video: boolean }): Uint8Array {
  const flags = (tracks.audio ? 4 : 0) | (tracks.video ? 1 : 0);
  return new ByteWriter(13).u24(signature).u8(1).u8(flags).u32(headerLength).u32(0).finish();
}

/**
 * One tag with its back pointer.
 *
 * | byte | content |
 * |---|---|
 * | 0 | type |
 * | 1–3 | body length |
 * | 4–7 | timestamp: low 24 bits, then high 8 bits |
 * | 8–10 | stream id 0 |
 * | 11… | body, then UI32 length of header and body |
 */
export function writeFlvTag(tag: FlvTag): Uint8Array {
  const { type, timestamp, body } = tag;
  return new ByteWriter(tagHeaderLength + body.length + 4)
    .u8(type)
    .u24(body.length)
    .u24(timestamp & 0xff_ffff)
    .u8(timestamp >>> 24)
    .u24(0)
    .bytes(body)
    .u32(tagHeaderLength + body.length)
    .finish();
}

/** Reads a whole file; `input-invalid` when it does not begin with an FLV header. Back pointers are not trusted. */
export function readFlvFile(bytes: Uint8Array): Reply<FlvContent> {
  const reader = new FlvReader();
  const tags: FlvTag[] = [];
  reader.push(bytes);
  for (let tag = reader.next(); tag !== null; tag = reader.next()) tags.push(tag);
  return reader.isFlv ? ok({ tags, isCut: reader.isInsideTag }) : fail('input-invalid', { why: 'flv-header' });
}

/**
 * Reads a file piece by piece. Bodies are views of the pieces; only a tag that lies across pieces is put together in a
 * buffer of its own, which grows with the bytes that are there, not with those that are announced.
 */
export class FlvReader {
  #piece: Uint8Array = none;
  #at = 0;
  /** Bytes of a header or tag that began in an earlier piece. */
  #parts: Uint8Array = none;
  #partsLength = 0;
  /** Bytes to pass over: the rest of a long file header, a back pointer. */
  #skip = 0;
  #state: 'header' | 'tags' | 'alien' = 'header';

  /** True once the file's header was read and is one. */
  get isFlv(): boolean {
    return this.#state === 'tags';
  }

  /** True when the bytes do not begin as an FLV file does; there will be no tags. */
  get isAlien(): boolean {
    return this.#state === 'alien';
  }

  /** True when the bytes so far end inside a header or tag. */
  get isInsideTag(): boolean {
    return this.#partsLength > 0;
  }

  /** Hands over the next piece; allowed once `next` gave null. */
  push(piece: Uint8Array): void {
    this.#piece = piece;
    this.#at = 0;
  }

  /**
   * The next tag, or null when the piece is used up. From then on only bodies of tags that were given out look into the
   * piece, so it may be filled anew when those are done with.
   */
  next(): FlvTag | null {
    for (;;) {
      const passed = Math.min(this.#skip, this.#piece.length - this.#at);
      this.#skip -= passed;
      this.#at += passed;
      const left = this.#piece.length - this.#at;
      if (left === 0 || this.#state === 'alien') return null;
      if (this.#partsLength === 0 && left >= tagHeaderLength && this.#state === 'tags') {
        const length = tagHeaderLength + u24(this.#piece, this.#at + 1);
        if (left >= length) {
          this.#at += length;
          return this.#tagAt(this.#piece, this.#at - length, length);
        }
      }
      const tag = this.#gather();
      if (tag !== null) return tag;
    }
  }

  /** Moves bytes of the piece to the parts, as many as belong to what they begin; the tag, if it is whole now. */
  #gather(): FlvTag | null {
    const wanted = this.#wanted();
    const count = Math.min(wanted - this.#partsLength, this.#piece.length - this.#at);
    this.#makeRoom(this.#partsLength + count, wanted);
    this.#parts.set(this.#piece.subarray(this.#at, this.#at + count), this.#partsLength);
    this.#at += count;
    this.#partsLength += count;
    if (this.#partsLength < wanted || wanted < this.#wanted()) return null;
    const parts = this.#parts;
    this.#parts = none;
    this.#partsLength = 0;
    if (this.#state === 'tags') return this.#tagAt(parts, 0, wanted);
    const isFlv = u24(parts, 0) === signature;
    this.#state = isFlv ? 'tags' : 'alien';
    const length = u24(parts, 5) * 256 + (parts[8] ?? 0);
    this.#skip = Math.max(length - headerLength, 0) + backPointerLength;
    return null;
  }

  /** How many bytes belong together: a header first, which then tells the length. */
  #wanted(): number {
    if (this.#state !== 'tags') return headerLength;
    return this.#partsLength < tagHeaderLength ? tagHeaderLength : tagHeaderLength + u24(this.#parts, 1);
  }

  #makeRoom(length: number, wanted: number): void {
    if (this.#parts.length >= length) return;
    const larger = new Uint8Array(Math.min(Math.max(length, this.#parts.length * 2), wanted));
    larger.set(this.#parts.subarray(0, this.#partsLength));
    this.#parts = larger;
  }

  #tagAt(bytes: Uint8Array, at: number, length: number): FlvTag {
    this.#skip = backPointerLength;
    const timestamp = (bytes[at + 7] ?? 0) * 0x100_0000 + u24(bytes, at + 4);
    return { type: (bytes[at] ?? 0) & 0x1f, timestamp, body: bytes.subarray(at + tagHeaderLength, at + length) };
  }
}

function u24(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
}
