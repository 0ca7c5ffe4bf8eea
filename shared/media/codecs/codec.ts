/** The codecs that RTMP carries: names, FourCCs (Enhanced RTMP v2) and what an RFC 6381 codec string stands for. */

export type VideoCodec = 'avc' | 'hevc' | 'vvc' | 'av1' | 'vp9' | 'vp8';
export type AudioCodec = 'aac' | 'opus' | 'flac' | 'ac3' | 'eac3' | 'mp3';

/** FourCC characters as they stand on the wire. */
export const videoFourCcs: Readonly<Record<VideoCodec, string>> = {
  avc: 'avc1',
  hevc: 'hvc1',
  vvc: 'vvc1',
  av1: 'av01',
  vp9: 'vp09',
  vp8: 'vp08',
};

export const audioFourCcs: Readonly<Record<AudioCodec, string>> = {
  aac: 'mp4a',
  opus: 'Opus',
  flac: 'fLaC',
  ac3: 'ac-3',
  eac3: 'ec-3',
  mp3: '.mp3',
};

/** Video codecs whose coded frames carry a composition time (Enhanced RTMP v2, "Enhanced Video"). */
export const codecsWithCompositionTime: ReadonlySet<VideoCodec | AudioCodec> = new Set(['avc', 'hevc', 'vvc']);

/** A FourCC as the number that stands on the wire and in onMetaData, big-endian. */
export function fourCcNumber(fourCc: string): number {
  let value = 0;
  for (let index = 0; index < 4; index++) value = value * 256 + (fourCc.charCodeAt(index) & 0xff);
  return value;
}

const videoPrefixes: readonly (readonly [string, VideoCodec])[] = [
  ['avc1', 'avc'],
  ['avc3', 'avc'],
  ['hvc1', 'hevc'],
  ['hev1', 'hevc'],
  ['vvc1', 'vvc'],
  ['vvi1', 'vvc'],
  ['av01', 'av1'],
  ['vp09', 'vp9'],
  ['vp9', 'vp9'],
  ['vp08', 'vp8'],
  ['vp8', 'vp8'],
];

const audioPrefixes: readonly (readonly [string, AudioCodec])[] = [
  ['mp4a.69', 'mp3'],
  ['mp4a.6B', 'mp3'],
  ['mp4a', 'aac'],
  ['opus', 'opus'],
  ['flac', 'flac'],
  ['ac-3', 'ac3'],
  ['ec-3', 'eac3'],
  ['mp3', 'mp3'],
];

/** The video codec of an RFC 6381 string such as `avc1.42C01F` or `av01.0.04M.08`; null for one that RTMP can't carry. */
export function videoCodecOf(codec: string): VideoCodec | null {
  return videoPrefixes.find(([prefix]) => codec.startsWith(prefix))?.[1] ?? null;
}

/** The audio codec of an RFC 6381 string such as `mp4a.40.2` or `opus`; null for one that RTMP can't carry. */
export function audioCodecOf(codec: string): AudioCodec | null {
  const name = codec.startsWith('mp4a') ? codec : codec.toLowerCase();
  return audioPrefixes.find(([prefix]) => name.startsWith(prefix))?.[1] ?? null;
}
