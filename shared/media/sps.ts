/** The picture size out of an H.264 sequence parameter set (H.264 7.3.2.1.1); everything else in it is skipped. */
import { fail, ok } from '../errors.ts';
import type { Reply } from '../errors.ts';
import { BitReader } from '../wire/bit-reader.ts';

/** Profiles that carry chroma format and scaling matrices. */
const highProfiles = new Set([100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135]);
/** The most frames in a picture order count cycle (7.4.2.1.1). */
const maxCycle = 255;

/** More pixels on a side than any level of any codec allows; AV1 and VP9 can't even write more. */
const maxSide = 65_536;

/** Pixels after cropping. */
export type PictureSize = { readonly width: number; readonly height: number };

/** Reads width and height from an SPS NAL unit (header byte included); `input-invalid` when it is short. */
export function readPictureSize(sps: Uint8Array): Reply<PictureSize> {
  const bits = new BitReader(withoutEmulation(sps.subarray(1)));
  const profile = bits.read(8);
  bits.read(16);
  bits.unsignedGolomb();
  const chroma = highProfiles.has(profile) ? readHighProfile(bits) : 1;
  bits.unsignedGolomb();
  skipPictureOrder(bits);
  bits.unsignedGolomb();
  bits.read(1);
  const widthInBlocks = bits.unsignedGolomb() + 1;
  const heightInMaps = bits.unsignedGolomb() + 1;
  const fieldFactor = 2 - bits.read(1);
  if (fieldFactor === 2) bits.read(1);
  bits.read(1);
  const crop = readCrop(bits);
  if (bits.overran) return fail('input-invalid', { why: 'sps-short' });
  const stepX = chroma === 1 || chroma === 2 ? 2 : 1;
  const stepY = (chroma === 1 ? 2 : 1) * fieldFactor;
  const width = widthInBlocks * 16 - stepX * crop.horizontal;
  const height = heightInMaps * 16 * fieldFactor - stepY * crop.vertical;
  return isPicture({ width, height }) ? ok({ width, height }) : fail('input-invalid', { why: 'sps-size' });
}

/** False for sizes that only a damaged or hostile parameter set claims. */
export function isPicture({ width, height }: PictureSize): boolean {
  return width > 0 && height > 0 && width <= maxSide && height <= maxSide;
}

/** Crop units taken off left and right together, and off top and bottom together. */
function readCrop(bits: BitReader): { readonly horizontal: number; readonly vertical: number } {
  if (bits.read(1) === 0) return { horizontal: 0, vertical: 0 };
  const horizontal = bits.unsignedGolomb() + bits.unsignedGolomb();
  return { horizontal, vertical: bits.unsignedGolomb() + bits.unsignedGolomb() };
}

/** Reads chroma_format_idc and skips depths and scaling lists; the chroma format (0 where planes are separate). */
function readHighProfile(bits: BitReader): number {
  const chroma = bits.unsignedGolomb();
  const separatePlanes = chroma === 3 ? bits.read(1) : 0;
  bits.unsignedGolomb();
  bits.unsignedGolomb();
  bits.read(1);
  if (bits.read(1) === 1) {
    const lists = chroma === 3 ? 12 : 8;
    for (let list = 0; list < lists; list++) if (bits.read(1) === 1) skipScalingList(bits, list < 6 ? 16 : 64);
  }
  return separatePlanes === 1 ? 0 : chroma;
}

function skipScalingList(bits: BitReader, size: number): void {
  let last = 8;
  for (let index = 0; index < size && !bits.overran; index++) {
    const next = (last + bits.signedGolomb() + 256) % 256;
    if (next === 0) return;
    last = next;
  }
}

function skipPictureOrder(bits: BitReader): void {
  const type = bits.unsignedGolomb();
  if (type === 0) bits.unsignedGolomb();
  if (type !== 1) return;
  bits.read(1);
  bits.signedGolomb();
  bits.signedGolomb();
  const cycle = bits.unsignedGolomb();
  for (let index = 0; index < Math.min(cycle, maxCycle); index++) bits.signedGolomb();
}

/** Drops emulation prevention bytes: 00 00 03 becomes 00 00 (H.264 7.3.1, H.265 7.3.1.1). */
export function withoutEmulation(bytes: Uint8Array): Uint8Array {
  return bytes.filter((byte, index) => !(byte === 3 && index >= 2 && bytes[index - 1] === 0 && bytes[index - 2] === 0));
}
