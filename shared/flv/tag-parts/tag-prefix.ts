/** The bytes that say what follows in an FLV tag body: legacy (FLV 10.1 E.4) and enhanced (Enhanced RTMP v2) forms. */
import { codecsWithCompositionTime } from '../../media/codecs/codec.ts';
import {
  audioPacket,
  fourCcOf,
  frameType,
  legacyPacket,
  legacyVideo,
  maxNanos,
  multitrackForm,
  soundFormat,
  timestampOffsetNano,
  videoPacket,
} from './tag-codes.ts';
import type { TagLabel } from './tag-codes.ts';

/** AAC with the flags that every sender sets: 44 kHz, 16 bit, stereo; readers look into the AudioSpecificConfig. */
const aacFirst = (soundFormat.aac << 4) | 0x0f;
/** MP3 with the same flags; its frames say the truth. */
const mp3First = (soundFormat.mp3 << 4) | 0x0f;

/** True for codecs whose coded frames begin with a composition time. */
export function hasCompositionTime(codec: TagLabel['codec']): boolean {
  return codecsWithCompositionTime.has(codec);
}

/** The legacy form; null when the label has none. The end of an audio track is an empty body. */
export function legacyPrefix(label: TagLabel): readonly number[] | null {
  if (label.trackId > 0 || label.nanos > 0) return null;
  if (label.codec === 'avc') return legacyAvc(label);
  if (label.codec !== 'aac' && label.codec !== 'mp3') return null;
  if (label.kind === 'end') return [];
  if (label.codec === 'mp3') return label.kind === 'media' ? [mp3First] : null;
  if (label.kind === 'header') return [aacFirst, legacyPacket.header];
  return label.kind === 'media' ? [aacFirst, legacyPacket.media] : null;
}

function legacyAvc(label: TagLabel): readonly number[] | null {
  const first = (frameTypeOf(label) << 4) | legacyVideo.avc;
  switch (label.kind) {
    case 'header':
      return [first, legacyPacket.header, 0, 0, 0];
    case 'media':
      return [first, legacyPacket.media, ...bytes24(label.cts)];
    case 'end':
      return [first, legacyPacket.end, 0, 0, 0];
    case 'command':
      return [first];
    case 'colour':
    case 'channels':
      return null;
  }
}

/**
 * | bytes | content |
 * |---|---|
 * | 1 | video: 1, frame type (3 bits), packet type; audio: 9, packet type |
 * | 0 or 5 | ModEx of 3 bytes: size − 1, nanoseconds UI24, ModEx type 0 and next packet type |
 * | 0 or 1 | multitrack: form 0 (one track), packet type of the track |
 * | 4 | FourCC; commands end before it |
 * | 0 or 1 | track id |
 * | 0 or 3 | composition time SI24 of AVC, HEVC and VVC in CodedFrames |
 */
export function enhancedPrefix(label: TagLabel): readonly number[] {
  const { trackId, codec, kind } = label;
  const type = packetTypeOf(label);
  if (kind === 'command') return firstBytes(label, type);
  const start = firstBytes(label, trackId > 0 ? multitrackType(label.track) : type);
  if (trackId > 0) start.push((multitrackForm.oneTrack << 4) | type);
  start.push(...fourCcBytes(codec));
  if (trackId > 0) start.push(trackId & 0xff);
  start.push(...compositionBytes(label));
  return start;
}

/**
 * The first byte with packet type `outer`, behind a ModEx where the label has nanoseconds. Metadata stands in a command
 * frame: the specification ignores its frame type, but FFmpeg 8.1 takes it for a picture in any other.
 */
export function firstBytes(label: TagLabel, outer: number): number[] {
  const isMetadata = label.track === 'video' && outer === videoPacket.metadata;
  const frame = isMetadata ? frameType.command : frameTypeOf(label);
  const high = label.track === 'video' ? 0x80 | (frame << 4) : soundFormat.enhanced << 4;
  const nanos = Math.min(Math.max(label.nanos, 0), maxNanos);
  if (nanos === 0) return [high | outer];
  return [high | videoPacket.modEx, 2, ...bytes24(nanos), (timestampOffsetNano << 4) | outer];
}

/** The packet type of a part: CodedFramesX where a composition time of 0 can be left out. */
export function packetTypeOf({ codec, kind, cts }: TagLabel): number {
  switch (kind) {
    case 'header':
    case 'command':
      return videoPacket.sequenceStart;
    case 'media':
      return hasCompositionTime(codec) && cts === 0 ? videoPacket.codedFramesX : videoPacket.codedFrames;
    case 'end':
      return videoPacket.sequenceEnd;
    case 'colour':
      return videoPacket.metadata;
    case 'channels':
      return audioPacket.multichannelConfig;
  }
}

/** The packet type that announces several tracks. */
export function multitrackType(track: 'video' | 'audio'): number {
  return track === 'video' ? videoPacket.multitrack : audioPacket.multitrack;
}

/** A codec's FourCC. */
export function fourCcBytes(codec: TagLabel['codec']): readonly number[] {
  const fourCc = fourCcOf(codec);
  return [fourCc >>> 24, ...bytes24(fourCc)];
}

/** The SI24 before a frame whose packet type is CodedFrames; nothing for the other forms. */
function compositionBytes(label: TagLabel): readonly number[] {
  const isWritten = label.kind === 'media' && packetTypeOf(label) === videoPacket.codedFrames;
  return isWritten && hasCompositionTime(label.codec) ? bytes24(label.cts) : [];
}

/** Headers and ends count as key frames. */
function frameTypeOf({ kind, isKeyFrame }: TagLabel): number {
  if (kind === 'command') return frameType.command;
  return kind === 'media' && !isKeyFrame ? frameType.inter : frameType.key;
}

/** The low 24 bits, big-endian; also of negative numbers. */
export function bytes24(value: number): readonly number[] {
  return [(value >> 16) & 0xff, (value >> 8) & 0xff, value & 0xff];
}
