/** Tag bodies of every codec: exact bytes, both ways. */
import { expect, test } from 'vitest';
import { readTag, tagPrefix, tagTrait, tagTraits } from '../../../shared/flv/tag.ts';
import type { TagLabel } from '../../../shared/flv/tag-parts/tag-codes.ts';
import { hex } from '../wire/amf0-table.ts';

/** A label with the fields that most rows share. */
function label(codec: TagLabel['codec'], kind: TagLabel['kind'], rest: Partial<TagLabel> = {}): TagLabel {
  const isAudio = ['aac', 'opus', 'flac', 'ac3', 'eac3', 'mp3'].includes(codec);
  const track = isAudio ? 'audio' : 'video';
  return { track, trackId: 0, codec, kind, isKeyFrame: true, cts: 0, nanos: 0, ...rest };
}

const { header, media, end, key, enhanced, multitrack, colour, channels } = tagTrait;

/** Bytes before the data, what they say, and the traits of the whole. */
const forms: readonly (readonly [string, TagLabel, number])[] = [
  ['17 00 000000', label('avc', 'header'), header | key],
  ['17 01 000021', label('avc', 'media', { cts: 33 }), media | key],
  ['27 01 ffffdf', label('avc', 'media', { isKeyFrame: false, cts: -33 }), media],
  ['17 02 000000', label('avc', 'end'), end | key],
  ['57', label('avc', 'command', { isKeyFrame: false }), 0],
  ['af 00', label('aac', 'header'), header | key],
  ['af 01', label('aac', 'media'), media | key],
  ['2f', label('mp3', 'media'), media | key],
  ['90 68766331', label('hevc', 'header'), header | key | enhanced],
  ['91 68766331 000021', label('hevc', 'media', { cts: 33 }), media | key | enhanced],
  ['91 68766331 ffffdf', label('hevc', 'media', { cts: -33 }), media | key | enhanced],
  ['a3 68766331', label('hevc', 'media', { isKeyFrame: false }), media | enhanced],
  ['93 76766331', label('vvc', 'media'), media | key | enhanced],
  ['91 61763031', label('av1', 'media'), media | key | enhanced],
  ['a1 76703039', label('vp9', 'media', { isKeyFrame: false }), media | enhanced],
  ['90 76703038', label('vp8', 'header'), header | key | enhanced],
  ['92 68766331', label('hevc', 'end'), end | key | enhanced],
  ['d4 68766331', label('hevc', 'colour', { isKeyFrame: false }), enhanced | colour],
  ['d4 61766331', label('avc', 'colour', { isKeyFrame: false }), enhanced | colour],
  ['d7 02 000001 04 68766331', label('hevc', 'colour', { isKeyFrame: false, nanos: 1 }), enhanced | colour],
  ['96 04 68766331 01', label('hevc', 'colour', { isKeyFrame: false, trackId: 1 }), enhanced | multitrack | colour],
  ['96 00 61766331 01', label('avc', 'header', { trackId: 1 }), header | key | enhanced | multitrack],
  ['96 01 61766331 01 000010', label('avc', 'media', { trackId: 1, cts: 16 }), media | key | enhanced | multitrack],
  ['97 02 03d090 01 61763031', label('av1', 'media', { nanos: 250_000 }), media | key | enhanced],
  ['97 02 03d090 03 61766331', label('avc', 'media', { nanos: 250_000 }), media | key | enhanced],
  [
    'a7 02 0f423f 06 03 68766331 ff',
    label('hevc', 'media', { trackId: 255, isKeyFrame: false, nanos: 999_999 }),
    media | enhanced | multitrack,
  ],
  ['90 4f707573', label('opus', 'header'), header | key | enhanced],
  ['91 4f707573', label('opus', 'media'), media | key | enhanced],
  ['94 4f707573', label('opus', 'channels'), key | enhanced | channels],
  ['94 6d703461', label('aac', 'channels'), key | enhanced | channels],
  ['90 664c6143', label('flac', 'header'), header | key | enhanced],
  ['91 61632d33', label('ac3', 'media'), media | key | enhanced],
  ['91 65632d33', label('eac3', 'media'), media | key | enhanced],
  ['95 00 6d703461 01', label('aac', 'header', { trackId: 1 }), header | key | enhanced | multitrack],
  ['95 01 6d703461 01', label('aac', 'media', { trackId: 1 }), media | key | enhanced | multitrack],
  ['95 01 2e6d7033 02', label('mp3', 'media', { trackId: 2 }), media | key | enhanced | multitrack],
  ['97 02 000001 01 4f707573', label('opus', 'media', { nanos: 1 }), media | key | enhanced],
];

