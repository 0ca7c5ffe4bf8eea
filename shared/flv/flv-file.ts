/** FLV files (FLV 10.1, E.2 to E.4): header and tags in both directions; bodies are tag-body's business. */
import type { Millis } from '../clock.ts';
import { fail, ok } from '../errors.ts';
import type { Reply } from '../errors.ts';
import { ByteReader } from '../wire/byte-reader.ts';
import { ByteWriter } from '../wire/byte-writer.ts';

const headerLength = 9;
const tagHeaderLength = 11;

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
  return new ByteWriter(13).u24(0x464c56).u8(1).u8(flags).u32(headerLength).u32(0).finish();
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
  const reader = new ByteReader(bytes);
  const signature = reader.u24();
  reader.u16();
  const length = reader.u32();
  reader.take(Math.max(length - headerLength, 0) + 4);
  if (reader.overran || signature !== 0x464c56) return fail('input-invalid', { why: 'flv-header' });
  const tags: FlvTag[] = [];
  while (reader.remaining > 0) {
    const type = reader.u8() & 0x1f;
    const size = reader.u24();
    const low = reader.u24();
    const timestamp = reader.u8() * 0x100_0000 + low;
    reader.u24();
    const body = reader.take(size);
    if (reader.overran) return ok({ tags, isCut: true });
    tags.push({ type, timestamp, body });
    reader.take(Math.min(4, reader.remaining));
  }
  return ok({ tags, isCut: false });
}
