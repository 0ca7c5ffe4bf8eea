/** AV1's open bitstream units (AV1 5.3): splitting a temporal unit, leaving out what FLV does not carry, finding key frames. */
import { fail, ok } from '../../errors.ts';
import type { Reply } from '../../errors.ts';
import { ByteWriter } from '../../wire/byte-writer.ts';

/** OBU types (AV1 6.2.2). */
export const obuType = {
  sequenceHeader: 1,
  temporalDelimiter: 2,
  frameHeader: 3,
  metadata: 5,
  frame: 6,
  redundantFrameHeader: 7,
  tileList: 8,
  padding: 15,
} as const;

/** What does not travel in FLV (Enhanced RTMP carries samples as AV1 in ISO BMFF 2.4 does). */
const unwanted: ReadonlySet<number> = new Set([
  obuType.temporalDelimiter,
  obuType.redundantFrameHeader,
  obuType.tileList,
  obuType.padding,
]);
/** The most units a temporal unit may hold; tiles of a frame share a few. */
const maxUnits = 4096;
/** A size may take this many bytes (AV1 4.10.5). */
const maxSizeBytes = 8;
/** Bit of the header byte: a size follows. */
const hasSizeFlag = 2;
const extensionFlag = 4;

/** One unit; both arrays are views of the input. */
export type Obu = {
  readonly type: number;
  /** Header, extension, size and payload. */
  readonly bytes: Uint8Array;
  readonly payload: Uint8Array;
  readonly hasSize: boolean;
};

/**
 * The units in order; only the last may lack its size. `input-invalid` when a size runs past the end.
 *
 * | byte | content |
 * |---|---|
 * | 0 | 0, type (4 bits), extension flag, size flag, 0 |
 * | 0 or 1 | temporal and spatial layer |
 * | 0…8 | size of the payload, LEB128 |
 * | … | payload |
 */
export function splitObus(bytes: Uint8Array): Reply<readonly Obu[]> {
  const units: Obu[] = [];
  for (let at = 0; at < bytes.length;) {
    const unit = readObu(bytes, at);
    if (unit === null || units.length === maxUnits) return fail('input-invalid', { why: 'obu', at });
    units.push(unit);
    at += unit.bytes.length;
  }
  return ok(units);
}

/**
 * A temporal unit as FLV carries it: without temporal delimiter, redundant frame headers, tile lists and padding, each
 * unit with its size. A view of the input where nothing but its beginning is left out, else a copy.
 */
export function toFlvTemporalUnit(bytes: Uint8Array): Reply<Uint8Array> {
  const units = splitObus(bytes);
  if (!units.ok) return units;
  const kept = units.value.filter((unit) => !unwanted.has(unit.type));
  const length = kept.reduce((sum, unit) => sum + unit.bytes.length, 0);
  const isTail = units.value.slice(units.value.length - kept.length).every((unit, index) => unit === kept[index]);
  if (isTail && kept.every((unit) => unit.hasSize)) return ok(bytes.subarray(bytes.length - length));
  const writer = new ByteWriter(length + maxSizeBytes);
  for (const unit of kept) writeSized(writer, unit);
  return ok(writer.finish());
}

/** The unit with its size. */
export function sizedObu(unit: Obu): Uint8Array {
  if (unit.hasSize) return unit.bytes;
  const writer = new ByteWriter(unit.bytes.length + maxSizeBytes);
  writeSized(writer, unit);
  return writer.finish();
}

/** The first unit of a type; null when there is none or the bytes are malformed. */
export function findObu(bytes: Uint8Array, type: number): Obu | null {
  const units = splitObus(bytes);
  return units.ok ? (units.value.find((unit) => unit.type === type) ?? null) : null;
}

/** True when the first frame of a temporal unit is a key frame that is shown; false for malformed bytes. */
export function isAv1KeyFrame(bytes: Uint8Array): boolean {
  const units = splitObus(bytes);
  if (!units.ok) return false;
  const frame = units.value.find(({ type }) => type === obuType.frame || type === obuType.frameHeader);
  // show_existing_frame 0, frame_type 0 (2 bits), show_frame 1 (AV1 5.9.2).
  return frame !== undefined && (frame.payload[0] ?? 0xff) >> 4 === 1;
}

function readObu(bytes: Uint8Array, at: number): Obu | null {
  const header = bytes[at] ?? 0;
  if ((header & 0x80) !== 0) return null;
  const sizeAt = at + ((header & extensionFlag) === 0 ? 1 : 2);
  const type = (header >> 3) & 0x0f;
  if ((header & hasSizeFlag) === 0) {
    if (sizeAt > bytes.length) return null;
    return { type, bytes: bytes.subarray(at), payload: bytes.subarray(sizeAt), hasSize: false };
  }
  let size = 0;
  for (let index = 0; index < maxSizeBytes; index++) {
    const byte = bytes[sizeAt + index];
    if (byte === undefined) return null;
    size += (byte & 0x7f) * 2 ** (7 * index);
    if ((byte & 0x80) !== 0) continue;
    const start = sizeAt + index + 1;
    if (size > bytes.length - start) return null;
    return {
      type,
      bytes: bytes.subarray(at, start + size),
      payload: bytes.subarray(start, start + size),
      hasSize: true,
    };
  }
  return null;
}

function writeSized(writer: ByteWriter, unit: Obu): void {
  if (unit.hasSize) {
    writer.bytes(unit.bytes);
    return;
  }
  const [header = 0, layers = 0] = unit.bytes;
  writer.u8(header | hasSizeFlag);
  if ((header & extensionFlag) !== 0) writer.u8(layers);
  let left = unit.payload.length;
  for (; left >= 0x80; left = Math.floor(left / 0x80)) writer.u8((left & 0x7f) | 0x80);
  writer.u8(left).bytes(unit.payload);
}
