/** AV1's sequence header (AV1 5.5) and the configuration record made of it (AV1 in ISO BMFF 2.3). */
import { fail, ok } from '../../errors.ts';
import type { Reply } from '../../errors.ts';
import { BitReader } from '../../wire/bit-reader.ts';
import { ByteReader } from '../../wire/byte-reader.ts';
import { findObu, obuType, sizedObu } from './obu.ts';

/** Marker bit and version 1: the first byte of every record. */
const markerAndVersion = 0x81;
const recordLength = 4;
/** Tag of the AV1 video descriptor in MPEG-2 transport streams; its four bytes are those of the record. */
const videoDescriptor = 0x80;
const selectScreenContentTools = 2;
/** Code points of sRGB (H.273), which need no range or subsampling bits. */
const srgb = { primaries: 1, transfer: 13, matrix: 0 } as const;
/** What the short codec string stands for: 4:2:0 at unknown position, BT.709, limited range. */
const usualColour = '0.110.01.01.01.0';

/** How colours are coded; code points of H.273, 2 = unspecified. */
export type Av1Colour = {
  readonly bitDepth: 8 | 10 | 12;
  readonly isMonochrome: boolean;
  readonly primaries: number;
  readonly transfer: number;
  readonly matrix: number;
  readonly isFullRange: boolean;
  readonly subsamplingX: number;
  readonly subsamplingY: number;
  readonly chromaPosition: number;
};

/** What decoders are told. */
export type Av1Sequence = Av1Colour & {
  readonly profile: number;
  /** seq_level_idx of the first operating point: 8 is 4.0. */
  readonly level: number;
  readonly isHighTier: boolean;
  readonly width: number;
  readonly height: number;
};

/** Reads a sequence header's payload; `input-invalid` with a `why` fact when it is short. */
export function readAv1Sequence(payload: Uint8Array): Reply<Av1Sequence> {
  const bits = new BitReader(payload);
  const profile = bits.read(3);
  bits.read(1);
  const isReduced = bits.read(1) === 1;
  const { level, isHighTier } = isReduced ? { level: bits.read(5), isHighTier: false } : readOperatingPoints(bits);
  const widthBits = bits.read(4) + 1;
  const heightBits = bits.read(4) + 1;
  const width = bits.read(widthBits) + 1;
  const height = bits.read(heightBits) + 1;
  if (!isReduced && bits.read(1) === 1) bits.read(7);
  bits.read(3);
  if (!isReduced) skipTools(bits);
  bits.read(3);
  const colour = readColour(bits, profile);
  if (bits.overran) return fail('input-invalid', { why: 'av1-sequence-short' });
  if (profile > 2) return fail('input-invalid', { why: 'av1-profile', profile });
  return ok({ profile, level, isHighTier, width, height, ...colour });
}

/** The sequence header of a temporal unit or of a record's OBUs; `input-invalid` where there is none. */
export function findAv1Sequence(units: Uint8Array): Reply<Av1Sequence> {
  const header = findObu(units, obuType.sequenceHeader);
  return header === null ? fail('input-invalid', { why: 'av1-no-sequence' }) : readAv1Sequence(header.payload);
}

/**
 * Builds the record from a key frame's temporal unit; `input-invalid` where it holds no sequence header.
 *
 * | byte | content |
 * |---|---|
 * | 0 | 0x81: marker, version 1 |
 * | 1 | profile (3 bits), level (5 bits) |
 * | 2 | tier, more than 8 bits, 12 bits, monochrome, subsampling x, y, chroma position (2 bits) |
 * | 3 | 0: no initial presentation delay |
 * | 4… | the sequence header OBU with its size |
 */
export function writeAv1Configuration(keyFrame: Uint8Array): Reply<Uint8Array> {
  const header = findObu(keyFrame, obuType.sequenceHeader);
  if (header === null) return fail('input-invalid', { why: 'av1-no-sequence' });
  const sequence = readAv1Sequence(header.payload);
  if (!sequence.ok) return sequence;
  const { profile, level, isHighTier, bitDepth, isMonochrome, subsamplingX, subsamplingY } = sequence.value;
  const depths = (bitDepth > 8 ? 0x40 : 0) | (bitDepth === 12 ? 0x20 : 0) | (isMonochrome ? 0x10 : 0);
  const planes = (subsamplingX << 3) | (subsamplingY << 2) | sequence.value.chromaPosition;
  const unit = sizedObu(header);
  const record = new Uint8Array(recordLength + unit.length);
  record.set([markerAndVersion, (profile << 5) | level, (isHighTier ? 0x80 : 0) | depths | planes, 0]);
  record.set(unit, recordLength);
  return ok(record);
}

/** What a record says: its four bytes, and the sequence header behind them where there is one. */
export type Av1Configuration = {
  readonly profile: number;
  readonly level: number;
  readonly isHighTier: boolean;
  readonly bitDepth: 8 | 10 | 12;
  readonly isMonochrome: boolean;
  /** Null when the record holds no sequence header that can be read. */
  readonly sequence: Av1Sequence | null;
};

/** Reads a record; `input-invalid` with a `why` fact when it is short or of another version. */
export function readAv1Configuration(record: Uint8Array): Reply<Av1Configuration> {
  const [first = 0, second = 0, third = 0] = record;
  if (record.length < recordLength) return fail('input-invalid', { why: 'av1c-short' });
  if (first !== markerAndVersion) return fail('input-invalid', { why: 'av1c-version' });
  const sequence = findAv1Sequence(record.subarray(recordLength));
  return ok({
    profile: second >> 5,
    level: second & 0x1f,
    isHighTier: (third & 0x80) !== 0,
    bitDepth: (third & 0x40) === 0 ? 8 : (third & 0x20) === 0 ? 10 : 12,
    isMonochrome: (third & 0x10) !== 0,
    sequence: sequence.ok ? sequence.value : null,
  });
}

