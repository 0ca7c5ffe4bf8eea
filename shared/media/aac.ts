/** AudioSpecificConfig (ISO 14496-3 1.6.2.1): reading what an encoder gave, making one where it gave none. */
import { fail, ok } from '../errors.ts';
import type { Reply } from '../errors.ts';
import { BitReader } from '../wire/bit-reader.ts';

/** Sampling frequency index to Hz. */
const sampleRates = [
  96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8000, 7350,
];
/** Index that announces 24 bits of explicit rate. */
const explicitRate = 15;
/** Channel configuration to channel count; 0 means that a program config element tells, which we don't read. */
const channelCounts = [0, 1, 2, 3, 4, 5, 6, 8];
/** Audio object types. */
const objectTypes = { lowComplexity: 2, sbr: 5, escape: 31, parametricStereo: 29 } as const;

/** What the decoder will be told. */
export type AudioDescription = {
  /** Audio object type of the core: 2 = AAC-LC. */
  readonly objectType: number;
  /** Hertz of the core. */
  readonly sampleRate: number;
  readonly channels: number;
  /** True when spectral band replication or parametric stereo is signalled explicitly (HE-AAC). */
  readonly isHighEfficiency: boolean;
};

/**
 * Reads an AudioSpecificConfig; `input-invalid` with a `why` fact when it is short or names no rate or channel count.
 *
 * | bits | content |
 * |---|---|
 * | 5 (+6) | audio object type; 31 escapes to 32 + 6 bits |
 * | 4 (+24) | sampling frequency index; 15 escapes to the rate itself |
 * | 4 | channel configuration |
 */
export function readAudioSpecificConfig(bytes: Uint8Array): Reply<AudioDescription> {
  const bits = new BitReader(bytes);
  const first = readObjectType(bits);
  const sampleRate = readSampleRate(bits);
  const channels = channelCounts[bits.read(4)] ?? 0;
  const isHighEfficiency = first === objectTypes.sbr || first === objectTypes.parametricStereo;
  if (isHighEfficiency) readSampleRate(bits);
  const objectType = isHighEfficiency ? readObjectType(bits) : first;
  if (bits.overran) return fail('input-invalid', { why: 'asc-short' });
  if (sampleRate === 0) return fail('input-invalid', { why: 'asc-rate' });
  if (channels === 0) return fail('input-invalid', { why: 'asc-channels' });
  return ok({ objectType, sampleRate, channels, isHighEfficiency });
}

/** Builds the two-byte record of AAC-LC; `input-invalid` for a rate or channel count that has no index. */
export function writeAudioSpecificConfig(sampleRate: number, channels: number): Reply<Uint8Array> {
  const rate = sampleRates.indexOf(sampleRate);
  const layout = channelCounts.indexOf(channels);
  if (rate < 0) return fail('input-invalid', { why: 'asc-rate', sampleRate });
  if (layout < 1) return fail('input-invalid', { why: 'asc-channels', channels });
  const word = (objectTypes.lowComplexity << 11) | (rate << 7) | (layout << 3);
  return ok(new Uint8Array([word >> 8, word & 0xff]));
}

function readObjectType(bits: BitReader): number {
  const type = bits.read(5);
  return type === objectTypes.escape ? 32 + bits.read(6) : type;
}

function readSampleRate(bits: BitReader): number {
  const index = bits.read(4);
  return index === explicitRate ? bits.read(24) : (sampleRates[index] ?? 0);
}
