/** Frames that no other frame needs, told from a byte or two: they may be left out without a trace in the others. */
import { videoCodecOf } from './codecs/codec.ts';
import type { VideoConfig } from './encoded-packet.ts';

/** Bytes of a NAL unit's length in FLV. */
const lengthBytes = 4;

/** NAL units looked at before a picture: parameter sets, SEI. */
const mostUnits = 64;

/** NAL units with a picture: H.264 types 1 to 5 (table 7-1), HEVC types below 32 (table 7-1). */
const lastAvcPicture = 5;
const firstOtherHevc = 32;

/** HEVC types below this one are of no use to their own temporal layer when they are even (H.265 table 7-1, "_N"). */
const firstHevcReference = 16;

/** Where hvcC says the number of temporal layers: bits 3 to 5 of this byte (ISO 14496-15 8.3.3.1.2). */
const layersByte = 21;

/** Says of an access unit, as FLV carries it, whether it is disposable; false where that can't be told. */
export type DisposableTest = (bytes: Uint8Array) => boolean;

/**
 * The test for a stream. H.264: `nal_ref_idc` 0. HEVC: a sub-layer non-reference picture of the highest temporal layer.
 * AV1 and VP9 tell it only deep in their headers: never.
 */
export function disposableTest({ codec, description }: Pick<VideoConfig, 'codec' | 'description'>): DisposableTest {
  const name = videoCodecOf(codec);
  if (name === 'avc') return isDisposableAvc;
  if (name !== 'hevc') return () => false;
  const layers = ((description[layersByte] ?? 0) >> 3) & 7;
  // 0 means unknown: lower layers may be needed by higher ones.
  return layers === 0 ? () => false : (bytes) => isDisposableHevc(bytes, layers);
}

function isDisposableAvc(bytes: Uint8Array): boolean {
  const at = findUnit(bytes, (first) => (first & 0x1f) >= 1 && (first & 0x1f) <= lastAvcPicture);
  return at !== null && ((bytes[at] ?? 0xff) & 0x60) === 0;
}

function isDisposableHevc(bytes: Uint8Array, layers: number): boolean {
  const at = findUnit(bytes, (first) => ((first >> 1) & 0x3f) < firstOtherHevc);
  if (at === null) return false;
  const type = ((bytes[at] ?? 0) >> 1) & 0x3f;
  const temporalIdPlus1 = (bytes[at + 1] ?? 0) & 7;
  return type < firstHevcReference && type % 2 === 0 && temporalIdPlus1 >= layers;
}

/** Where the first NAL unit begins whose first byte `isWanted`; null when there is none among the first ones. */
function findUnit(bytes: Uint8Array, isWanted: (first: number) => boolean): number | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  for (let count = 0; count < mostUnits && at + lengthBytes < bytes.length; count++) {
    if (isWanted(view.getUint8(at + lengthBytes))) return at + lengthBytes;
    at += lengthBytes + view.getUint32(at);
  }
  return null;
}
