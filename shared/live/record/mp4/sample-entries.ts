/** Sample entries: what tells a decoder of MP4 about a track, made from a stream's configuration. */
import { audioCodecOf, videoCodecOf } from '../../../media/codecs/codec.ts';
import type { AudioConfig, ColourInfo, StreamConfig, VideoConfig } from '../../../media/encoded-packet.ts';
import { readOpusHead } from '../../../media/codecs/opus.ts';
import { ByteWriter } from '../../../wire/byte-writer.ts';
import { box, fullBox, wordLimit, type Box } from './boxes.ts';

/** 72 dpi in 16.16. */
const resolution = 0x0048_0000;
/** MPEG-4 audio (ISO 14496-1 7.2.6.6). */
const audioObjectType = 0x40;
/** Audio stream, upstream 0, reserved 1. */
const audioStreamType = 0x15;
/** An AudioSpecificConfig is 2 to a dozen bytes; the descriptor's length takes one byte up to 127. */
const longestSpecificConfig = 64;

/** `stsd` of a track; null for a codec that our MP4 files don't carry, or a description that can't be right. */
export function sampleDescription(config: StreamConfig): Box | null {
  const entry = config.track === 'video' ? videoEntry(config) : audioEntry(config);
  return entry === null ? null : fullBox('stsd', 0, 0, new ByteWriter(4).u32(1).finish(), entry);
}

function videoEntry(config: VideoConfig): Box | null {
  const parts = videoRecord(config);
  if (parts === null || config.description.length === 0) return null;
  const fields = new ByteWriter(78).u32(0).u16(0).u16(1).bytes(new Uint8Array(16));
  fields.u16(config.width).u16(config.height).u32(resolution).u32(resolution).u32(0).u16(1);
  fields.bytes(new Uint8Array(32)).u16(0x18).u16(0xffff);
  return box(parts.name, fields.finish(), parts.record, ...colourBoxes(config.colour));
}

function videoRecord({ codec, description }: VideoConfig): { readonly name: string; readonly record: Box } | null {
  switch (videoCodecOf(codec)) {
    case 'avc':
      return { name: 'avc1', record: box('avcC', description) };
    case 'hevc':
      return { name: codec.startsWith('hev1') ? 'hev1' : 'hvc1', record: box('hvcC', description) };
    case 'av1':
      return { name: 'av01', record: box('av1C', description) };
    case 'vp9':
      return { name: 'vp09', record: fullBox('vpcC', 1, 0, bareVpRecord(description)) };
    case 'vvc':
    case 'vp8':
    case null:
      return null;
  }
}

/** Some senders leave the version and flags of MP4's box before the eight bytes of the record. */
function bareVpRecord(description: Uint8Array): Uint8Array {
  return description.length > 8 && description[0] === 1 ? description.subarray(4) : description;
}

/** `colr` with code points of H.273; HDR pictures look washed out without it. */
function colourBoxes(colour: ColourInfo | undefined): readonly Box[] {
  const points = colour?.colorConfig;
  if (points?.colorPrimaries === undefined || points.transferCharacteristics === undefined) return [];
  const fields = new ByteWriter(11).bytes(Uint8Array.of(0x6e, 0x63, 0x6c, 0x78));
  fields
    .u16(points.colorPrimaries)
    .u16(points.transferCharacteristics)
    .u16(points.matrixCoefficients ?? 2)
    .u8(0);
  return [box('colr', fields.finish())];
}

function audioEntry(config: AudioConfig): Box | null {
  const codec = audioCodecOf(config.codec);
  if (codec !== 'aac' && codec !== 'opus') return null;
  const record = codec === 'aac' ? esds(config) : dOps(config);
  if (record === null) return null;
  const rate = config.sampleRate < 0x1_0000 ? config.sampleRate * 0x1_0000 : 0;
  const fields = new ByteWriter(28).u32(0).u16(0).u16(1).bytes(new Uint8Array(8));
  fields
    .u16(config.channels)
    .u16(16)
    .u32(0)
    .u32(rate % wordLimit);
  return box(codec === 'aac' ? 'mp4a' : 'Opus', fields.finish(), record);
}

/** Elementary stream descriptor (ISO 14496-1 7.2.6.5) round the AudioSpecificConfig. */
function esds({ description, kbps }: AudioConfig): Box | null {
  const length = description.length;
  if (length < 2 || length > longestSpecificConfig) return null;
  const writer = new ByteWriter(length + 32)
    .u8(3)
    .u8(3 + 2 + 13 + 2 + length + 3)
    .u16(0)
    .u8(0);
  writer
    .u8(4)
    .u8(13 + 2 + length)
    .u8(audioObjectType)
    .u8(audioStreamType)
    .u24(0);
  writer.u32(kbps * 1000).u32(kbps * 1000);
  writer.u8(5).u8(length).bytes(description);
  return fullBox('esds', 0, 0, writer.u8(6).u8(1).u8(2).finish());
}

/** OpusSpecificBox ("Encapsulation of Opus in ISO Base Media File Format" 4.3.2). */
function dOps({ description }: AudioConfig): Box | null {
  const head = readOpusHead(description);
  if (!head.ok) return null;
  const { channels, preSkip, sampleRate, gain, family, mapping } = head.value;
  const writer = new ByteWriter(24).u8(0).u8(channels).u16(preSkip).u32(sampleRate).i16(gain).u8(family);
  if (mapping !== null) writer.u8(mapping.streams).u8(mapping.coupled).bytes(mapping.table);
  return box('dOps', writer.finish());
}
