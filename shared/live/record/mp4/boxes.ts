/** Boxes of ISO base media files (ISO 14496-12): writing them without copying their content, and walking through them. */
import { ByteReader } from '../../../wire/byte-reader.ts';
import { ByteWriter } from '../../../wire/byte-writer.ts';
import { fourCcNumber } from '../../../media/codecs/codec.ts';

/** 2^32: where numbers of four bytes end. */
export const wordLimit = 0x1_0000_0000;

/** A box as pieces to be written one after the other; nothing of the content is copied. */
export type Box = { readonly length: number; readonly pieces: readonly Uint8Array[] };

type Part = Box | Uint8Array;

/** A box of `type` (four characters) round `parts`; below 4 GiB (4.2). */
export function box(type: string, ...parts: readonly Part[]): Box {
  const length = parts.reduce((sum, part) => sum + part.length, 8);
  const head = new ByteWriter(8).u32(length).u32(fourCcNumber(type)).finish();
  return { length, pieces: [head, ...parts.flatMap((part) => (part instanceof Uint8Array ? [part] : part.pieces))] };
}

/** A box with a version and 24 flags. */
export function fullBox(type: string, version: number, flags: number, ...parts: readonly Part[]): Box {
  return box(type, new ByteWriter(4).u8(version).u24(flags).finish(), ...parts);
}

/** One array with everything of `pieces`. */
export function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

/** Appends an unsigned number below 2^53 in eight bytes. */
export function u64(writer: ByteWriter, value: number): ByteWriter {
  return writer.u32(Math.floor(value / wordLimit)).u32(value % wordLimit);
}

/** Appends a time or duration in four bytes (version 0) or eight (version 1). */
export function timeField(writer: ByteWriter, version: number, value: number): ByteWriter {
  return version === 0 ? writer.u32(value) : u64(writer, value);
}

/** Reads what `timeField` writes. */
export function readTimeField(reader: ByteReader, version: number): number {
  const high = version === 0 ? 0 : reader.u32();
  return high * wordLimit + reader.u32();
}

/** The first bytes of a box. */
export type BoxHead = {
  readonly type: string;
  /** Bytes of the head itself: 8, or 16 when the size takes eight bytes. */
  readonly headLength: number;
  /** Bytes of the whole box; 0: up to the end of the file. */
  readonly length: number;
};

/** Longest head of a box. */
export const longestHead = 16;

/** Reads the head of a box; null when `bytes` are too few or its length can't be. */
export function readBoxHead(bytes: Uint8Array): BoxHead | null {
  const reader = new ByteReader(bytes);
  const size = reader.u32();
  const type = String.fromCharCode(...reader.take(4));
  if (reader.overran) return null;
  if (size !== 1) return size === 0 || size >= 8 ? { type, headLength: 8, length: size } : null;
  const length = readTimeField(reader, 1);
  return reader.overran || length < longestHead ? null : { type, headLength: longestHead, length };
}

/** A box inside bytes that are all there. */
export type BoxView = { readonly type: string; readonly body: Uint8Array; readonly whole: Uint8Array };

/** The boxes side by side in `bytes`, up to the first that is not whole. */
export function boxesIn(bytes: Uint8Array): readonly BoxView[] {
  const found: BoxView[] = [];
  let rest = bytes;
  while (rest.length > 0) {
    const head = readBoxHead(rest);
    if (head === null) break;
    const length = head.length === 0 ? rest.length : head.length;
    if (length > rest.length) break;
    found.push({ type: head.type, body: rest.subarray(head.headLength, length), whole: rest.subarray(0, length) });
    rest = rest.subarray(length);
  }
  return found;
}

/** The first box at the end of `path`, walking down from the boxes in `bytes`. */
export function findBox(bytes: Uint8Array, ...path: readonly string[]): BoxView | null {
  let inside = bytes;
  let found: BoxView | null = null;
  for (const type of path) {
    found = boxesIn(inside).find((view) => view.type === type) ?? null;
    if (found === null) return null;
    inside = found.body;
  }
  return found;
}
