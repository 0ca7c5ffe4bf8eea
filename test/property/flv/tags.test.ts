/** Tag bodies: what is written reads back the same, and no bytes make a reader crash, hold more than it got, or disagree. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { FlvReader, readFlvFile, writeFlvHeader, writeFlvTag } from '../../../shared/flv/flv-file.ts';
import type { FlvTag } from '../../../shared/flv/flv-file.ts';
import { readChannelLayout, writeChannelLayout } from '../../../shared/flv/tag-parts/channel-layout.ts';
import { readColourInfo, writeColourInfo } from '../../../shared/flv/tag-parts/colour-info.ts';
import { writeMultitrack } from '../../../shared/flv/tag-parts/multitrack.ts';
import type { TagLabel } from '../../../shared/flv/tag-parts/tag-codes.ts';
import { readTag, tagPrefix, tagTrait, tagTraits } from '../../../shared/flv/tag.ts';
import type { TagPart } from '../../../shared/flv/tag.ts';
import { audioFourCcs, codecsWithCompositionTime, videoFourCcs } from '../../../shared/media/codecs/codec.ts';
import { concat } from '../../unit/rtmp/chunk/chunk-walk.ts';
import { hex } from '../../unit/wire/amf0-table.ts';

const data = fc.uint8Array({ maxLength: 60 });
const trackId = fc.oneof(fc.constant(0), fc.nat(255));
const nanos = fc.oneof(fc.constant(0), fc.nat(999_999));
const cts = fc.oneof(fc.constant(0), fc.integer({ min: -0x80_0000, max: 0x7f_ffff }));

/** Any label that a message can say: only media may be no key frame or late. */
const label: fc.Arbitrary<TagLabel> = fc.oneof(
  fc
    .record({
      codec: fc.constantFrom('avc', 'hevc', 'vvc', 'av1', 'vp9', 'vp8'),
      kind: fc.constantFrom('header', 'media', 'end', 'colour'),
      isInter: fc.boolean(),
      trackId,
      nanos,
      cts,
    })
    .map(({ isInter, ...said }) => {
      const isMedia = said.kind === 'media';
      const isLate = isMedia && codecsWithCompositionTime.has(said.codec);
      return {
        ...said,
        track: 'video',
        isKeyFrame: said.kind !== 'colour' && !(isInter && isMedia),
        cts: isLate ? said.cts : 0,
      } as const;
    }),
  fc
    .record({
      codec: fc.constantFrom('aac', 'opus', 'flac', 'ac3', 'eac3', 'mp3'),
      kind: fc.constantFrom('header', 'media', 'end', 'channels'),
      trackId,
      nanos,
    })
    .map((said) => ({ ...said, track: 'audio', isKeyFrame: true, cts: 0 }) as const),
);

test('C44, C48, C52, C54, P6, S14: whatever is written reads back, and its traits agree', () => {
  fc.assert(
    fc.property(label, data, (said, bytes) => {
      const prefix = tagPrefix(said);
      const body = Uint8Array.from([...prefix, ...(said.kind === 'end' ? [] : bytes)]);
      const read = readTag(said.track, body);
      if (!read.ok) throw new Error(`unreadable: ${JSON.stringify(read.error.facts)}`);
      const [part] = read.value;
      // The end of a legacy audio track is an empty body, which names no codec.
      const codec = prefix.length === 0 ? 'aac' : said.codec;
      expect(part).toMatchObject({ ...said, codec, data: body.subarray(prefix.length) });
      expect(read.value).toHaveLength(1);
      if (part !== undefined) expect(tagTraits(said.track, body)).toBe(traitsOf(part, said.trackId > 0));
    }),
    { numRuns: 1000 },
  );
});

test('P6: several tracks in one body read back in order', () => {
  fc.assert(
    fc.property(label, fc.array(fc.tuple(label, data), { minLength: 1, maxLength: 8 }), (first, others) => {
      const { track, kind, isKeyFrame, nanos: offset } = first;
      const codecs = others.map(([other]) => other).filter((other) => other.track === track);
      fc.pre(codecs.length > 0);
      const parts = codecs.map((other, index) => {
        const isLate = kind === 'media' && codecsWithCompositionTime.has(other.codec);
        const bytes = kind === 'end' ? new Uint8Array(0) : (others[index]?.[1] ?? new Uint8Array(0));
        return { ...other, kind, isKeyFrame, nanos: offset, cts: isLate ? other.cts : 0, data: bytes };
      });
      const body = writeMultitrack(parts);
      if (!body.ok) throw new Error('unwritten');
      expect(readTag(track, body.value)).toEqual({
        ok: true,
        value: parts.map((part) => ({ ...part, isEnhanced: true })),
      });
      expect(tagTraits(track, body.value) & tagTrait.multitrack).not.toBe(0);
    }),
    { numRuns: 500 },
  );
});

