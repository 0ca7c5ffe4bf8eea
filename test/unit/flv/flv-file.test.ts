/** FLV files and tag bodies: bytes and values. */
import { expect, test } from 'vitest';
import { readFlvFile, writeFlvHeader, writeFlvTag } from '../../../shared/flv/flv-file.ts';
import {
  audioHeaderPrefix,
  audioMediaPrefix,
  readAudioBody,
  readVideoBody,
  videoHeaderPrefix,
  videoMediaPrefix,
} from '../../../shared/flv/tag-body.ts';
import { concat } from '../rtmp/chunk/chunk-walk.ts';
import { hex } from '../wire/amf0-table.ts';

const file = hex(
  '464c5601050000000900000000 09 000003 ffffff 12 000000 170201 0000000e 08 000001 000000 00 000000 af 0000000c',
);

test('reads and writes header and tags, time above 24 bits included', () => {
  const tags = [
    { type: 9, timestamp: 0x12ff_ffff, body: hex('170201') },
    { type: 8, timestamp: 0, body: hex('af') },
  ];
  expect(readFlvFile(file)).toEqual({ ok: true, value: { tags, isCut: false } });
  expect(concat([writeFlvHeader({ audio: true, video: true }), ...tags.map((tag) => writeFlvTag(tag))])).toEqual(file);
});

test('reads what there is of a file that was cut', () => {
  const whole = file.subarray(0, 13 + 18);
  for (let length = whole.length + 1; length < file.length - 4; length++) {
    const read = readFlvFile(file.subarray(0, length));
    expect(read).toMatchObject({ ok: true, value: { isCut: true } });
    expect(read.ok && read.value.tags).toHaveLength(1);
  }
});

test.each(['', '464c56', '464c5700050000000900000000'])('refuses %s as a file', (bytes) => {
  expect(readFlvFile(hex(bytes))).toMatchObject({ ok: false, error: { code: 'input-invalid' } });
});

test.each([
  ['17 00 000000', { kind: 'header', isKeyFrame: true, cts: 0 }, videoHeaderPrefix],
  ['17 01 000021', { kind: 'media', isKeyFrame: true, cts: 33 }, videoMediaPrefix(true, 33)],
  ['27 01 ffffdf', { kind: 'media', isKeyFrame: false, cts: -33 }, videoMediaPrefix(false, -33)],
])('C44: %s in front of video', (prefix, value, written) => {
  expect(Uint8Array.from(written)).toEqual(hex(prefix));
  expect(readVideoBody(hex(`${prefix} aabb`))).toEqual({ ok: true, value: { ...value, media: hex('aabb') } });
});

test.each([
  ['af00', 'header', audioHeaderPrefix],
  ['af01', 'media', audioMediaPrefix],
])('%s in front of audio', (prefix, kind, written) => {
  expect(Uint8Array.from(written)).toEqual(hex(prefix));
  expect(readAudioBody(hex(`${prefix} 1190`))).toEqual({ ok: true, value: { kind, media: hex('1190') } });
});

test.each([
  ['90 68766331', 'video-enhanced'],
  ['12 00000000', 'video-codec'],
  ['17 01 00', 'video-short'],
  ['17 03 000000', 'video-packet-type'],
])('refuses %s as H.264 with %s', (bytes, why) => {
  expect(readVideoBody(hex(bytes))).toMatchObject({ ok: false, error: { facts: { why } } });
});

test.each([
  ['2f ff', 'audio-codec'],
  ['af', 'audio-short'],
  ['', 'audio-short'],
  ['af 02', 'audio-packet-type'],
])('refuses %s as AAC with %s', (bytes, why) => {
  expect(readAudioBody(hex(bytes))).toMatchObject({ ok: false, error: { facts: { why } } });
});
