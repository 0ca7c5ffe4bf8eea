/** Sizes out of the heads of picture files; what is none, or ends too early, has no size. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { pictureSize } from '../../../../shared/studio/import/picture-size.ts';

const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex.replaceAll(/\s/g, ''), 'hex'));

/** First bytes as programs write them. */
const heads = {
  PNG: ['89504e470d0a1a0a 0000000d 49484452 00000280 000001e0 0802000000', 640, 480],
  GIF: ['474946383961 4001 f000 f70000 00000000', 320, 240],
  'JPEG, baseline': ['ffd8 ffe00010 4a46494600010100000100010000 ffc00011 08 01e0 0280 03', 640, 480],
  'JPEG, progressive, with tables before and filling': [
    'ffd8 ffc40004 0000 ffff ffdb0004 0000 ffc20011 08 0438 0780 03',
    1920,
    1080,
  ],
  'WebP, lossy': ['52494646 24000000 57454250 56503820 18000000 300100 9d012a 4001 f000 00', 320, 240],
  'WebP, lossless': ['52494646 1a000000 57454250 5650384c 0d000000 2f 3fc13b00 00', 320, 240],
  'WebP, extended': ['52494646 1a000000 57454250 56503858 0a000000 10000000 3f0100 ef0000 00', 320, 240],
  'BMP, from below': ['424d 36840300 00000000 36000000 28000000 40010000 f0000000 0100', 320, 240],
  'BMP, from above': ['424d 36840300 00000000 36000000 28000000 40010000 10ffffff 0100', 320, 240],
} as const;

test.each(Object.entries(heads))('%s', (_kind, [hex, width, height]) => {
  expect(pictureSize(bytes(hex))).toEqual({ width, height });
});

test.each(Object.entries(heads))('%s that ends too early', (_kind, [hex]) => {
  const whole = bytes(hex);
  expect(pictureSize(whole.subarray(0, 9))).toBeNull();
  expect(pictureSize(whole.subarray(0, 3))).toBeNull();
});

test('what is no picture, or one without an extent', () => {
  expect(pictureSize(bytes('255044462d312e37 0a'))).toBeNull();
  expect(pictureSize(bytes('89504e470d0a1a0a 0000000d 49484452 00000000 000001e0 08'))).toBeNull();
  expect(pictureSize(bytes('52494646 24000000 57415645 666d7420'))).toBeNull();
  expect(pictureSize(bytes('ffd8 0000'))).toBeNull();
});

test('any bytes have a size within bounds or none, and the reader comes to an end', () => {
  const starts = Object.values(heads).map(([hex]) => bytes(hex).subarray(0, 12));
  fc.assert(
    fc.property(fc.constantFrom(...starts), fc.uint8Array({ maxLength: 4000 }), (start, rest) => {
      const size = pictureSize(Uint8Array.from([...start, ...rest])) ?? { width: 1, height: 1 };
      expect(Math.min(size.width, size.height)).toBeGreaterThanOrEqual(1);
      expect(Math.max(size.width, size.height)).toBeLessThanOrEqual(100_000);
    }),
  );
});
