/** The label of a part of an FLV tag body, and its numbers: codec ids and packet types (FLV 10.1 E.4; Enhanced RTMP v2 "Enhanced Audio", "Enhanced Video"). */
import type { Millis } from '../../clock.ts';
import { audioFourCcs, fourCcNumber, videoFourCcs } from '../../media/codecs/codec.ts';
import type { AudioCodec, VideoCodec } from '../../media/codecs/codec.ts';

/** Frame types of video: 1 and 4 are key frames, 5 is a command. */
export const frameType = { key: 1, inter: 2, generatedKey: 4, command: 5 } as const;

/** Codec ids of the legacy video byte; 12 is a convention among Chinese networks. */
export const legacyVideo = { avc: 7, hevc: 12 } as const;

/** Sound formats of the legacy audio byte; 9 announces Enhanced RTMP. */
export const soundFormat = { mp3: 2, enhanced: 9, aac: 10, mp3Slow: 14 } as const;

/** Second byte of legacy AVC, HEVC and AAC bodies. */
export const legacyPacket = { header: 0, media: 1, end: 2 } as const;

/** Packet types of Enhanced RTMP video. */
export const videoPacket = {
  sequenceStart: 0,
  codedFrames: 1,
  sequenceEnd: 2,
  codedFramesX: 3,
  metadata: 4,
  transportStreamStart: 5,
  multitrack: 6,
  modEx: 7,
} as const;

/** Packet types of Enhanced RTMP audio. */
export const audioPacket = {
  sequenceStart: 0,
  codedFrames: 1,
  sequenceEnd: 2,
  multichannelConfig: 4,
  multitrack: 5,
  modEx: 7,
} as const;

/** How tracks stand in a multitrack message. */
export const multitrackForm = { oneTrack: 0, manyTracks: 1, manyTracksManyCodecs: 2 } as const;

/** ModEx type of the nanoseconds that refine a presentation time. */
export const timestampOffsetNano = 0;

/** The most nanoseconds a ModEx may add: less than a millisecond. */
export const maxNanos = 999_999;

/** What a part of a tag body holds. */
export type PartKind = 'header' | 'media' | 'end' | 'colour' | 'channels' | 'command';

type Codec = VideoCodec | AudioCodec;

/** What stands before the data of a part. */
export type TagLabel = {
  readonly track: 'video' | 'audio';
  /** 0 unless multitrack. */
  readonly trackId: number;
  /** Command frames and a zero-length audio body name no codec: they say `avc` and `aac`. */
  readonly codec: Codec;
  /** `colour` holds HDR metadata, `channels` a speaker layout, `command` one byte (0 start, 1 end of seeking). */
  readonly kind: PartKind;
  /** Always true for audio, false for colour and commands. */
  readonly isKeyFrame: boolean;
  /** pts − dts in ms, signed; 0 where the codec has none. */
  readonly cts: Millis;
  /** What to add to the presentation time, 0..999 999 ns. */
  readonly nanos: number;
};

const codecs: readonly (readonly [number, Codec])[] = [
  [fourCcNumber(videoFourCcs.avc), 'avc'],
  [fourCcNumber(videoFourCcs.hevc), 'hevc'],
  [fourCcNumber(videoFourCcs.vvc), 'vvc'],
  [fourCcNumber(videoFourCcs.av1), 'av1'],
  [fourCcNumber(videoFourCcs.vp9), 'vp9'],
  [fourCcNumber(videoFourCcs.vp8), 'vp8'],
  [fourCcNumber(audioFourCcs.aac), 'aac'],
  [fourCcNumber(audioFourCcs.opus), 'opus'],
  [fourCcNumber(audioFourCcs.flac), 'flac'],
  [fourCcNumber(audioFourCcs.ac3), 'ac3'],
  [fourCcNumber(audioFourCcs.eac3), 'eac3'],
  [fourCcNumber(audioFourCcs.mp3), 'mp3'],
];
const codecByFourCc: ReadonlyMap<number, Codec> = new Map(codecs);
const fourCcByCodec: ReadonlyMap<Codec, number> = new Map(codecs.map(([fourCc, codec]) => [codec, fourCc]));

/** The number of a codec's FourCC, big-endian. */
export function fourCcOf(codec: Codec): number {
  return fourCcByCodec.get(codec) ?? 0;
}

/** The codec that a FourCC number names on a track; null for an unknown one and for one of the other kind of track. */
export function codecOfFourCc(track: 'video' | 'audio', fourCc: number): Codec | null {
  const codec = codecByFourCc.get(fourCc);
  if (codec === undefined) return null;
  return Object.hasOwn(videoFourCcs, codec) === (track === 'video') ? codec : null;
}

/** What an enhanced packet type announces; null for multitrack, ModEx and unknown types. */
export function kindOf(track: 'video' | 'audio', packetType: number): PartKind | null {
  return track === 'video' ? videoKind(packetType) : audioKind(packetType);
}

function videoKind(packetType: number): PartKind | null {
  switch (packetType) {
    case videoPacket.sequenceStart:
    case videoPacket.transportStreamStart:
      return 'header';
    case videoPacket.codedFrames:
    case videoPacket.codedFramesX:
      return 'media';
    case videoPacket.sequenceEnd:
      return 'end';
    case videoPacket.metadata:
      return 'colour';
    default:
      return null;
  }
}

function audioKind(packetType: number): PartKind | null {
  switch (packetType) {
    case audioPacket.sequenceStart:
      return 'header';
    case audioPacket.codedFrames:
      return 'media';
    case audioPacket.sequenceEnd:
      return 'end';
    case audioPacket.multichannelConfig:
      return 'channels';
    default:
      return null;
  }
}
