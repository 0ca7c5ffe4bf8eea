/** H.265 as FLV carries it: the HEVCDecoderConfigurationRecord (ISO 14496-15 8.3.3.1), picture size and random access points. */
import { fail, ok } from '../../errors.ts';
import type { Reply } from '../../errors.ts';
import { BitReader } from '../../wire/bit-reader.ts';
import { ByteReader } from '../../wire/byte-reader.ts';
import { ByteWriter } from '../../wire/byte-writer.ts';
import { splitNalUnits } from '../avc.ts';
import { isPicture, withoutEmulation } from '../sps.ts';
import type { PictureSize } from '../sps.ts';

/** NAL unit types (H.265 table 7-1). */
const nalType = { firstIrap: 16, lastIrap: 23, vps: 32, sps: 33, pps: 34 } as const;
/** The most sets of a kind that we write; streams have one or two. */
const maxSets = 64;
/** Sub-layers are numbered 0..6 (H.265 7.4.3.1). */
const maxSubLayers = 7;

/** Profile, tier and level as they stand in records, parameter sets and codec strings. */
export type HevcProfile = {
  readonly space: number;
  readonly isHighTier: boolean;
  readonly idc: number;
  /** 32 flags, first profile in the highest bit. */
  readonly compatibility: number;
  /** 48 bits in six bytes. */
  readonly constraints: Uint8Array;
  /** 30 × the level: 93 is 3.1. */
  readonly level: number;
};

/** The record. Parameter sets are views of the input, without length or start code. */
export type HevcConfiguration = HevcProfile & {
  /** 0 monochrome, 1 4:2:0, 2 4:2:2, 3 4:4:4. */
  readonly chromaFormat: number;
  readonly bitDepth: number;
  /** Bytes of a NAL unit's length field: 1, 2 or 4. */
  readonly lengthSize: number;
  readonly vps: readonly Uint8Array[];
  readonly sps: readonly Uint8Array[];
  readonly pps: readonly Uint8Array[];
};

/** The three kinds of parameter sets of a stream, NAL units without length or start code. */
export type HevcParameterSets = Pick<HevcConfiguration, 'vps' | 'sps' | 'pps'>;

/** What a sequence parameter set says. */
export type HevcSequence = HevcProfile &
  PictureSize & { readonly chromaFormat: number; readonly bitDepth: number; readonly subLayers: number };

/**
 * Reads the record; `input-invalid` with a `why` fact when it is not version 1, short, or lacks a parameter set.
 *
 * | byte | content |
 * |---|---|
 * | 0 | version 1 |
 * | 1 | profile space (2 bits), tier, profile (5 bits) |
 * | 2–5, 6–11, 12 | compatibility flags, constraint flags, level |
 * | 13–18 | segmentation, parallelism, chroma format, bit depths − 8, all below bits of 1 |
 * | 19–20 | average frame rate |
 * | 21 | constant rate (2 bits), temporal layers (3 bits), nesting, NAL length size − 1 |
 * | 22 | array count; each: UI8 NAL type in 6 bits, UI16 count, and as often UI16 length and bytes |
 */
export function readHevcConfiguration(bytes: Uint8Array): Reply<HevcConfiguration> {
  const reader = new ByteReader(bytes);
  const version = reader.u8();
  const profile = readProfile(new BitReader(reader.take(12)));
  reader.take(3);
  const chromaFormat = reader.u8() & 3;
  const bitDepth = (reader.u8() & 7) + 8;
  reader.take(3);
  const lengthSize = (reader.u8() & 3) + 1;
  const sets = readArrays(reader);
  if (reader.overran) return fail('input-invalid', { why: 'hvcc-short' });
  if (version !== 1) return fail('input-invalid', { why: 'hvcc-version', version });
  if (lengthSize === 3) return fail('input-invalid', { why: 'hvcc-length-size' });
  if (sets.vps.length === 0 || sets.sps.length === 0 || sets.pps.length === 0)
    return fail('input-invalid', { why: 'hvcc-parameter-sets' });
  return ok({ ...profile, chromaFormat, bitDepth, lengthSize, ...sets });
}

/** Builds the record with 4-byte NAL lengths, sets out of band (`hvc1`); `input-invalid` without a usable set of each kind. */
export function writeHevcConfiguration({ vps, sps, pps }: HevcParameterSets): Reply<Uint8Array> {
  const [first] = sps;
  if (first === undefined || vps.length === 0 || pps.length === 0)
    return fail('input-invalid', { why: 'hvcc-parameter-sets' });
  if (Math.max(vps.length, sps.length, pps.length) > maxSets) return fail('input-invalid', { why: 'hvcc-sets' });
  const sequence = readHevcSequence(first);
  if (!sequence.ok) return sequence;
  const { space, isHighTier, idc, compatibility, constraints, level } = sequence.value;
  const writer = new ByteWriter()
    .u8(1)
    .u8((space << 6) | (isHighTier ? 0x20 : 0) | idc)
    .u32(compatibility)
    .bytes(constraints)
    .u8(level);
  // Segmentation and parallelism 0: unknown. Frame rate 0: unspecified.
  writer.u16(0xf000).u8(0xfc);
  writer.u8(0xfc | sequence.value.chromaFormat);
  const depth = 0xf8 | (sequence.value.bitDepth - 8);
  writer.u8(depth).u8(depth).u16(0);
  writer.u8((sequence.value.subLayers << 3) | 4 | 3);
  writer.u8(3);
  writeArray(writer, nalType.vps, vps);
  writeArray(writer, nalType.sps, sps);
  writeArray(writer, nalType.pps, pps);
  return ok(writer.finish());
}