const fourCcs = [...Object.values(videoFourCcs), ...Object.values(audioFourCcs), 'xxxx'].map((text) =>
  Uint8Array.from(text, (character) => character.charCodeAt(0)),
);
const firsts = ['17', '27', '1c', '57', 'af', '2f', '90', '91', '93', '94', '95', '96', '97', 'd1', 'a7'].map(hex);
const pieces = ['00', '01', '11', '21', '07', '02 03d090 01', 'ff ffff', '000002', '000001'].map(hex);
const likely = fc
  .tuple(
    fc.constantFrom(...firsts),
    fc.array(fc.oneof(fc.constantFrom(...fourCcs, ...pieces), fc.uint8Array({ maxLength: 8 })), { maxLength: 12 }),
  )
  .map(([first, rest]) => concat([first, ...rest]));

test('S21: no body makes a reader crash or give more than it got, and traits agree with what is read', () => {
  fc.assert(
    fc.property(
      fc.oneof(likely, fc.uint8Array({ maxLength: 300 })),
      fc.constantFrom('video', 'audio'),
      (body, track) => {
        const read = readTag(track, body);
        const traits = tagTraits(track, body);
        expect(traits).toBeGreaterThanOrEqual(0);
        if (!read.ok) {
          expect(typeof read.error.facts['why']).toBe('string');
          return;
        }
        expect(read.value.reduce((sum, part) => sum + part.data.length, 0)).toBeLessThanOrEqual(body.length);
        expect(read.value.every((part) => part.data.buffer === body.buffer)).toBe(true);
        const isMultitrack = (traits & tagTrait.multitrack) !== 0;
        for (const part of read.value) expect(traits).toBe(traitsOf(part, isMultitrack));
      },
    ),
    { numRuns: 3000 },
  );
});

function traitsOf(part: TagPart, isMultitrack: boolean): number {
  const form = (part.isEnhanced ? tagTrait.enhanced : 0) | (isMultitrack && part.isEnhanced ? tagTrait.multitrack : 0);
  if (part.kind === 'command') return part.isEnhanced ? tagTrait.enhanced : 0;
  return form | (part.isKeyFrame ? tagTrait.key : 0) | tagTrait[part.kind];
}

test('S21: HDR metadata and speaker layouts: any bytes are read or refused, and what is read writes back', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.uint8Array({ maxLength: 80 }), fc.constant(writeColourInfo({ hdrCll: { maxCLL: 5 } }))),
      (bytes) => {
        const colour = readColourInfo(bytes);
        if (colour.ok) expect(readColourInfo(writeColourInfo(colour.value))).toEqual(colour);
        const layout = readChannelLayout(bytes);
        if (layout.ok)
          expect(writeChannelLayout(layout.value)).toEqual(bytes.subarray(0, writeChannelLayout(layout.value).length));
      },
    ),
    { numRuns: 500 },
  );
});

const tag = fc.record<FlvTag>({
  type: fc.constantFrom(8, 9, 18),
  timestamp: fc.oneof(fc.nat(2000), fc.constantFrom(0xff_ffff, 0x100_0000, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff)),
  body: fc.uint8Array({ maxLength: 200 }),
});

test('P7: a file gives the same tags whole and in pieces of any size, and may be cut anywhere', () => {
  const cuts = fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(fc.array(tag, { maxLength: 12 }), cuts, fc.nat(), (tags, sizes, cut) => {
      const file = concat([writeFlvHeader({ audio: true, video: true }), ...tags.map((each) => writeFlvTag(each))]);
      expect(readFlvFile(file)).toEqual({ ok: true, value: { tags, isCut: false } });
      const part = file.subarray(0, 9 + (cut % (file.length - 8)));
      const whole = readFlvFile(part);
      expect(inPieces(part, sizes)).toEqual(whole.ok ? whole.value.tags : []);
      expect(inPieces(part, [1])).toEqual(whole.ok ? whole.value.tags : []);
      expect(whole.ok && tags.slice(0, whole.value.tags.length)).toEqual(whole.ok && whole.value.tags);
    }),
  );
});

test('S21: any bytes after a file header are tags, cut or whole, and equal however they come', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.integer({ min: 1, max: 40 }), (bytes, size) => {
      const file = concat([writeFlvHeader({ audio: true, video: true }), bytes]);
      const whole = readFlvFile(file);
      if (!whole.ok) throw new Error('refused');
      expect(inPieces(file, [size])).toEqual(whole.value.tags);
      const held = whole.value.tags.reduce((sum, each) => sum + each.body.length, 0);
      expect(held).toBeLessThanOrEqual(bytes.length);
    }),
    { numRuns: 500 },
  );
});

/** Reads through one buffer that is filled anew for each piece, so that views into it would show. */
function inPieces(file: Uint8Array, sizes: readonly number[]): readonly FlvTag[] {
  const reader = new FlvReader();
  const buffer = new Uint8Array(100);
  const tags: FlvTag[] = [];
  for (let at = 0, turn = 0; at < file.length; turn++) {
    const size = Math.min(sizes[turn % sizes.length] ?? 1, file.length - at);
    buffer.set(file.subarray(at, at + size));
    reader.push(buffer.subarray(0, size));
    for (let each = reader.next(); each !== null; each = reader.next()) tags.push({ ...each, body: each.body.slice() });
    buffer.fill(0xee);
    at += size;
  }
  return tags;
}
