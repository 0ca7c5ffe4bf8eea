/** Multitrack bodies, HDR metadata and speaker layouts: exact bytes, both ways. */
import { describe, expect, test } from 'vitest';
import {
  readChannelLayout,
  specialSpeaker,
  speakers,
  writeChannelLayout,
} from '../../../shared/flv/tag-parts/channel-layout.ts';
import { readColourInfo, writeColourInfo } from '../../../shared/flv/tag-parts/colour-info.ts';
import { writeMultitrack } from '../../../shared/flv/tag-parts/multitrack.ts';
import type { MultitrackPart } from '../../../shared/flv/tag-parts/multitrack.ts';
import { readTag } from '../../../shared/flv/tag.ts';
import { amfObject, writeAmf0 } from '../../../shared/wire/amf0.ts';
import { hex } from '../wire/amf0-table.ts';

describe('several tracks in one body', () => {
  const frame: MultitrackPart = {
    track: 'video',
    trackId: 0,
    codec: 'hevc',
    kind: 'media',
    isKeyFrame: true,
    cts: 0,
    nanos: 0,
    data: hex('aabb'),
  };

  test.each([
    ['one codec', [frame, { ...frame, trackId: 2 }], '96 13 68766331 00 000002 aabb 02 000002 aabb'],
    [
      'one codec, one of them late',
      [frame, { ...frame, trackId: 2, cts: 33 }],
      '96 11 68766331 00 000005 000000 aabb 02 000005 000021 aabb',
    ],
    [
      'two codecs, one without composition time',
      [
        { ...frame, cts: -1 },
        { ...frame, trackId: 1, codec: 'av1' as const },
      ],
      '96 21 68766331 00 000005 ffffff aabb 61763031 01 000002 aabb',
    ],
    [
      'two codecs on time',
      [frame, { ...frame, codec: 'av1' as const }],
      '96 23 68766331 00 000002 aabb 61763031 00 000002 aabb',
    ],
    ['no composition times', [{ ...frame, codec: 'av1' as const }], '96 11 61763031 00 000002 aabb'],
    ['headers', [{ ...frame, kind: 'header' as const }], '96 10 68766331 00 000002 aabb'],
    ['nanoseconds', [{ ...frame, nanos: 9, isKeyFrame: false }], 'a7 02 000009 06 13 68766331 00 000002 aabb'],
    [
      'sound',
      [
        { ...frame, track: 'audio' as const, codec: 'opus' as const },
        { ...frame, track: 'audio' as const, codec: 'aac' as const, trackId: 1 },
      ],
      '95 21 4f707573 00 000002 aabb 6d703461 01 000002 aabb',
    ],
  ])('P6: %s', (_name, parts, bytes) => {
    expect(writeMultitrack(parts)).toEqual({ ok: true, value: hex(bytes) });
    const read = readTag(parts[0]?.track ?? 'video', hex(bytes));
    expect(read).toEqual({ ok: true, value: parts.map((part) => ({ ...part, isEnhanced: true })) });
  });

  test.each([
    ['none', [], 'multitrack-count'],
    ['too many', Array.from({ length: 257 }, () => frame), 'multitrack-count'],
    ['two kinds', [frame, { ...frame, kind: 'header' as const }], 'multitrack-mixed'],
    ['two tracks', [frame, { ...frame, track: 'audio' as const, codec: 'aac' as const }], 'multitrack-mixed'],
    ['a key frame and another', [frame, { ...frame, isKeyFrame: false }], 'multitrack-mixed'],
    ['two times', [frame, { ...frame, nanos: 1 }], 'multitrack-mixed'],
    ['a command', [{ ...frame, kind: 'command' as const }], 'multitrack-mixed'],
    ['what no size can tell', [{ ...frame, data: new Uint8Array(0xff_ffff) }], 'multitrack-size'],
  ])('refuses %s', (_name, parts, why) => {
    expect(writeMultitrack(parts)).toMatchObject({ ok: false, error: { code: 'input-invalid', facts: { why } } });
  });
});

describe('HDR metadata', () => {
  const pq = {
    colorConfig: { bitDepth: 10, colorPrimaries: 9, transferCharacteristics: 16, matrixCoefficients: 9 },
    hdrCll: { maxFall: 400, maxCLL: 1000 },
    hdrMdcv: {
      redX: 0.68,
      redY: 0.32,
      greenX: 0.265,
      greenY: 0.69,
      blueX: 0.15,
      blueY: 0.06,
      whitePointX: 0.3127,
      whitePointY: 0.329,
      maxLuminance: 1000,
      minLuminance: 0.0001,
    },
  };

  test.each([pq, { colorConfig: pq.colorConfig }, { hdrCll: { maxCLL: 1000 } }])('C55: %o, both ways', (info) => {
    expect(readColourInfo(writeColourInfo(info))).toEqual({ ok: true, value: info });
  });

  test('C55: says so with AMF0 undefined when nothing is known any more', () => {
    expect(writeColourInfo(null)).toEqual(hex('02 0009 636f6c6f72496e666f 06'));
    for (const reset of [undefined, null, amfObject({})])
      expect(readColourInfo(writeAmf0(['colorInfo', reset]))).toEqual({ ok: true, value: null });
  });

  test('C55: the first fields stand as the specification names them', () => {
    const bytes = writeColourInfo({ hdrCll: { maxFall: 400 } });
    expect(bytes).toEqual(
      hex('02 0009 636f6c6f72496e666f 03 0006 686472436c6c 03 0007 6d617846616c6c 00 4079000000000000 000009 000009'),
    );
  });

  test('leaves out what it does not know, and text that is no number', () => {
    const config = amfObject({ bitDepth: '10', colorPrimaries: 'wide', gamut: 3 });
    const body = writeAmf0(['colorInfo', amfObject({ colorConfig: config, hdrPlus: 1, hdrCll: 5 })]);
    expect(readColourInfo(body)).toEqual({ ok: true, value: { colorConfig: { bitDepth: 10 }, hdrCll: {} } });
  });

  test('refuses what has no colorInfo, and malformed AMF0', () => {
    expect(readColourInfo(writeAmf0(['other', 1]))).toMatchObject({ ok: false, error: { code: 'input-invalid' } });
    expect(readColourInfo(writeAmf0(['colorInfo'])).ok).toBe(false);
    expect(readColourInfo(hex('02 0009 63'))).toMatchObject({ ok: false, error: { code: 'protocol-violation' } });
  });
});

describe('speaker layouts', () => {
  test.each([
    ['00 02', { order: 'unspecified', channels: 2 }],
    ['01 06 0000003f', { order: 'native', channels: 6, mask: 0x3f }],
    ['01 08 80000001', { order: 'native', channels: 8, mask: 0x8000_0001 }],
    [
      '02 04 00 01 fe ff',
      { order: 'custom', channels: 4, positions: [0, 1, specialSpeaker.unused, specialSpeaker.unknown] },
    ],
  ] as const)('P6: %s', (bytes, layout) => {
    expect(readChannelLayout(hex(bytes))).toEqual({ ok: true, value: layout });
    expect(writeChannelLayout(layout)).toEqual(hex(bytes));
  });

  test('numbers of speakers', () => {
    expect([0, 3, 8, 18, 23].map((number) => speakers[number])).toEqual(['FL', 'LFE', 'BC', 'LFE2', 'BFR']);
  });

  test.each(['', '00', '01 06 000000', '02 04 000102', '03 02'])('refuses %s', (bytes) => {
    expect(readChannelLayout(hex(bytes))).toMatchObject({ ok: false, error: { code: 'input-invalid' } });
  });
});