/** Reads an SPS NAL unit (two header bytes included, H.265 7.3.2.2) up to the bit depths; `input-invalid` when it is short. */
export function readHevcSequence(sps: Uint8Array): Reply<HevcSequence> {
  const bits = new BitReader(withoutEmulation(sps.subarray(2)));
  bits.read(4);
  const subLayers = bits.read(3) + 1;
  bits.read(1);
  const profile = readProfile(bits);
  skipSubLayers(bits, subLayers - 1);
  bits.unsignedGolomb();
  const chromaFormat = bits.unsignedGolomb();
  const size = readSize(bits, chromaFormat);
  const bitDepth = bits.unsignedGolomb() + 8;
  if (bits.overran) return fail('input-invalid', { why: 'hevc-sps-short' });
  if (subLayers > maxSubLayers || chromaFormat > 3 || bitDepth > 16)
    return fail('input-invalid', { why: 'hevc-sps-value' });
  if (!isPicture(size)) return fail('input-invalid', { why: 'hevc-sps-size' });
  return ok({ ...profile, chromaFormat, bitDepth, subLayers, ...size });
}

/** True when an access unit with 4-byte NAL lengths holds an IRAP picture: IDR, CRA or BLA; false for malformed bytes. */
export function isIrap(bytes: Uint8Array): boolean {
  const units = splitNalUnits(bytes, 4);
  return units.ok && units.value.some((unit) => isIrapType(nalTypeOf(unit)));
}

/** `hvc1.1.6.L93.B0`: profile, reversed compatibility flags, tier and level, constraint bytes without trailing zeros (ISO 14496-15 E.3). */
export function hevcCodecString(profile: HevcProfile): string {
  const space = ['', 'A', 'B', 'C'][profile.space] ?? '';
  const flags = reverseBits(profile.compatibility).toString(16).toUpperCase();
  const constraints = [...profile.constraints];
  while (constraints.at(-1) === 0) constraints.pop();
  const tail = constraints.map((byte) => `.${byte.toString(16).toUpperCase()}`).join('');
  return `hvc1.${space}${profile.idc}.${flags}.${profile.isHighTier ? 'H' : 'L'}${profile.level}${tail}`;
}

function isIrapType(type: number): boolean {
  return type >= nalType.firstIrap && type <= nalType.lastIrap;
}

/** The type of a NAL unit: six bits below the forbidden one. */
function nalTypeOf(unit: Uint8Array): number {
  return ((unit[0] ?? 0) >> 1) & 0x3f;
}

/** The 96 bits that general_profile_space begins and general_level_idc ends. */
function readProfile(bits: BitReader): HevcProfile {
  const space = bits.read(2);
  const isHighTier = bits.read(1) === 1;
  const idc = bits.read(5);
  const compatibility = bits.read(32);
  const constraints = Uint8Array.from({ length: 6 }, () => bits.read(8));
  return { space, isHighTier, idc, compatibility, constraints, level: bits.read(8) };
}

/** Steps over the profiles and levels of sub-layers (H.265 7.3.3). */
function skipSubLayers(bits: BitReader, count: number): void {
  if (count === 0) return;
  const present = Array.from({ length: 8 }, () => bits.read(2));
  for (const flags of present.slice(0, count)) {
    if ((flags & 2) !== 0) skipBits(bits, 88);
    if ((flags & 1) !== 0) skipBits(bits, 8);
  }
}

function skipBits(bits: BitReader, count: number): void {
  for (let left = count; left > 0; left -= 8) bits.read(8);
}

/** Pixels inside the conformance window. */
function readSize(bits: BitReader, chromaFormat: number): PictureSize {
  const hasSeparatePlanes = chromaFormat === 3 && bits.read(1) === 1;
  const codedWidth = bits.unsignedGolomb();
  const codedHeight = bits.unsignedGolomb();
  const crop = readWindow(bits);
  const chroma = hasSeparatePlanes ? 0 : chromaFormat;
  const width = codedWidth - (chroma === 1 || chroma === 2 ? 2 : 1) * crop.horizontal;
  return { width, height: codedHeight - (chroma === 1 ? 2 : 1) * crop.vertical };
}

/** Units of the conformance window taken off left and right together, and off top and bottom together. */
function readWindow(bits: BitReader): { readonly horizontal: number; readonly vertical: number } {
  if (bits.read(1) === 0) return { horizontal: 0, vertical: 0 };
  const horizontal = bits.unsignedGolomb() + bits.unsignedGolomb();
  return { horizontal, vertical: bits.unsignedGolomb() + bits.unsignedGolomb() };
}

/** Arrays of other kinds are passed over; each set takes bytes of the input, so that bounds their number. */
function readArrays(reader: ByteReader): HevcParameterSets {
  const vps: Uint8Array[] = [];
  const sps: Uint8Array[] = [];
  const pps: Uint8Array[] = [];
  const count = reader.u8();
  for (let array = 0; array < count && !reader.overran; array++) {
    const type = reader.u8() & 0x3f;
    const sets = type === nalType.vps ? vps : type === nalType.sps ? sps : type === nalType.pps ? pps : [];
    const setCount = reader.u16();
    for (let set = 0; set < setCount && !reader.overran; set++) sets.push(reader.take(reader.u16()));
  }
  return { vps, sps, pps };
}

function writeArray(writer: ByteWriter, type: number, sets: readonly Uint8Array[]): void {
  // The high bit says that no further sets of this kind come in band.
  writer.u8(0x80 | type).u16(sets.length);
  for (const set of sets) writer.u16(set.length).bytes(set);
}

function reverseBits(value: number): number {
  let reversed = 0;
  for (let bit = 0; bit < 32; bit++) reversed = reversed * 2 + ((value >>> bit) & 1);
  return reversed;
}
