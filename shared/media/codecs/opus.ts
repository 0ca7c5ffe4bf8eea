/** Opus: the identification header (RFC 7845 5.1) that FLV carries, made from MP4's or from nothing, and packet lengths. */
import { fail, ok } from '../../errors.ts';
import type { Reply } from '../../errors.ts';
import { ByteReader } from '../../wire/byte-reader.ts';
import { ByteWriter } from '../../wire/byte-writer.ts';

const magic = Uint8Array.of(0x4f, 0x70, 0x75, 0x73, 0x48, 0x65, 0x61, 0x64);
/** Samples at 48 kHz that libopus wants skipped at the start: 6.5 ms. */
export const usualPreSkip = 312;
/** Opus always runs at this clock. */
const clockRate = 48_000;
/** A packet may last 120 ms (RFC 6716 3.2.5). */
const longestPacket = 5760;
const shortestFrame = 120;

/** Streams, coupled streams and channel order of 1 to 8 channels in Vorbis order (RFC 7845 5.1.1.2, libopus). */
const vorbisLayouts: readonly (readonly [number, number, readonly number[]])[] = [
  [1, 0, [0]],
  [1, 1, [0, 1]],
  [2, 1, [0, 2, 1]],
  [2, 2, [0, 1, 2, 3]],
  [3, 2, [0, 4, 1, 2, 3]],
  [4, 2, [0, 4, 1, 2, 3, 5]],
  [4, 3, [0, 4, 1, 2, 3, 5, 6]],
  [5, 3, [0, 6, 1, 2, 3, 4, 5, 7]],
];

/** What the header says. */
export type OpusHead = {
  readonly channels: number;
  /** Samples at 48 kHz to drop at the start. */
  readonly preSkip: number;
  /** Rate of the original in Hz, for information: the decoder's clock is 48 kHz. */
  readonly sampleRate: number;
  /** Q7.8 dB. */
  readonly gain: number;
  /** 0 mono and stereo, 1 Vorbis order, 2 and 3 ambisonics, 255 no order. */
  readonly family: number;
  /** Stream count, coupled count and one entry per channel; null for family 0. */
  readonly mapping: { readonly streams: number; readonly coupled: number; readonly table: Uint8Array } | null;
};

/**
 * Reads OpusHead; `input-invalid` with a `why` fact for other bytes.
 *
 * | byte | content |
 * |---|---|
 * | 0–7 | "OpusHead" |
 * | 8 | version 1 (high half 0) |
 * | 9 | channels |
 * | 10–11, 12–15, 16–17 | pre-skip, sample rate, gain: least significant byte first |
 * | 18 | mapping family; unless 0: streams, coupled streams, a byte per channel |
 */
export function readOpusHead(bytes: Uint8Array): Reply<OpusHead> {
  const reader = new ByteReader(bytes);
  const start = reader.take(magic.length);
  const version = reader.u8();
  const channels = reader.u8();
  const preSkip = swap16(reader.u16());
  const sampleRate = swap32(reader.u32());
  const gain = signed16(swap16(reader.u16()));
  if (reader.overran) return fail('input-invalid', { why: 'opus-head-short' });
  if (!magic.every((byte, index) => start[index] === byte)) return fail('input-invalid', { why: 'opus-head-magic' });
  if (version >> 4 !== 0) return fail('input-invalid', { why: 'opus-head-version', version });
  return readMapping(reader, { channels, preSkip, sampleRate, gain });
}

/** Writes OpusHead. */
export function writeOpusHead(head: OpusHead): Uint8Array {
  const writer = new ByteWriter(32).bytes(magic).u8(1).u8(head.channels);
  writer
    .u16(swap16(head.preSkip))
    .u32LE(head.sampleRate)
    .u16(swap16(head.gain & 0xffff));
  writer.u8(head.mapping === null ? 0 : head.family);
  if (head.mapping !== null) writer.u8(head.mapping.streams).u8(head.mapping.coupled).bytes(head.mapping.table);
  return writer.finish();
}

/** The header of a stream whose encoder gave none: the usual pre-skip, Vorbis order; `input-invalid` above 8 channels. */
export function opusHeadFor(sampleRate: number, channels: number): Reply<OpusHead> {
  const layout = vorbisLayouts[channels - 1];
  if (layout === undefined) return fail('input-invalid', { why: 'opus-channels', channels });
  const head = { channels, preSkip: usualPreSkip, sampleRate, gain: 0 };
  if (channels <= 2) return ok({ ...head, family: 0, mapping: null });
  const [streams, coupled, table] = layout;
  return ok({ ...head, family: 1, mapping: { streams, coupled, table: Uint8Array.from(table) } });
}

/**
 * Reads the content of MP4's `dOps` box (Opus in ISO BMFF 4.3.2): version 0, and most significant bytes first;
 * `input-invalid` for other bytes.
 */
export function readOpusBox(bytes: Uint8Array): Reply<OpusHead> {
  const reader = new ByteReader(bytes);
  const version = reader.u8();
  const channels = reader.u8();
  const preSkip = reader.u16();
  const sampleRate = reader.u32();
  const gain = reader.i16();
  if (reader.overran) return fail('input-invalid', { why: 'opus-box-short' });
  if (version !== 0) return fail('input-invalid', { why: 'opus-box-version', version });
  return readMapping(reader, { channels, preSkip, sampleRate, gain });
}

/** Samples at 48 kHz in a packet, by its first bytes (RFC 6716 3.1 and 3.2); 0 for an empty or impossible one. */
export function opusPacketSamples(packet: Uint8Array): number {
  const [first, second = 0] = packet;
  if (first === undefined) return 0;
  const code = first & 3;
  const frames = code === 0 ? 1 : code < 3 ? 2 : second & 0x3f;
  const samples = frames * frameSamples(first >> 3);
  return samples <= longestPacket ? samples : 0;
}

function frameSamples(configuration: number): number {
  const step = configuration & 3;
  if (configuration >= 16) return shortestFrame << step;
  if (configuration >= 12) return (clockRate / 100) << (configuration & 1);
  return step === 3 ? (clockRate / 1000) * 60 : (clockRate / 100) << step;
}

type Start = Pick<OpusHead, 'channels' | 'preSkip' | 'sampleRate' | 'gain'>;

function readMapping(reader: ByteReader, start: Start): Reply<OpusHead> {
  const family = reader.u8();
  if (start.channels === 0) return fail('input-invalid', { why: 'opus-channels', channels: 0 });
  if (family === 0) {
    if (start.channels > 2) return fail('input-invalid', { why: 'opus-channels', channels: start.channels });
    return reader.overran ? fail('input-invalid', { why: 'opus-head-short' }) : ok({ ...start, family, mapping: null });
  }
  const streams = reader.u8();
  const coupled = reader.u8();
  const table = reader.take(start.channels);
  if (reader.overran) return fail('input-invalid', { why: 'opus-head-short' });
  return ok({ ...start, family, mapping: { streams, coupled, table } });
}

function swap16(value: number): number {
  return ((value & 0xff) << 8) | (value >> 8);
}

function swap32(value: number): number {
  return swap16(value & 0xffff) * 0x1_0000 + swap16(value >>> 16);
}

function signed16(value: number): number {
  return value >= 0x8000 ? value - 0x1_0000 : value;
}
