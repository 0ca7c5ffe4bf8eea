/** H.264 as FLV carries it: the AVCDecoderConfigurationRecord (ISO 14496-15 5.3.3.1) and length-prefixed NAL units. */
import { fail, ok } from '../errors.ts';
import type { Reply } from '../errors.ts';
import { ByteReader } from '../wire/byte-reader.ts';
import { ByteWriter } from '../wire/byte-writer.ts';

/** NAL unit types (H.264 table 7-1). */
const nalType = { slice: 1, idr: 5, sei: 6, sps: 7, pps: 8, delimiter: 9 } as const;
/** Profiles whose record ends in chroma format and bit depths. */
const highProfiles = new Set([100, 110, 122, 144]);

/** Bytes of a record outside its sets: version, profile, sizes and the two counts. */
const fixedLength = 7;
const none = new Uint8Array(0);

/** The record. Parameter sets are views of the input, without length or start code. */
export type AvcConfiguration = {
  readonly profile: number;
  readonly compatibility: number;
  readonly level: number;
  /** Bytes of a NAL unit's length field: 1, 2 or 4. */
  readonly lengthSize: number;
  readonly sps: readonly Uint8Array[];
  readonly pps: readonly Uint8Array[];
};

/**
 * Reads the record; `input-invalid` with a `why` fact when it is not version 1, short, or has no SPS or PPS.
 *
 * | byte | content |
 * |---|---|
 * | 0 | version 1 |
 * | 1–3 | profile, compatibility, level |
 * | 4 | 6 bits 1, then NAL length size − 1 |
 * | 5 | 3 bits 1, then SPS count; each UI16 length and bytes |
 * | … | PPS count; each UI16 length and bytes |
 * | … | for high profiles chroma format, bit depths, SPS extensions: not read |
 */
export function readAvcConfiguration(bytes: Uint8Array): Reply<AvcConfiguration> {
  const reader = new ByteReader(bytes);
  const version = reader.u8();
  const profile = reader.u8();
  const compatibility = reader.u8();
  const level = reader.u8();
  const lengthSize = (reader.u8() & 3) + 1;
  const sps = readSets(reader, reader.u8() & 0x1f);
  const pps = readSets(reader, reader.u8());
  if (reader.overran) return fail('input-invalid', { why: 'avcc-short' });
  if (version !== 1) return fail('input-invalid', { why: 'avcc-version', version });
  if (lengthSize === 3) return fail('input-invalid', { why: 'avcc-length-size' });
  if (sps.length === 0 || pps.length === 0) return fail('input-invalid', { why: 'avcc-parameter-sets' });
  return ok({ profile, compatibility, level, lengthSize, sps, pps });
}

/** Builds the record with 4-byte NAL lengths from parameter sets; `input-invalid` without a usable SPS and PPS. */
export function writeAvcConfiguration(sps: readonly Uint8Array[], pps: readonly Uint8Array[]): Reply<Uint8Array> {
  const first = sps[0];
  if (first === undefined || first.length < 4 || sps.length > 31) return fail('input-invalid', { why: 'avcc-sps' });
  if (pps.length === 0 || pps.length > 255) return fail('input-invalid', { why: 'avcc-pps' });
  const [, profile = 0, compatibility = 0, level = 0] = first;
  const writer = new ByteWriter().u8(1).u8(profile).u8(compatibility).u8(level).u8(0xff);
  writeSets(writer.u8(0xe0 | sps.length), sps);
  writeSets(writer.u8(pps.length), pps);
  // 4:2:0 in 8 bits, no SPS extensions: all that our encoders make.
  if (highProfiles.has(profile)) writer.u8(0xfd).u8(0xf8).u8(0xf8).u8(0);
  return ok(writer.finish());
}

/**
 * The record with one SPS and one PPS, as readers of `avc1` in Enhanced RTMP want it: equal sets are merged. The input
 * itself where it has no more; `input-invalid` where sets differ, because frames may need each of them.
 */
export function withSingleSets(record: Uint8Array): Reply<Uint8Array> {
  const read = readAvcConfiguration(record);
  if (!read.ok) return read;
  const { sps, pps } = read.value;
  if (sps.length === 1 && pps.length === 1) return ok(record);
  const [firstSps = none, ...otherSps] = sps;
  const [firstPps = none, ...otherPps] = pps;
  const isSame = otherSps.every((set) => isEqual(set, firstSps)) && otherPps.every((set) => isEqual(set, firstPps));
  if (!isSame) return fail('input-invalid', { why: 'avcc-several-sets', sps: sps.length, pps: pps.length });
  // Behind the sets stand chroma format and bit depths.
  const setsLength = [...sps, ...pps].reduce((sum, set) => sum + set.length + 2, 0);
  const writer = new ByteWriter(record.length).bytes(record.subarray(0, 5));
  writeSets(writer.u8(0xe1), [firstSps]);
  writeSets(writer.u8(1), [firstPps]);
  return ok(writer.bytes(record.subarray(fixedLength + setsLength)).finish());
}

/** The NAL units of an access unit as views; `input-invalid` when a length runs past the end. */
export function splitNalUnits(bytes: Uint8Array, lengthSize: number): Reply<readonly Uint8Array[]> {
  const reader = new ByteReader(bytes);
  const units: Uint8Array[] = [];
  while (reader.remaining > 0) {
    const length = lengthSize === 4 ? reader.u32() : lengthSize === 2 ? reader.u16() : reader.u8();
    const unit = reader.take(length);
    if (reader.overran) return fail('input-invalid', { why: 'nal-length', at: bytes.length - reader.remaining });
    if (unit.length > 0) units.push(unit);
  }
  return ok(units);
}

/** The type of a NAL unit; 0 for an empty one. */
function nalTypeOf(unit: Uint8Array): number {
  return (unit[0] ?? 0) & 0x1f;
}

/** True when an access unit with 4-byte NAL lengths holds an IDR slice; false for malformed bytes. */
export function isIdr(bytes: Uint8Array): boolean {
  const units = splitNalUnits(bytes, 4);
  return units.ok && units.value.some((unit) => nalTypeOf(unit) === nalType.idr);
}

function readSets(reader: ByteReader, count: number): readonly Uint8Array[] {
  const sets: Uint8Array[] = [];
  for (let index = 0; index < count && !reader.overran; index++) sets.push(reader.take(reader.u16()));
  return sets;
}

function writeSets(writer: ByteWriter, sets: readonly Uint8Array[]): void {
  for (const set of sets) writer.u16(set.length).bytes(set);
}

function isEqual(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && left.every((byte, index) => byte === right[index]);
}
