/** FLV tag bodies of every codec, legacy and Enhanced RTMP v2: reading them into parts and writing what stands before the media. */
import { fail, ok } from '../errors.ts';
import type { Reply } from '../errors.ts';
import { av1RecordOfDescriptors } from '../media/codecs/av1.ts';
import type { AudioCodec } from '../media/codecs/codec.ts';
import { ByteReader } from '../wire/byte-reader.ts';
import {
  audioPacket,
  codecOfFourCc,
  frameType,
  kindOf,
  legacyPacket,
  legacyVideo,
  maxNanos,
  multitrackForm,
  soundFormat,
  timestampOffsetNano,
  videoPacket,
} from './tag-parts/tag-codes.ts';
import type { PartKind, TagLabel } from './tag-parts/tag-codes.ts';
import { enhancedPrefix, hasCompositionTime, legacyPrefix } from './tag-parts/tag-prefix.ts';

/** The most tracks that one message may hold: as many as a track id can name. */
const maxParts = 256;

/** One track's share of a tag body. */
export type TagPart = TagLabel & {
  readonly isEnhanced: boolean;
  /** A view of the body: configuration record, access unit, AMF0, or nothing. */
  readonly data: Uint8Array;
};

/** Bits of `tagTraits`. */
export const tagTrait = {
  header: 1,
  media: 2,
  end: 4,
  key: 8,
  enhanced: 16,
  multitrack: 32,
  colour: 64,
  channels: 128,
} as const;

/**
 * Reads a whole body; one part unless it is multitrack, where tracks of unknown FourCC are left out.
 * A zero-length audio body is an `end`: silence. Errors are `input-invalid` with a `why` fact.
 */
export function readTag(track: 'video' | 'audio', body: Uint8Array): Reply<readonly TagPart[]> {
  const first = body[0];
  if (track === 'video') {
    if (first === undefined) return fail('input-invalid', { why: 'video-short' });
    return (first & 0x80) === 0 ? readLegacyVideo(body) : readEnhanced(track, body);
  }
  if (first === undefined) return ok([audioPart('aac', 'end', body)]);
  return first >> 4 === soundFormat.enhanced ? readEnhanced(track, body) : readLegacyAudio(body);
}

/**
 * The bytes before the data: the legacy form for AVC, AAC and MP3 on track 0 without nanoseconds, else the enhanced
 * one, in a multitrack message of one track when `trackId` is above 0. MP3 and AC-3 need no header.
 */
export function tagPrefix(label: TagLabel): readonly number[] {
  return legacyPrefix(label) ?? enhancedPrefix(label);
}

/**
 * What a body is, as bits of `tagTrait`, for servers that only relay: reads a few bytes and allocates nothing.
 * 0 for a command or a body that makes no sense; legacy codecs that `readTag` refuses count as media.
 */
export function tagTraits(track: 'video' | 'audio', body: Uint8Array): number {
  const first = body[0];
  if (track === 'video') return first === undefined ? 0 : videoTraits(body, first);
  if (first === undefined) return tagTrait.end | tagTrait.key;
  if (first >> 4 === soundFormat.enhanced) return audioTraits(body);
  if (first >> 4 !== soundFormat.aac) return tagTrait.media | tagTrait.key;
  // AAC has no end of sequence.
  const kind = legacyKind(body[1]) & ~tagTrait.end;
  return kind === 0 ? 0 : kind | tagTrait.key;
}

function videoTraits(body: Uint8Array, first: number): number {
  const frame = (first >> 4) & 7;
  const key = isKey(frame) ? tagTrait.key : 0;
  if ((first & 0x80) === 0) {
    if (frame === frameType.command) return 0;
    const codec = first & 0x0f;
    const hasPacketType = codec === legacyVideo.avc || codec === legacyVideo.hevc;
    const kind = hasPacketType ? legacyKind(body[1]) : tagTrait.media;
    return kind === 0 ? 0 : kind | key;
  }
  const at = modExEnd(body);
  let type = packetTypeAt(body, at);
  if (frame === frameType.command && type !== videoPacket.metadata) return tagTrait.enhanced;
  let form = tagTrait.enhanced | key;
  if (type === videoPacket.multitrack) {
    form |= tagTrait.multitrack;
    type = (body[at + 1] ?? 0xff) & 0x0f;
  }
  return withKind(form, kindOf('video', type));
}

function audioTraits(body: Uint8Array): number {
  const at = modExEnd(body);
  let type = packetTypeAt(body, at);
  let form: number = tagTrait.enhanced | tagTrait.key;
  if (type === audioPacket.multitrack) {
    form |= tagTrait.multitrack;
    type = (body[at + 1] ?? 0xff) & 0x0f;
  }
  return withKind(form, kindOf('audio', type));
}

