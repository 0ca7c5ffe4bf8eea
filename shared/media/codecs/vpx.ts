/** VP9 and VP8: the VPCodecConfigurationRecord (VP codec in ISO BMFF 2.2), codec strings, and what frame headers say. */
import { fail, ok } from '../../errors.ts';
import type { Reply } from '../../errors.ts';
import { BitReader } from '../../wire/bit-reader.ts';
import { ByteReader } from '../../wire/byte-reader.ts';
import { ByteWriter } from '../../wire/byte-writer.ts';
import { isPicture } from '../sps.ts';

const recordLength = 8;
/** Version 1 and no flags: what MP4 puts before the record and some senders leave in. */
const fullBoxLength = 4;
/** Ends the sync code check of a VP9 key frame (VP9 7.2). */
const vp9SyncCode = 0x49_83_42;
const vp8StartCode = 0x9d_01_2a;
const srgbSpace = 7;
/** Strings that name no profile. */
const bareNames: ReadonlySet<string> = new Set(['vp8', 'vp9']);
/** Profile 0, level 1, 8 bits, 4:2:0 collocated, BT.709, limited range. */
const usualFields = ['00', '10', '08', '01', '01', '01', '01', '00'];

/** The record. Colours are code points of H.273. */
export type VpConfiguration = {
  readonly profile: number;
  /** Ten times the level: 31 is 3.1. */
  readonly level: number;
  readonly bitDepth: number;
  /** 0 4:2:0 vertical, 1 4:2:0 collocated, 2 4:2:2, 3 4:4:4. */
  readonly chroma: number;
  readonly isFullRange: boolean;
  readonly primaries: number;
  readonly transfer: number;
  readonly matrix: number;
};

/** What a frame header says; size and depth stand in key frames only. */
export type VpFrame = {
  readonly isKeyFrame: boolean;
  readonly profile: number;
  /** Null but in key frames. */
  readonly picture: { readonly width: number; readonly height: number; readonly bitDepth: number } | null;
};

/**
 * Reads the record, with or without the four bytes of a box before it; `input-invalid` when it is short.
 *
 * | byte | content |
 * |---|---|
 * | 0, 1 | profile, level |
 * | 2 | bit depth (4 bits), chroma subsampling (3 bits), full range |
 * | 3, 4, 5 | colour primaries, transfer characteristics, matrix coefficients |
 * | 6–7 | length of codec data, 0 |
 */
export function readVpConfiguration(bytes: Uint8Array): Reply<VpConfiguration> {
  const isBoxed =
    bytes.length >= fullBoxLength + recordLength &&
    bytes[0] === 1 &&
    bytes[1] === 0 &&
    bytes[2] === 0 &&
    bytes[3] === 0;
  const reader = new ByteReader(isBoxed ? bytes.subarray(fullBoxLength) : bytes);
  const profile = reader.u8();
  const level = reader.u8();
  const depths = reader.u8();
  const primaries = reader.u8();
  const transfer = reader.u8();
  const matrix = reader.u8();
  if (reader.overran) return fail('input-invalid', { why: 'vpcc-short' });
  const bitDepth = depths >> 4;
  if (profile > 3 || bitDepth < 8) return fail('input-invalid', { why: 'vpcc-value' });
  const chroma = (depths >> 1) & 7;
  return ok({ profile, level, bitDepth, chroma, isFullRange: (depths & 1) === 1, primaries, transfer, matrix });
}

/** Builds the record with the four bytes of a box before it: FFmpeg and MediaMTX write and want them so in FLV. */
export function writeVpConfiguration(configuration: VpConfiguration): Uint8Array {
  const { profile, level, bitDepth, chroma, isFullRange, primaries, transfer, matrix } = configuration;
  const depths = (bitDepth << 4) | (chroma << 1) | (isFullRange ? 1 : 0);
  const writer = new ByteWriter(fullBoxLength + recordLength).u8(1).u24(0).u8(profile).u8(level).u8(depths);
  return writer.u8(primaries).u8(transfer).u8(matrix).u16(0).finish();
}

/**
 * What an RFC 6381 string says (`vp09.00.31.08`, `vp09.02.10.10.01.09.16.09.01`, `vp8`), so that a record can be made
 * for encoders that give none; `input-invalid` for other strings.
 */
