/** UTF-8 against the runtime's own encoder and decoder. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeUtf8, encodeUtf8 } from '../../../shared/wire/utf8.ts';

test('encodes every text as the runtime does', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(encodeUtf8(text)).toEqual(new TextEncoder().encode(text));
    }),
  );
});

test('decodes what it encoded', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 6000 }), (text) => {
      expect(decodeUtf8(encodeUtf8(text))).toBe(text);
    }),
  );
});

test('decodes well-formed bytes as the runtime does and marks ill-formed ones', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
      const expected = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
      const decoded = decodeUtf8(bytes);
      const isWellFormed = !expected.includes('\ufffd');
      expect(isWellFormed ? decoded : decoded.includes('\ufffd')).toBe(isWellFormed ? expected : true);
    }),
    { numRuns: 500 },
  );
});

test('turns a lone surrogate into U+FFFD', () => {
  expect(encodeUtf8('a\ud800b')).toEqual(Uint8Array.of(0x61, 0xef, 0xbf, 0xbd, 0x62));
});

test.each([[[0xc0, 0x80]], [[0xed, 0xa0, 0x80]], [[0xf4, 0x90, 0x80, 0x80]], [[0xe2, 0x82]]])(
  'decodes ill-formed %j to U+FFFD only',
  (bytes) => {
    expect(decodeUtf8(Uint8Array.from(bytes))).toMatch(/^\ufffd+$/);
  },
);