/** `form` and what the kind adds; 0 for no kind. The frame type of metadata says nothing. */
function withKind(form: number, kind: PartKind | null): number {
  if (kind === null || kind === 'command') return 0;
  return kind === 'colour' ? (form & ~tagTrait.key) | tagTrait.colour : form | tagTrait[kind];
}

/** Where the byte stands whose low half is the packet type behind all ModEx; beyond the end when the body is short. */
function modExEnd(body: Uint8Array): number {
  let at = 0;
  while (packetTypeAt(body, at) === videoPacket.modEx) {
    let size = (body[at + 1] ?? 0) + 1;
    let dataAt = at + 2;
    if (size === 256) {
      size = (body[at + 2] ?? 0) * 256 + (body[at + 3] ?? 0) + 1;
      dataAt = at + 4;
    }
    at = dataAt + size;
  }
  return at;
}

function packetTypeAt(body: Uint8Array, at: number): number {
  return (body[at] ?? 0xff) & 0x0f;
}

function legacyKind(packetType: number | undefined): number {
  if (packetType === legacyPacket.header) return tagTrait.header;
  if (packetType === legacyPacket.media) return tagTrait.media;
  return packetType === legacyPacket.end ? tagTrait.end : 0;
}

function isKey(frame: number): boolean {
  return frame === frameType.key || frame === frameType.generatedKey;
}

/**
 * | byte | content |
 * |---|---|
 * | 0 | frame type, codec id (7 AVC, 12 HEVC) |
 * | 1 | 0 = configuration record, 1 = NAL units, 2 = end of sequence |
 * | 2–4 | composition time SI24; may be missing at the end of sequence |
 *
 * Frame type 5: one command byte follows byte 0.
 */
function readLegacyVideo(body: Uint8Array): Reply<readonly TagPart[]> {
  const reader = new ByteReader(body);
  const first = reader.u8();
  const id = first & 0x0f;
  const codec = id === legacyVideo.avc ? 'avc' : id === legacyVideo.hevc ? 'hevc' : null;
  if (codec === null) return fail('input-invalid', { why: 'video-codec', codec: id });
  const part = { track: 'video', trackId: 0, codec, cts: 0, nanos: 0, isEnhanced: false } as const;
  if (first >> 4 === frameType.command) {
    const data = reader.take(1);
    if (reader.overran) return fail('input-invalid', { why: 'video-short' });
    return ok([{ ...part, kind: 'command', isKeyFrame: false, data }]);
  }
  const isKeyFrame = isKey(first >> 4);
  const type = reader.u8();
  if (type === legacyPacket.end && !reader.overran)
    return ok([{ ...part, kind: 'end', isKeyFrame, data: body.subarray(body.length) }]);
  const cts = reader.i24();
  if (reader.overran) return fail('input-invalid', { why: 'video-short' });
  if (type === legacyPacket.header) return ok([{ ...part, kind: 'header', isKeyFrame, data: reader.rest() }]);
  if (type === legacyPacket.media) return ok([{ ...part, kind: 'media', isKeyFrame, cts, data: reader.rest() }]);
  return fail('input-invalid', { why: 'video-packet-type', type });
}

/** Byte 0: sound format and flags that nobody may trust; AAC has a packet type in byte 1, MP3 begins there. */
function readLegacyAudio(body: Uint8Array): Reply<readonly TagPart[]> {
  const format = (body[0] ?? 0) >> 4;
  if (format === soundFormat.mp3 || format === soundFormat.mp3Slow)
    return ok([audioPart('mp3', 'media', body.subarray(1))]);
  if (format !== soundFormat.aac) return fail('input-invalid', { why: 'audio-codec', codec: format });
  const type = body[1];
  if (type === undefined) return fail('input-invalid', { why: 'audio-short' });
  if (type === legacyPacket.header) return ok([audioPart('aac', 'header', body.subarray(2))]);
  if (type === legacyPacket.media) return ok([audioPart('aac', 'media', body.subarray(2))]);
  return fail('input-invalid', { why: 'audio-packet-type', type });
}

function audioPart(codec: AudioCodec, kind: PartKind, data: Uint8Array): TagPart {
  return { track: 'audio', trackId: 0, codec, kind, isKeyFrame: true, cts: 0, nanos: 0, isEnhanced: false, data };
}

/** Everything of an enhanced header that its parts have in common. */
type Shared = {
  readonly track: 'video' | 'audio';
  readonly type: number;
  readonly kind: PartKind;
  readonly isKeyFrame: boolean;
  readonly nanos: number;
};

