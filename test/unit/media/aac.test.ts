/** AudioSpecificConfig: one table of bytes and descriptions. */
import { expect, test } from 'vitest';
import { readAudioSpecificConfig, writeAudioSpecificConfig } from '../../../shared/media/aac.ts';
import { hex } from '../wire/amf0-table.ts';

const lowComplexity = [
  ['1190', 48_000, 2],
  ['1210', 44_100, 2],
  ['1188', 48_000, 1],
  ['1288', 32_000, 1],
  ['11b0', 48_000, 6],
  ['11b8', 48_000, 8],
  ['1410', 16_000, 2],
] as const;

test.each(lowComplexity)('C50: %s means %d Hz and %d channels', (bytes, sampleRate, channels) => {
  const value = { objectType: 2, sampleRate, channels, isHighEfficiency: false };
  expect(readAudioSpecificConfig(hex(bytes))).toEqual({ ok: true, value });
});

test.each(lowComplexity)('C50: writes %s for %d Hz and %d channels', (bytes, sampleRate, channels) => {
  expect(writeAudioSpecificConfig(sampleRate, channels)).toEqual({ ok: true, value: hex(bytes) });
});

test('C50: tells HE-AAC from AAC-LC', () => {
  const read = readAudioSpecificConfig(hex('2b118800'));
  expect(read).toMatchObject({
    ok: true,
    value: { objectType: 2, sampleRate: 24_000, channels: 2, isHighEfficiency: true },
  });
});

test('C50: reads an explicit sample rate', () => {
  expect(readAudioSpecificConfig(hex('1780579010'))).toMatchObject({
    ok: true,
    value: { sampleRate: 44_832, channels: 2 },
  });
});

test.each([
  ['11', 'asc-short'],
  ['', 'asc-short'],
  ['1690', 'asc-rate'],
  ['1180', 'asc-channels'],
])('C50: refuses %s with %s', (bytes, why) => {
  expect(readAudioSpecificConfig(hex(bytes))).toMatchObject({
    ok: false,
    error: { code: 'input-invalid', facts: { why } },
  });
});

test.each([
  [47_999, 2, 'asc-rate'],
  [48_000, 7, 'asc-channels'],
  [48_000, 0, 'asc-channels'],
])('C50: guesses no index for %d Hz and %d channels', (sampleRate, channels, why) => {
  expect(writeAudioSpecificConfig(sampleRate, channels)).toMatchObject({ ok: false, error: { facts: { why } } });
});
