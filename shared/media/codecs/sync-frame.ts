/** First bytes of the audio frames that describe themselves: MP3 (ISO 11172-3 2.4.2.3), AC-3 and E-AC-3 (ATSC A/52). */
import { fail, ok } from '../../errors.ts';
import type { Reply } from '../../errors.ts';
import { BitReader } from '../../wire/bit-reader.ts';

const mp3Rates = [44_100, 48_000, 32_000];
const ac3Rates = [48_000, 44_100, 32_000];
/** Full-range channels by audio coding mode (A/52 table 5.8). */
const ac3Channels = [2, 1, 2, 3, 3, 4, 4, 5];
const ac3Sync = 0x0b77;
const ac3Samples = 1536;
const samplesPerBlock = 256;
/** Bitstream ids above this are E-AC-3. */
const lastAc3Id = 10;
const lastEac3Id = 16;
const monoMode = 3;

/** What a frame says about its stream. */
export type SyncFrame = {
  /** Hertz. */
  readonly sampleRate: number;
  readonly channels: number;
  /** Samples of each channel in a frame. */
  readonly samples: number;
};

/** Reads an MP3 frame header, MPEG 1, 2 and 2.5, layer III only; `input-invalid` for other bytes. */
export function readMp3Frame(frame: Uint8Array): Reply<SyncFrame> {
  const bits = new BitReader(frame);
  const sync = bits.read(11);
  const version = bits.read(2);
  const layer = bits.read(2);
  bits.read(1);
  const bitRate = bits.read(4);
  const rate = mp3Rates[bits.read(2)];
  bits.read(2);
  const mode = bits.read(2);
  const isLayer3 = layer === 1 && version !== 1 && bitRate !== 15;
  if (bits.overran || sync !== 0x7ff || !isLayer3 || rate === undefined)
    return fail('input-invalid', { why: 'mp3-frame' });
  // Version 3 is MPEG 1, 2 is MPEG 2 at half the rate, 0 is MPEG 2.5 at a quarter.
  const divisor = version === 3 ? 1 : version === 2 ? 2 : 4;
  return ok({ sampleRate: rate / divisor, channels: mode === monoMode ? 1 : 2, samples: version === 3 ? 1152 : 576 });
}

/** Reads an AC-3 or E-AC-3 sync frame's header; `input-invalid` for other bytes. */
export function readAc3Frame(frame: Uint8Array): Reply<SyncFrame> {
  const id = (frame[5] ?? 0xff) >> 3;
  const bits = new BitReader(frame);
  if (bits.read(16) !== ac3Sync || id > lastEac3Id) return fail('input-invalid', { why: 'ac3-frame' });
  const read = id <= lastAc3Id ? readAc3(bits) : readEac3(bits);
  return bits.overran || read === null ? fail('input-invalid', { why: 'ac3-frame' }) : ok(read);
}

function readAc3(bits: BitReader): SyncFrame | null {
  bits.read(16);
  const sampleRate = ac3Rates[bits.read(2)];
  // Frame size code, bitstream id and mode.
  bits.read(14);
  const mode = bits.read(3);
  if ((mode & 1) === 1 && mode !== 1) bits.read(2);
  if ((mode & 4) !== 0) bits.read(2);
  if (mode === 2) bits.read(2);
  const channels = (ac3Channels[mode] ?? 0) + bits.read(1);
  return sampleRate === undefined ? null : { sampleRate, channels, samples: ac3Samples };
}

function readEac3(bits: BitReader): SyncFrame | null {
  // Stream type, substream and frame size.
  bits.read(16);
  const code = bits.read(2);
  const second = bits.read(2);
  const sampleRate = code === 3 ? (ac3Rates[second] ?? 0) / 2 : (ac3Rates[code] ?? 0);
  const blocks = code === 3 ? 6 : ([1, 2, 3, 6][second] ?? 6);
  const channels = (ac3Channels[bits.read(3)] ?? 0) + bits.read(1);
  return sampleRate === 0 ? null : { sampleRate, channels, samples: blocks * samplesPerBlock };
}
