/** AV1: units of a temporal unit, key frames, sequence headers and records; the bytes come from libaom and SVT-AV1. */
import { describe, expect, test } from 'vitest';
import {
  av1CodecString,
  av1RecordOfDescriptors,
  findAv1Sequence,
  readAv1Configuration,
  readAv1Sequence,
  writeAv1Configuration,
} from '../../../../shared/media/codecs/av1.ts';
import { isAv1KeyFrame, splitObus, toFlvTemporalUnit } from '../../../../shared/media/codecs/obu.ts';
import { hex } from '../../wire/amf0-table.ts';
import { bits, field, golomb } from './bits.ts';
import { av1Gray, av1Hdr, av1High, av1Main, av1MainFrame } from './video-records.ts';

test.each([
  ['av01.0.00M.08', av1Main, { width: 322, height: 182, profile: 0, bitDepth: 8, subsamplingX: 1, subsamplingY: 1 }],
  [
    'av01.0.05M.10.0.110.09.16.09.0',
    av1Hdr,
    { width: 1280, height: 720, bitDepth: 10, primaries: 9, transfer: 16, matrix: 9, level: 5, isFullRange: false },
  ],
  ['av01.0.00M.08.1.110.01.01.01.1', av1Gray, { isMonochrome: true, subsamplingX: 1, subsamplingY: 1 }],
  ['av01.1.00M.08.0.000.01.01.01.0', av1High, { width: 322, height: 182, profile: 1, subsamplingX: 0 }],
])('C48: reads the record of %s and makes it from a key frame', (codec, record, said) => {
  const read = readAv1Configuration(record);
  if (!read.ok) throw new Error('unreadable');
  expect(av1CodecString(read.value)).toBe(codec);
  expect(findAv1Sequence(record.subarray(4))).toMatchObject({ ok: true, value: said });
  const keyFrame = Uint8Array.of(0x12, 0, ...record.subarray(4), 0x32, 1, 0x10);
  expect(writeAv1Configuration(keyFrame)).toEqual({ ok: true, value: record });
});

test('C48: a record without a sequence header still names the codec', () => {
  const read = readAv1Configuration(hex('81054c00'));
  expect(read.ok && read.value.sequence).toBeNull();
  expect(read.ok && av1CodecString(read.value)).toBe('av01.0.05M.10');
  for (const bad of ['', '810500', '01054c00']) expect(readAv1Configuration(hex(bad)).ok).toBe(false);
});

test('C48: finds the record in MPEG-2 descriptors', () => {
  const record = av1RecordOfDescriptors(hex('0504 41563031 8004 81054c40'));
  expect(record).toEqual(hex('81054c40'));
  expect(readAv1Configuration(record)).toMatchObject({ ok: true, value: { level: 5, bitDepth: 10 } });
  expect(av1RecordOfDescriptors(hex('0504 41563031 8a01ff 8004 81054c40'))).toEqual(record);
  expect(av1RecordOfDescriptors(hex('0504 41563031'))).toHaveLength(0);
  expect(av1RecordOfDescriptors(hex('80ff 81'))).toHaveLength(0);
});

test.each([
  ['all there is, as a view', '0a01ff 320110', '0a01ff 320110'],
  ['a delimiter first', '1200 0a01ff 320110', '0a01ff 320110'],
  ['a delimiter with a layer', '160800 320110', '320110'],
  ['padding at the end', '1200 320110 7a0200 00', '320110'],
  ['a redundant header and a tile list', '1a0110 3a0110 4201ff 2201aa', '1a0110 2201aa'],
  ['a last unit without size', '1200 0a01ff 3010aabb', '0a01ff 320310aabb'],
  ['a last unit with layer and no size', '34 20 10aa', '36 20 02 10aa'],
  ['nothing but a delimiter', '1200', ''],
])('C48: carries %s', (_name, unit, carried) => {
  expect(toFlvTemporalUnit(hex(unit))).toEqual({ ok: true, value: hex(carried) });
});

test('C48: leaving out a delimiter copies nothing', () => {
  const unit = hex('1200 0a01ff 320110');
  const carried = toFlvTemporalUnit(unit);
  expect(carried.ok && carried.value.buffer === unit.buffer).toBe(true);
});

