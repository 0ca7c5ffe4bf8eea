/** VP9 and VP8: records, codec strings and frame headers; the bytes come from libvpx. */
import { expect, test } from 'vitest';
import {
  readVp8Frame,
  readVp9Frame,
  readVpConfiguration,
  vp9CodecString,
  vpConfigurationOf,
  writeVpConfiguration,
} from '../../../../shared/media/codecs/vpx.ts';
import { concat } from '../../rtmp/chunk/chunk-walk.ts';
import { hex } from '../../wire/amf0-table.ts';
import { bits, field } from './bits.ts';
import { vp8Key, vp9Boxed, vp9Key, vp9Key444, vp9KeyTenBits, vp9TenBits } from './video-records.ts';

test.each([
  ['vp09.00.11.08', vp9Boxed],
  ['vp09.02.11.10', vp9TenBits],
  ['vp09.02.31.10.01.09.16.09.00', hex('021fa20910090000')],
])('reads the record of %s and writes it', (codec, bytes) => {
  const read = readVpConfiguration(bytes);
  expect(read.ok && vp9CodecString(read.value)).toBe(codec);
  expect(read.ok && writeVpConfiguration(read.value)).toEqual(concat([hex('01000000'), bytes.subarray(-8)]));
});

test.each([
  ['vp09.00.31.08', '001f820101010000'],
  ['vp09.02.41.10.01.09.16.09.01', '0229a30910090000'],
  ['vp9', '000a820101010000'],
  ['vp8', '000a820101010000'],
])('makes a record of %s', (codec, bytes) => {
  const configuration = vpConfigurationOf(codec);
  expect(configuration.ok && writeVpConfiguration(configuration.value)).toEqual(hex(`01000000 ${bytes}`));
});

test.each([
  'vp09',
  'vp09.00.31',
  'vp09.9.31.08',
  'vp09.04.31.08',
  'vp09.00.31.16',
  'av01.0.04M.08',
  'vp09.00.31.08.09',
])('makes none of %s', (codec) => {
  expect(vpConfigurationOf(codec)).toMatchObject({ ok: false, error: { facts: { why: 'vp-codec-string' } } });
});

test.each(['', '000b8202', '040b820202020000', '000b420202020000'])('refuses the record %s', (bytes) => {
  expect(readVpConfiguration(hex(bytes)).ok).toBe(false);
});

test.each([
  ['8 bits', vp9Key, { profile: 0, picture: { width: 322, height: 182, bitDepth: 8 } }],
  ['10 bits', vp9KeyTenBits, { profile: 2, picture: { width: 322, height: 182, bitDepth: 10 } }],
  ['4:4:4', vp9Key444, { profile: 1, picture: { width: 322, height: 182, bitDepth: 8 } }],
])('C45: a VP9 key frame of %s', (_name, bytes, said) => {
  expect(readVp9Frame(bytes)).toEqual({ ok: true, value: { isKeyFrame: true, ...said } });
});

test('C45: a VP9 key frame of 12 bits 4:4:4, and one in sRGB', () => {
  const picture = { width: 322, height: 182, bitDepth: 12 };
  const size = `${field(321, 16)} ${field(181, 16)}`;
  const start = `10 11 0 0 0 00 ${field(0x49_83_42, 24)} 1`;
  for (const colour of ['001 0 000', '111 0']) {
    const frame = bits(`${start} ${colour} ${size}`);
    expect(readVp9Frame(frame)).toEqual({ ok: true, value: { isKeyFrame: true, profile: 3, picture } });
  }
});

test.each(['86', '8800'])('C45: %s is no key frame of VP9', (bytes) => {
  expect(readVp9Frame(hex(bytes))).toMatchObject({ ok: true, value: { isKeyFrame: false, picture: null } });
});

test.each(['', '02', '8249834300', '824983'])('refuses %s as VP9', (bytes) => {
  expect(readVp9Frame(hex(bytes)).ok).toBe(false);
});

test('C45: tells VP8 key frames from others', () => {
  const picture = { width: 322, height: 182, bitDepth: 8 };
  expect(readVp8Frame(vp8Key)).toEqual({ ok: true, value: { isKeyFrame: true, profile: 0, picture } });
  expect(readVp8Frame(hex('f16700'))).toMatchObject({ ok: true, value: { isKeyFrame: false } });
  for (const bytes of ['', 'f067', 'f06700 9d012b 4201b600', 'f06700 9d012a 4201b6'])
    expect(readVp8Frame(hex(bytes)).ok).toBe(false);
});
