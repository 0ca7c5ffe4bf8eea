/** Codec strings out of records, and codecs out of strings. */
import { expect, test } from 'vitest';
import { codecStringOf } from '../../../../shared/media/codecs/codec-string.ts';
import { audioCodecOf, videoCodecOf } from '../../../../shared/media/codecs/codec.ts';
import { hex } from '../../wire/amf0-table.ts';
import { av1Main, hevcMain, vp9Boxed } from './video-records.ts';

const nothing = new Uint8Array(0);

test.each([
  ['avc', hex('0142c00dffe1'), 'avc1.42C00D'],
  ['hevc', hevcMain, 'hvc1.1.6.L60.90'],
  ['vvc', nothing, 'vvc1'],
  ['av1', av1Main, 'av01.0.00M.08'],
  ['vp9', vp9Boxed, 'vp09.00.11.08'],
  ['vp8', nothing, 'vp8'],
] as const)('C42: %s is %s', (codec, description, text) => {
  expect(codecStringOf(codec, description)).toEqual({ ok: true, value: text });
  expect(videoCodecOf(text)).toBe(codec);
});

test.each([
  ['aac', hex('1190'), 'mp4a.40.2'],
  ['aac', hex('2b118800'), 'mp4a.40.5'],
  ['aac', hex('f94640'), 'mp4a.40.42'],
  ['opus', nothing, 'opus'],
  ['flac', nothing, 'flac'],
  ['ac3', nothing, 'ac-3'],
  ['eac3', nothing, 'ec-3'],
  ['mp3', nothing, 'mp3'],
] as const)('C42, C50: %s is %s', (codec, description, text) => {
  expect(codecStringOf(codec, description)).toEqual({ ok: true, value: text });
  expect(audioCodecOf(text)).toBe(codec);
});

test.each(['avc', 'hevc', 'av1', 'vp9', 'aac'] as const)('C50: no string without a record: %s', (codec) => {
  expect(codecStringOf(codec, nothing)).toMatchObject({ ok: false, error: { code: 'input-invalid' } });
});
