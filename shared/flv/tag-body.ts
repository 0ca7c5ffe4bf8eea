/** FLV tag bodies for H.264 and AAC (FLV 10.1, E.4.2 and E.4.3): the bytes between an RTMP message header and the media. */
import type { Millis } from '../clock.ts';
import { fail, ok } from '../errors.ts';
import type { Reply } from '../errors.ts';
import { ByteReader } from '../wire/byte-reader.ts';

/** Bytes before the media in a video body. */
export const videoPrefixLength = 5;

const avc = 7;
const aacFormat = 10;
const frameType = { key: 1, inter: 2 } as const;
const packetType = { header: 0, media: 1, end: 2 } as const;

/** What a video tag body holds. `media` is a view of the body. */
export type VideoBody = {
  readonly kind: 'header' | 'media' | 'end';
  readonly isKeyFrame: boolean;
  /** pts − dts in ms, signed. */
  readonly cts: Millis;
  readonly media: Uint8Array;
};

/** What an AAC tag body holds. `media` is a view of the body. */
export type AudioBody = { readonly kind: 'header' | 'media'; readonly media: Uint8Array };

/** `17 00 00 00 00`: an AVCDecoderConfigurationRecord follows. */
export const videoHeaderPrefix: readonly number[] = [0x17, packetType.header, 0, 0, 0];
/** `AF 00`: an AudioSpecificConfig follows. */
export const audioHeaderPrefix: readonly number[] = [0xaf, 0];
/** `AF 01`: one raw AAC access unit follows. */
export const audioMediaPrefix: readonly number[] = [0xaf, 1];

/**
 * The five bytes before length-prefixed NAL units; `cts` is signed milliseconds.
 *
 * | byte | content |
 * |---|---|
 * | 0 | frame type (1 key, 2 inter) in the high nibble, codec 7 in the low one |
 * | 1 | 1 = NAL units |
 * | 2–4 | composition time SI24 |
 */
export function videoMediaPrefix(isKeyFrame: boolean, cts: Millis): readonly number[] {
  const type = isKeyFrame ? frameType.key : frameType.inter;
  return [(type << 4) | avc, packetType.media, (cts >> 16) & 0xff, (cts >> 8) & 0xff, cts & 0xff];
}

/** Reads an H.264 video body; `input-invalid` with a `why` fact for another codec, an Enhanced RTMP header or a short body. */
export function readVideoBody(body: Uint8Array): Reply<VideoBody> {
  const reader = new ByteReader(body);
  const first = reader.u8();
  if ((first & 0x80) !== 0) return fail('input-invalid', { why: 'video-enhanced' });
  if ((first & 0x0f) !== avc) return fail('input-invalid', { why: 'video-codec', codec: first & 0x0f });
  const type = reader.u8();
  const cts = reader.i24();
  if (reader.overran) return fail('input-invalid', { why: 'video-short' });
  const isKeyFrame = first >> 4 === frameType.key;
  const media = reader.rest();
  if (type === packetType.header) return ok({ kind: 'header', isKeyFrame, cts: 0, media });
  if (type === packetType.media) return ok({ kind: 'media', isKeyFrame, cts, media });
  if (type === packetType.end) return ok({ kind: 'end', isKeyFrame, cts: 0, media });
  return fail('input-invalid', { why: 'video-packet-type', type });
}

/** Reads an AAC body; `input-invalid` with a `why` fact for another codec or a short body. */
export function readAudioBody(body: Uint8Array): Reply<AudioBody> {
  const reader = new ByteReader(body);
  const first = reader.u8();
  if (!reader.overran && first >> 4 !== aacFormat)
    return fail('input-invalid', { why: 'audio-codec', codec: first >> 4 });
  const type = reader.u8();
  if (reader.overran) return fail('input-invalid', { why: 'audio-short' });
  if (type > 1) return fail('input-invalid', { why: 'audio-packet-type', type });
  return ok({ kind: type === 0 ? 'header' : 'media', media: reader.rest() });
}