test('sizes of two bytes and more', () => {
  const payload = new Uint8Array(200).fill(7);
  const unit = Uint8Array.of(0x30, ...payload);
  expect(toFlvTemporalUnit(unit)).toEqual({ ok: true, value: Uint8Array.of(0x32, 0xc8, 0x01, ...payload) });
  const padded = splitObus(Uint8Array.of(0x32, 0x81, 0x80, 0x00, 0xaa));
  expect(padded).toMatchObject({ ok: true, value: [{ type: 6, payload: Uint8Array.of(0xaa) }] });
});

test.each(['320210', '32', '3280808080808080808000', '8200', '34'])('refuses the units %s', (bytes) => {
  expect(splitObus(hex(bytes))).toMatchObject({ ok: false, error: { facts: { why: 'obu' } } });
  expect(toFlvTemporalUnit(hex(bytes)).ok).toBe(false);
  expect(isAv1KeyFrame(hex(bytes))).toBe(false);
});

test.each([
  ['a key frame that is shown', '0a01ff 320110', true],
  ['a key frame whose header stands alone', '1a0110 2201aa', true],
  ['a key frame for later', '320100', false],
  ['an inter frame', '320130', false],
  ['a frame shown again', '1a0180', false],
  ['no frame', '0a01ff', false],
  ['nothing', '', false],
])('C45: %s', (_name, unit, isKey) => {
  expect(isAv1KeyFrame(hex(unit))).toBe(isKey);
});

test('C45: libaom begins with a key frame', () => {
  expect(isAv1KeyFrame(av1MainFrame)).toBe(true);
});

test('refuses every cut of a sequence header, and a unit without one', () => {
  const payload = av1Hdr.subarray(6);
  for (let length = 0; length < payload.length - 1; length++)
    expect(readAv1Sequence(payload.subarray(0, length)).ok).toBe(false);
  expect(writeAv1Configuration(hex('320110'))).toMatchObject({
    ok: false,
    error: { facts: { why: 'av1-no-sequence' } },
  });
});

describe('sequence headers that no encoder here makes', () => {
  const size = `${field(10, 4)} ${field(10, 4)} ${field(1919, 11)} ${field(1079, 11)}`;
  /** Frame ids, block size and filters, tools with order hint and screen content, superres, cdef, restoration. */
  const tools = '1 0011 001 101 1111 1 11 0 1 0 1 101 000';
  const timing = `1 ${field(1, 32)} ${field(60, 32)} 1 ${golomb(4)} 1 ${field(9, 5)} ${field(1, 32)} ${field(19, 5)} ${field(19, 5)}`;
  const delays = `${field(700, 10)} ${field(30, 10)} 1`;
  const points = `1 ${field(1, 5)} ${field(1, 12)} ${field(13, 5)} 1 1 ${delays} 1 ${field(9, 4)} ${field(2, 12)} ${field(5, 5)} 0 0`;

  test('C48: timing, decoder model, two operating points, high tier, 12 bits 4:2:2', () => {
    const colour = '1 1 0 1 00001001 00010000 00001001 1 1 0';
    const header = bits(`010 0 0 ${timing} ${points} ${size} ${tools} ${colour} 0 0 1`);
    const record = Uint8Array.of(0x0a, header.length, ...header);
    expect(findAv1Sequence(record)).toMatchObject({
      ok: true,
      value: {
        profile: 2,
        level: 13,
        isHighTier: true,
        width: 1920,
        height: 1080,
        bitDepth: 12,
        isFullRange: true,
        subsamplingX: 1,
        subsamplingY: 0,
        primaries: 9,
      },
    });
    const written = writeAv1Configuration(record);
    expect(written.ok && written.value.subarray(0, 4)).toEqual(hex('814de800'));
    const read = readAv1Configuration(written.ok ? written.value : record);
    expect(read.ok && av1CodecString(read.value)).toBe('av01.2.13H.12.0.100.09.16.09.1');
  });

  test('C48: a still picture in sRGB', () => {
    const header = bits(`001 1 1 ${field(8, 5)} ${size} 000 000 0 1 00000001 00001101 00000000 0 1`);
    expect(readAv1Sequence(header)).toMatchObject({
      ok: true,
      value: { profile: 1, level: 8, isHighTier: false, width: 1920, height: 1080, subsamplingX: 0, isFullRange: true },
    });
  });
});