/**
 * The record inside MPEG-2 transport stream descriptors (tag, length, content …), as a view: the AV1 video descriptor
 * has the record's bytes but two bits of HDR in its reserved ones. Empty when there is none.
 */
export function av1RecordOfDescriptors(descriptors: Uint8Array): Uint8Array {
  const reader = new ByteReader(descriptors);
  while (reader.remaining > 0) {
    const tag = reader.u8();
    const content = reader.take(reader.u8());
    if (tag === videoDescriptor) return content;
  }
  return descriptors.subarray(descriptors.length);
}

/** `av01.0.04M.08`, with colours behind it where they are not the usual ones (AV1 in ISO BMFF 5). */
export function av1CodecString(configuration: Av1Configuration): string {
  const { profile, level, isHighTier, bitDepth, sequence } = configuration;
  const short = `av01.${profile}.${twoDigits(level)}${isHighTier ? 'H' : 'M'}.${twoDigits(bitDepth)}`;
  const colour = sequence === null ? usualColour : colourString(sequence);
  return colour === usualColour ? short : `${short}.${colour}`;
}

function colourString(colour: Av1Colour): string {
  // A colour that is not specified says as little as none.
  const isSpecified = colour.primaries !== 2 || colour.transfer !== 2 || colour.matrix !== 2;
  const points = isSpecified
    ? [colour.primaries, colour.transfer, colour.matrix].map((point) => twoDigits(point)).join('.')
    : '01.01.01';
  const planes = `${colour.subsamplingX}${colour.subsamplingY}${colour.chromaPosition}`;
  // Position 0 (unknown) is written as such, yet means the usual one.
  const usual = planes === '110' || planes === '111' || planes === '112' ? '110' : planes;
  return `${colour.isMonochrome ? 1 : 0}.${usual}.${points}.${colour.isFullRange ? 1 : 0}`;
}

function twoDigits(value: number): string {
  return value.toString().padStart(2, '0');
}

/** Timing, decoder model and operating points; level and tier of the first point. */
function readOperatingPoints(bits: BitReader): { readonly level: number; readonly isHighTier: boolean } {
  const delayBits = readTiming(bits);
  const hasDisplayDelay = bits.read(1) === 1;
  const count = bits.read(5) + 1;
  let first = { level: 0, isHighTier: false };
  for (let index = 0; index < count; index++) {
    bits.read(12);
    const level = bits.read(5);
    const isHighTier = level > 7 && bits.read(1) === 1;
    if (index === 0) first = { level, isHighTier };
    if (delayBits > 0 && bits.read(1) === 1) {
      bits.read(delayBits);
      bits.read(delayBits);
      bits.read(1);
    }
    if (hasDisplayDelay && bits.read(1) === 1) bits.read(4);
  }
  return first;
}

/** Bits of a buffer delay; 0 without a decoder model. */
function readTiming(bits: BitReader): number {
  if (bits.read(1) === 0) return 0;
  bits.read(32);
  bits.read(32);
  if (bits.read(1) === 1) bits.unsignedGolomb();
  if (bits.read(1) === 0) return 0;
  const delayBits = bits.read(5) + 1;
  bits.read(32);
  bits.read(10);
  return delayBits;
}

/** Coding tools of sequences that are no still picture. */
function skipTools(bits: BitReader): void {
  bits.read(4);
  const hasOrderHint = bits.read(1) === 1;
  if (hasOrderHint) bits.read(2);
  const forced = bits.read(1) === 1 ? selectScreenContentTools : bits.read(1);
  if (forced > 0 && bits.read(1) === 0) bits.read(1);
  if (hasOrderHint) bits.read(3);
}

/** color_config() (AV1 5.5.2). */
function readColour(bits: BitReader, profile: number): Av1Colour {
  const bitDepth = readBitDepth(bits, profile);
  const isMonochrome = profile !== 1 && bits.read(1) === 1;
  const points = { bitDepth, isMonochrome, ...readCodePoints(bits) };
  if (isMonochrome)
    return { ...points, isFullRange: bits.read(1) === 1, subsamplingX: 1, subsamplingY: 1, chromaPosition: 0 };
  if (points.primaries === srgb.primaries && points.transfer === srgb.transfer && points.matrix === srgb.matrix)
    return { ...points, isFullRange: true, subsamplingX: 0, subsamplingY: 0, chromaPosition: 0 };
  const isFullRange = bits.read(1) === 1;
  const { x, y } = readSubsampling(bits, profile, bitDepth);
  const chromaPosition = x === 1 && y === 1 ? bits.read(2) : 0;
  return { ...points, isFullRange, subsamplingX: x, subsamplingY: y, chromaPosition };
}

function readBitDepth(bits: BitReader, profile: number): 8 | 10 | 12 {
  if (bits.read(1) === 0) return 8;
  return profile === 2 && bits.read(1) === 1 ? 12 : 10;
}

function readCodePoints(bits: BitReader): Pick<Av1Colour, 'primaries' | 'transfer' | 'matrix'> {
  if (bits.read(1) === 0) return { primaries: 2, transfer: 2, matrix: 2 };
  return { primaries: bits.read(8), transfer: bits.read(8), matrix: bits.read(8) };
}

function readSubsampling(
  bits: BitReader,
  profile: number,
  bitDepth: number,
): { readonly x: number; readonly y: number } {
  if (profile === 0) return { x: 1, y: 1 };
  if (profile === 1) return { x: 0, y: 0 };
  if (bitDepth < 12) return { x: 1, y: 0 };
  const x = bits.read(1);
  return { x, y: x === 1 ? bits.read(1) : 0 };
}
