/** H.264 configuration records, NAL units and picture sizes; the records come from x264. */
import { expect, test } from 'vitest';
import {
  isIdr,
  readAvcConfiguration,
  splitNalUnits,
  withSingleSets,
  writeAvcConfiguration,
} from '../../../shared/media/avc.ts';
import { readPictureSize } from '../../../shared/media/sps.ts';
import { hex } from '../wire/amf0-table.ts';

const baseline = '0142c00dffe100196742c00dda05467889b0110000030001000003003c0f142aa001000468ce0fc8';
const high = '01640028ffe1001b67640028acd940780227e5c044000003000400000300f03c60c65801000668ebe3cb22c0fdf8f800';
const interlaced = '017a001effe10018677a001ebcd940b424d8088000000300800000190f8a14cb01000668fba3cb22c0fef8f800';

test.each([
  [baseline, 0x42, 13, 322, 182],
  [high, 100, 40, 1920, 1080],
  [interlaced, 122, 30, 720, 576],
])('C46: reads the record %s', (bytes, ...[profile, level, width, height]) => {
  const read = readAvcConfiguration(hex(bytes));
  expect(read).toMatchObject({ ok: true, value: { profile, level, lengthSize: 4 } });
  if (!read.ok) return;
  const [sps = new Uint8Array(0)] = read.value.sps;
  expect([read.value.sps.length, read.value.pps.length]).toEqual([1, 1]);
  expect(readPictureSize(sps)).toEqual({ ok: true, value: { width, height } });
});

test.each([baseline, high])('writes the record that an encoder wrote: %s', (bytes) => {
  const read = readAvcConfiguration(hex(bytes));
  expect(read.ok && writeAvcConfiguration(read.value.sps, read.value.pps)).toEqual({ ok: true, value: hex(bytes) });
});

test('refuses every cut of a record', () => {
  const bytes = hex(baseline);
  for (let length = 0; length < bytes.length; length++) {
    expect(readAvcConfiguration(bytes.subarray(0, length)).ok).toBe(false);
    expect(readPictureSize(bytes.subarray(8, Math.min(length, 14))).ok).toBe(false);
  }
});

test.each([
  ['0042c00dffe000', 'avcc-version'],
  ['0142c00dfee000', 'avcc-length-size'],
  ['0142c00dffe000', 'avcc-parameter-sets'],
])('refuses the record %s with %s', (bytes, why) => {
  expect(readAvcConfiguration(hex(bytes))).toMatchObject({ ok: false, error: { facts: { why } } });
});

test('walks NAL units and finds an IDR slice behind other units', () => {
  const unit = hex('00000002 0910 00000000 00000003 658880');
  expect(splitNalUnits(unit, 4)).toEqual({ ok: true, value: [hex('0910'), hex('658880')] });
  expect(isIdr(unit)).toBe(true);
  expect(isIdr(hex('00000003 419a00'))).toBe(false);
});

test.each(['00000004 6588', '0000', 'ffffffff 65'])('refuses the NAL lengths of %s', (bytes) => {
  expect(splitNalUnits(hex(bytes), 4)).toMatchObject({ ok: false, error: { facts: { why: 'nal-length' } } });
  expect(isIdr(hex(bytes))).toBe(false);
});

test('C46: merges equal parameter sets and refuses several different ones', () => {
  expect(withSingleSets(hex(high))).toEqual({ ok: true, value: hex(high) });
  const sps = '001b67640028acd940780227e5c044000003000400000300f03c60c658';
  const pps = '000668ebe3cb22c0';
  const twice = hex(`01640028ffe2${sps}${sps}02${pps}${pps}fdf8f800`);
  expect(withSingleSets(twice)).toEqual({ ok: true, value: hex(high) });
  const different = hex(`01640028ffe1${sps}02${pps}0006 68ebe3cb22c1 fdf8f800`);
  expect(withSingleSets(different)).toMatchObject({
    ok: false,
    error: { code: 'input-invalid', facts: { why: 'avcc-several-sets', sps: 1, pps: 2 } },
  });
  expect(withSingleSets(hex('01')).ok).toBe(false);
});
