/** Writes one tag body that holds several tracks at one time (Enhanced RTMP v2, "Multitrack"). */
import { fail, ok } from '../../errors.ts';
import type { Reply } from '../../errors.ts';
import { ByteWriter } from '../../wire/byte-writer.ts';
import { multitrackForm, videoPacket } from './tag-codes.ts';
import type { TagLabel } from './tag-codes.ts';
import { bytes24, firstBytes, fourCcBytes, hasCompositionTime, multitrackType, packetTypeOf } from './tag-prefix.ts';

/** As many tracks as ids. */
const maxTracks = 256;
/** The size of a track is a UI24. */
const maxTrackBytes = 0xff_ffff;

/** A track's share: what it is, and the bytes. */
export type MultitrackPart = TagLabel & { readonly data: Uint8Array };

/**
 * One body for all parts: ManyTracks where they share a codec, else ManyTracksManyCodecs; the caller owns it. The parts
 * must agree on track, kind, key frame and nanoseconds, which the message says once; else `input-invalid`.
 *
 * | bytes | content |
 * |---|---|
 * | 1… | as in a message of one track, with form 1 or 2 |
 * | 4 | FourCC, if they share it |
 * | each track | 4 FourCC, if they don't; 1 id; 3 size of what follows; composition time, data |
 */
export function writeMultitrack(parts: readonly MultitrackPart[]): Reply<Uint8Array> {
  const [first] = parts;
  if (first === undefined || parts.length > maxTracks) return fail('input-invalid', { why: 'multitrack-count' });
  if (first.kind === 'command' || !parts.every((part) => isAlike(part, first)))
    return fail('input-invalid', { why: 'multitrack-mixed' });
  if (parts.some(({ data }) => data.length + 3 > maxTrackBytes))
    return fail('input-invalid', { why: 'multitrack-size' });
  const isOneCodec = parts.every(({ codec }) => codec === first.codec);
  const type = packetTypeOfAll(parts, first);
  const form = isOneCodec ? multitrackForm.manyTracks : multitrackForm.manyTracksManyCodecs;
  const writer = new ByteWriter(parts.reduce((sum, { data }) => sum + data.length + 11, 16));
  writeBytes(writer, firstBytes(first, multitrackType(first.track)));
  writer.u8((form << 4) | type);
  if (isOneCodec) writeBytes(writer, fourCcBytes(first.codec));
  for (const { codec, trackId, cts, data } of parts) {
    const time = type === videoPacket.codedFrames && hasCompositionTime(codec) ? bytes24(cts) : [];
    if (!isOneCodec) writeBytes(writer, fourCcBytes(codec));
    writer.u8(trackId).u24(time.length + data.length);
    writeBytes(writer, time);
    writer.bytes(data);
  }
  return ok(writer.finish());
}

function isAlike(part: TagLabel, first: TagLabel): boolean {
  return (
    part.track === first.track &&
    part.kind === first.kind &&
    part.isKeyFrame === first.isKeyFrame &&
    part.nanos === first.nanos
  );
}

/** CodedFramesX for all or for none: the packet type stands in the message once. */
function packetTypeOfAll(parts: readonly TagLabel[], first: TagLabel): number {
  if (first.kind !== 'media') return packetTypeOf(first);
  if (parts.some(({ cts }) => cts !== 0)) return videoPacket.codedFrames;
  return parts.some(({ codec }) => hasCompositionTime(codec)) ? videoPacket.codedFramesX : videoPacket.codedFrames;
}

function writeBytes(writer: ByteWriter, bytes: readonly number[]): void {
  for (const byte of bytes) writer.u8(byte);
}