test.each(forms)('C44, C47, C52, P6, S14: %s and what it says, both ways', (prefix, said, traits) => {
  expect(Uint8Array.from(tagPrefix(said))).toEqual(hex(prefix));
  const isEnhanced = (traits & enhanced) !== 0;
  const data = said.kind === 'end' ? '' : said.kind === 'command' ? '01' : 'aabb';
  const body = hex(`${prefix} ${data}`);
  expect(readTag(said.track, body)).toEqual({ ok: true, value: [{ ...said, isEnhanced, data: hex(data) }] });
  expect(tagTraits(said.track, body)).toBe(traits);
});

test('P6: a command of another codec, and one with a track, are the command alone', () => {
  expect(tagPrefix(label('hevc', 'command', { trackId: 1 }))).toEqual([0xd0]);
});

test('C54: an empty audio body is an end, and so is SequenceEnd', () => {
  expect(readTag('audio', hex(''))).toMatchObject({ ok: true, value: [{ kind: 'end', codec: 'aac' }] });
  expect(tagTraits('audio', hex(''))).toBe(end | key);
  expect(tagPrefix(label('aac', 'end'))).toEqual([]);
  expect(readTag('audio', hex('92 4f707573'))).toMatchObject({ ok: true, value: [{ kind: 'end', codec: 'opus' }] });
  expect(readTag('video', hex('92 61763031'))).toMatchObject({ ok: true, value: [{ kind: 'end', codec: 'av1' }] });
  expect(readTag('video', hex('17 02'))).toMatchObject({ ok: true, value: [{ kind: 'end', codec: 'avc' }] });
});

test.each([
  ['a legacy HEVC header', '1c 00 000000 aabb', { codec: 'hevc', kind: 'header', cts: 0, isEnhanced: false }],
  ['a legacy HEVC frame', '2c 01 000021 aabb', { codec: 'hevc', kind: 'media', cts: 33, isKeyFrame: false }],
  ['a key frame made by a server', '47 01 000000 aabb', { codec: 'avc', kind: 'media', isKeyFrame: true }],
  ['AVC in enhanced form', '90 61766331 aabb', { codec: 'avc', kind: 'header', isEnhanced: true }],
  ['CodedFrames with composition time 0', '91 68766331 000000 aabb', { codec: 'hevc', kind: 'media', cts: 0 }],
  ['CodedFramesX of AV1', '93 61763031 aabb', { codec: 'av1', kind: 'media', cts: 0 }],
  ['an AV1 record in descriptors', '95 61763031 05044156303180048105aabb', { codec: 'av1', kind: 'header' }],
])('P6: reads %s', (_name, bytes, said) => {
  const data = bytes.startsWith('95') ? hex('8105aabb') : hex('aabb');
  const track = 'video';
  expect(readTag(track, hex(bytes))).toMatchObject({ ok: true, value: [{ track, trackId: 0, ...said, data }] });
});

test.each([
  ['MP3', '2f aabb', 'mp3', false],
  ['MP3 at 8 kHz', 'ee aabb', 'mp3', false],
  ['AAC in enhanced form', '91 6d703461 aabb', 'aac', true],
])('P6: reads %s', (_name, bytes, codec, isEnhanced) => {
  const part = { codec, kind: 'media', isKeyFrame: true, isEnhanced, data: hex('aabb') };
  expect(readTag('audio', hex(bytes))).toMatchObject({ ok: true, value: [part] });
});

test('C53: chained ModEx, unknown ones and one of 256 bytes and more are passed over', () => {
  const long = '00'.repeat(300);
  const chain = `07 02 000005 07 ff 012b ${long} 17 00 ee f1 68766331 000021 aabb`.slice(1);
  // 9: enhanced key frame, ModEx; then 3 bytes of nanoseconds, 300 bytes of type 1, one byte of type 15.
  const body = hex(`9${chain}`);
  expect(readTag('video', body)).toMatchObject({
    ok: true,
    value: [{ kind: 'media', codec: 'hevc', cts: 33, nanos: 5, data: hex('aabb') }],
  });
  expect(tagTraits('video', body)).toBe(media | key | enhanced);
  expect(tagTraits('audio', hex('97 00 aa 07 01 bbbb 01 4f707573 cc'))).toBe(media | key | enhanced);
});

test.each([
  ['too large', '97 02 0f4240 01 61763031 aa', 0],
  ['too short', '97 01 0fff 01 61763031 aa', 0],
  ['longer than needed', '97 03 00000900 01 61763031 aa', 9],
  ['of a multitrack message', '97 02 000009 06 01 61763031 02 aa', 9],
  ['given twice', '97 02 000007 07 02 000009 01 61763031 aa', 9],
])('C53: nanoseconds %s', (_name, bytes, nanos) => {
  expect(readTag('video', hex(bytes))).toMatchObject({ ok: true, value: [{ kind: 'media', nanos, data: hex('aa') }] });
});

