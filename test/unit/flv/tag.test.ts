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
  ['94 68766331', label('hevc', 'colour'), key | enhanced | colour],
  ['94 61766331', label('avc', 'colour'), key | enhanced | colour],
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

test.each(forms)('C44, C47, C52, P6: %s and what it says, both ways', (prefix, said, traits) => {
  expect(Uint8Array.from(tagPrefix(said))).toEqual(hex(prefix));
  const isEnhanced = (traits & enhanced) !== 0;
  const data = said.kind === 'end' ? '' : said.kind === 'command' ? '01' : 'aabb';
  const body = hex(`${prefix} ${data}`);
  expect(readTag(said.track, body)).toEqual({ ok: true, value: [{ ...said, isEnhanced, data: hex(data) }] });
  expect(tagTraits(said.track, body)).toBe(traits);
});

test('C54: an empty audio body is an end, and so is SequenceEnd', () => {
  expect(readTag('audio', hex(''))).toMatchObject({ ok: true, value: [{ kind: 'end', codec: 'aac' }] });
  expect(tagTraits('audio', hex(''))).toBe(end | key);
  expect(tagPrefix(label('aac', 'end'))).toEqual([]);
  expect(readTag('audio', hex('92 4f707573'))).toMatchObject({ ok: true, value: [{ kind: 'end', codec: 'opus' }] });
  expect(readTag('video', hex('92 61763031'))).toMatchObject({ ok: true, value: [{ kind: 'end', codec: 'av1' }] });
  expect(readTag('video', hex('17 02'))).toMatchObject({ ok: true, value: [{ kind: 'end', codec: 'avc' }] });
});
