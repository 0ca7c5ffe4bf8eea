/** RFC 6381 codec strings out of configuration records, for WebCodecs decoders and reports. */
import { fail, ok } from '../../errors.ts';
import type { Reply } from '../../errors.ts';
import { BitReader } from '../../wire/bit-reader.ts';
import { av1CodecString, readAv1Configuration } from './av1.ts';
import type { AudioCodec, VideoCodec } from './codec.ts';
import { hevcCodecString, readHevcConfiguration } from './hevc.ts';
import { readVpConfiguration, vp9CodecString } from './vpx.ts';

/** AAC object type that escapes to six more bits. */
const objectTypeEscape = 31;

/** Codecs whose records say nothing that belongs into a string have a constant one. */
const writers: Readonly<Record<VideoCodec | AudioCodec, (description: Uint8Array) => Reply<string>>> = {
  avc: avcString,
  hevc: (description) => map(readHevcConfiguration(description), hevcCodecString),
  vvc: () => ok('vvc1'),
  av1: (description) => map(readAv1Configuration(description), av1CodecString),
  vp9: (description) => map(readVpConfiguration(description), vp9CodecString),
  vp8: () => ok('vp8'),
  aac: aacString,
  opus: () => ok('opus'),
  flac: () => ok('flac'),
  ac3: () => ok('ac-3'),
  eac3: () => ok('ec-3'),
  mp3: () => ok('mp3'),
};

/** The string of a stream by its record (avcC, hvcC, av1C, vpcC, AudioSpecificConfig); `input-invalid` for a bad record. */
export function codecStringOf(codec: VideoCodec | AudioCodec, description: Uint8Array): Reply<string> {
  return writers[codec](description);
}

function map<T>(record: Reply<T>, write: (record: T) => string): Reply<string> {
  return record.ok ? ok(write(record.value)) : record;
}

/** `avc1.42C01F`: profile, compatibility and level in hexadecimal. */
function avcString(record: Uint8Array): Reply<string> {
  if (record.length < 4 || record[0] !== 1) return fail('input-invalid', { why: 'avcc-short' });
  return ok(
    `avc1.${[...record.subarray(1, 4)].map((byte) => byte.toString(16).padStart(2, '0').toUpperCase()).join('')}`,
  );
}

/** `mp4a.40.2`: the audio object type, that of the extension where one is signalled first. */
function aacString(record: Uint8Array): Reply<string> {
  const bits = new BitReader(record);
  const type = bits.read(5);
  const objectType = type === objectTypeEscape ? 32 + bits.read(6) : type;
  return bits.overran || objectType === 0 ? fail('input-invalid', { why: 'asc-short' }) : ok(`mp4a.40.${objectType}`);
}