test.each([
  ['d0 01', '01'],
  ['d6 00', '00'],
  ['57 00', '00'],
])('P6: %s is a command', (bytes, data) => {
  const part = { kind: 'command', isKeyFrame: false, data: hex(data) };
  expect(readTag('video', hex(bytes))).toMatchObject({ ok: true, value: [part] });
  expect(tagTraits('video', hex(bytes)) & ~enhanced).toBe(0);
});

test.each(['84', '94', 'a4', 'd4'])('C55: the frame type of metadata means nothing: %s', (first) => {
  const body = hex(`${first} 68766331 aabb`);
  const part = { kind: 'colour', codec: 'hevc', isKeyFrame: false, data: hex('aabb') };
  expect(readTag('video', body)).toMatchObject({ ok: true, value: [part] });
  expect(tagTraits('video', body)).toBe(colour | enhanced);
});

test('P6: many tracks of one codec', () => {
  const body = hex('96 11 68766331 00 000005 000021 aabb 01 000004 ffffff cc 07 000003 000000');
  expect(readTag('video', body)).toMatchObject({
    ok: true,
    value: [
      { trackId: 0, cts: 33, data: hex('aabb') },
      { trackId: 1, cts: -1, data: hex('cc') },
      { trackId: 7, cts: 0, data: hex('') },
    ],
  });
  expect(tagTraits('video', body)).toBe(media | key | enhanced | multitrack);
});

test('P6: many tracks of many codecs; an unknown one is passed over by its size', () => {
  const body = hex('a6 23 61763031 01 000002 aabb 78787878 02 000003 ddeeff 68766331 03 000001 cc');
  expect(readTag('video', body)).toMatchObject({
    ok: true,
    value: [
      { trackId: 1, codec: 'av1', isKeyFrame: false, data: hex('aabb') },
      { trackId: 3, codec: 'hevc', isKeyFrame: false, data: hex('cc') },
    ],
  });
  expect(readTag('audio', hex('95 21 78787878 01 000001 aa'))).toEqual({ ok: true, value: [] });
});

test.each([
  ['audio', 'bf 01', 'audio-codec'],
  ['audio', '3f 01', 'audio-codec'],
  ['audio', 'af', 'audio-short'],
  ['audio', 'af 02', 'audio-packet-type'],
  ['audio', '91 4f7075', 'audio-short'],
  ['audio', '93 4f707573', 'audio-packet-type'],
  ['audio', '96 4f707573', 'audio-packet-type'],
  ['audio', '91 78787878', 'audio-codec'],
  ['audio', '95 31 4f707573 01', 'audio-multitrack'],
  ['audio', '95 05 4f707573 01', 'audio-packet-type'],
  ['audio', '95 11 4f707573 01 000002 aa', 'audio-short'],
  ['audio', '95 11 4f707573', 'audio-short'],
  ['video', '', 'video-short'],
  ['video', '12 00', 'video-codec'],
  ['video', '17 01 00', 'video-short'],
  ['video', '17 03 000000', 'video-packet-type'],
  ['video', '57', 'video-short'],
  ['video', 'd0', 'video-short'],
  ['video', '98 68766331', 'video-packet-type'],
  ['video', '91 68766331 0000', 'video-short'],
  ['video', '96 06 68766331 01', 'video-packet-type'],
  ['video', '96 07 68766331 01', 'video-packet-type'],
  ['video', '96 11 78787878 01 000000', 'video-codec'],
  ['video', '97 02 0000', 'video-short'],
  ['video', '97 ff ff', 'video-short'],
] as const)('refuses the %s body %s with %s', (track, bytes, why) => {
  expect(readTag(track, hex(bytes))).toMatchObject({ ok: false, error: { code: 'input-invalid', facts: { why } } });
});

test('refuses more tracks than ids', () => {
  const part = '01 000000'.replaceAll(' ', '');
  expect(readTag('audio', hex(`95 11 4f707573 ${part.repeat(256)}`)).ok).toBe(true);
  const body = hex(`95 11 4f707573 ${part.repeat(257)}`);
  expect(readTag('audio', body)).toMatchObject({ ok: false, error: { facts: { why: 'audio-tracks' } } });
});

test.each([
  ['video', '12 00', media | key],
  ['video', '22 00', media],
  ['video', '17 03 000000', 0],
  ['video', '98 68766331', 0],
  ['audio', 'bf 01', media | key],
  ['audio', 'af 02', 0],
] as const)('traits of the %s body %s, which is not read', (track, bytes, traits) => {
  expect(tagTraits(track, hex(bytes))).toBe(traits);
});