/**
 * | bytes | content |
 * |---|---|
 * | 1 | video: 1, frame type (3 bits), packet type; audio: 9, packet type |
 * | 0… | ModEx, any number |
 * | 0 or 1 | multitrack: form, packet type of the tracks |
 * | 0 or 4 | FourCC, unless each track has its own |
 * | … | the body, or per track: FourCC (many codecs), id, UI24 size (unless one track), body |
 */
function readEnhanced(track: 'video' | 'audio', body: Uint8Array): Reply<readonly TagPart[]> {
  const reader = new ByteReader(body);
  const first = reader.u8();
  const codes = track === 'video' ? videoPacket : audioPacket;
  const frame = track === 'video' ? (first >> 4) & 7 : frameType.key;
  const { type: outer, nanos } = readModEx(reader, first & 0x0f);
  if (frame === frameType.command && outer !== videoPacket.metadata) return readCommand(reader, nanos);
  const isMultitrack = outer === codes.multitrack;
  const head = isMultitrack ? reader.u8() : outer;
  const type = head & 0x0f;
  const kind = kindOf(track, type);
  if (reader.overran) return fail('input-invalid', { why: `${track}-short` });
  if (kind === null) return fail('input-invalid', { why: `${track}-packet-type`, type });
  // The frame type of metadata says nothing.
  const shared: Shared = { track, type, kind, isKeyFrame: kind !== 'colour' && isKey(frame), nanos };
  if (isMultitrack) return readTracks(reader, shared, head >> 4);
  const fourCc = reader.u32();
  const part = readPart(shared, { fourCc, trackId: 0, data: reader.rest() });
  if (reader.overran) return fail('input-invalid', { why: `${track}-short` });
  return part.ok ? ok([part.value]) : part;
}

/** Skips every ModEx but TimestampOffsetNano; the packet type behind them. */
function readModEx(reader: ByteReader, first: number): { readonly type: number; readonly nanos: number } {
  let type = first;
  let nanos = 0;
  while (type === videoPacket.modEx && !reader.overran) {
    let size = reader.u8() + 1;
    if (size === 256) size = reader.u16() + 1;
    const data = new ByteReader(reader.take(size));
    const next = reader.u8();
    const value = data.u24();
    if (next >> 4 === timestampOffsetNano && !data.overran && value <= maxNanos) nanos = value;
    type = next & 0x0f;
  }
  return { type, nanos };
}

function readCommand(reader: ByteReader, nanos: number): Reply<readonly TagPart[]> {
  const data = reader.take(1);
  if (reader.overran) return fail('input-invalid', { why: 'video-short' });
  const label = { track: 'video', trackId: 0, codec: 'avc', kind: 'command', isKeyFrame: false, cts: 0 } as const;
  return ok([{ ...label, nanos, isEnhanced: true, data }]);
}

function readTracks(reader: ByteReader, shared: Shared, form: number): Reply<readonly TagPart[]> {
  const { track } = shared;
  if (form > multitrackForm.manyTracksManyCodecs) return fail('input-invalid', { why: `${track}-multitrack`, form });
  const hasOwnCodecs = form === multitrackForm.manyTracksManyCodecs;
  const common = hasOwnCodecs ? 0 : reader.u32();
  const parts: TagPart[] = [];
  do {
    const fourCc = hasOwnCodecs ? reader.u32() : common;
    const trackId = reader.u8();
    const data = form === multitrackForm.oneTrack ? reader.rest() : reader.take(reader.u24());
    if (reader.overran) return fail('input-invalid', { why: `${track}-short` });
    if (parts.length === maxParts) return fail('input-invalid', { why: `${track}-tracks` });
    // A part of many codecs may be news to us; its size leads past it.
    if (hasOwnCodecs && codecOfFourCc(track, fourCc) === null) continue;
    const part = readPart(shared, { fourCc, trackId, data });
    if (!part.ok) return part;
    parts.push(part.value);
  } while (reader.remaining > 0);
  return ok(parts);
}

type Piece = { readonly fourCc: number; readonly trackId: number; readonly data: Uint8Array };

function readPart(shared: Shared, { fourCc, trackId, data }: Piece): Reply<TagPart> {
  const { track, type, kind, isKeyFrame, nanos } = shared;
  const codec = codecOfFourCc(track, fourCc);
  if (codec === null) return fail('input-invalid', { why: `${track}-codec`, codec: fourCc });
  const part = { track, trackId, codec, kind, isKeyFrame, cts: 0, nanos, isEnhanced: true, data };
  if (type === videoPacket.transportStreamStart) return ok({ ...part, data: av1RecordOfDescriptors(data) });
  if (type !== videoPacket.codedFrames || !hasCompositionTime(codec)) return ok(part);
  const reader = new ByteReader(data);
  const cts = reader.i24();
  if (reader.overran) return fail('input-invalid', { why: 'video-short' });
  return ok({ ...part, cts, data: reader.rest() });
}