export function vpConfigurationOf(codec: string): Reply<VpConfiguration> {
  const [name, ...fields] = (bareNames.has(codec) ? 'vp09.00.10.08' : codec).split('.');
  const isSound = fields.length >= 3 && fields.every((field) => /^\d\d$/.test(field));
  if ((name !== 'vp09' && name !== 'vp08') || !isSound) return fail('input-invalid', { why: 'vp-codec-string' });
  const field = (index: number): number => Number(fields[index] ?? usualFields[index]);
  const [profile, level, bitDepth] = [field(0), field(1), field(2)];
  if (profile > 3 || bitDepth > 15 || field(3) > 7) return fail('input-invalid', { why: 'vp-codec-string' });
  const colours = { primaries: field(4), transfer: field(5), matrix: field(6), isFullRange: field(7) === 1 };
  return ok({ profile, level, bitDepth, chroma: field(3), ...colours });
}

/** `vp09.00.31.08`, with colours behind it where they are not the usual ones. */
export function vp9CodecString(configuration: VpConfiguration): string {
  const { profile, level, bitDepth, chroma, primaries, transfer, matrix, isFullRange } = configuration;
  const short = [profile, level, bitDepth].map((field) => twoDigits(field)).join('.');
  const colours = [chroma, primaries, transfer, matrix, isFullRange ? 1 : 0].map((field) => twoDigits(field)).join('.');
  // Unspecified colours (2) say as little as the usual ones.
  const isUsual = colours === '01.01.01.01.00' || (/^0[01]\.02\.02\.02\.00$/.test(colours) && chroma < 2);
  return isUsual ? `vp09.${short}` : `vp09.${short}.${colours}`;
}

/** Reads a VP9 frame's uncompressed header (VP9 6.2), the first one of a superframe; `input-invalid` for other bytes. */
export function readVp9Frame(frame: Uint8Array): Reply<VpFrame> {
  const bits = new BitReader(frame);
  const marker = bits.read(2);
  const profile = bits.read(1) + 2 * bits.read(1);
  if (profile === 3) bits.read(1);
  const isShownAgain = bits.read(1) === 1;
  const isKeyFrame = !isShownAgain && bits.read(1) === 0;
  if (bits.overran || marker !== 2) return fail('input-invalid', { why: 'vp9-frame' });
  if (!isKeyFrame) return ok({ isKeyFrame, profile, picture: null });
  bits.read(2);
  const syncCode = bits.read(24);
  const bitDepth = profile < 2 ? 8 : bits.read(1) === 1 ? 12 : 10;
  skipColour(bits, profile);
  const width = bits.read(16) + 1;
  const height = bits.read(16) + 1;
  if (bits.overran || syncCode !== vp9SyncCode) return fail('input-invalid', { why: 'vp9-key-frame' });
  return ok({ isKeyFrame, profile, picture: { width, height, bitDepth } });
}

/** Reads a VP8 frame's header (RFC 6386 9.1); `input-invalid` for other bytes. */
export function readVp8Frame(frame: Uint8Array): Reply<VpFrame> {
  const reader = new ByteReader(frame);
  const tag = reader.u8();
  reader.u16();
  if (reader.overran) return fail('input-invalid', { why: 'vp8-frame' });
  const profile = (tag >> 1) & 7;
  if ((tag & 1) !== 0) return ok({ isKeyFrame: false, profile, picture: null });
  const startCode = reader.u24();
  // Two bits above the 14 of a size scale the picture.
  const width = (reader.u8() | (reader.u8() << 8)) & 0x3fff;
  const height = (reader.u8() | (reader.u8() << 8)) & 0x3fff;
  if (reader.overran || startCode !== vp8StartCode) return fail('input-invalid', { why: 'vp8-key-frame' });
  if (!isPicture({ width, height })) return fail('input-invalid', { why: 'vp8-size' });
  return ok({ isKeyFrame: true, profile, picture: { width, height, bitDepth: 8 } });
}

/** color_config() behind the bit depth (VP9 6.2.2). */
function skipColour(bits: BitReader, profile: number): void {
  const isSrgb = bits.read(3) === srgbSpace;
  const hasSubsamplingBits = profile === 1 || profile === 3;
  if (!isSrgb) bits.read(1);
  if (hasSubsamplingBits) bits.read(isSrgb ? 1 : 3);
}

function twoDigits(value: number): string {
  return value.toString().padStart(2, '0');
}
