/** AMF0: one table of bytes and values, read and written, and what malformed payloads lead to. */
import { expect, test } from 'vitest';
import { maxAmfDepth, readAmf0, writeAmf0 } from '../../../shared/wire/amf0.ts';
import { amf0Table, hex } from './amf0-table.ts';

test.each(amf0Table)('C24: reads $name', ({ bytes, value }) => {
  expect(readAmf0(hex(bytes))).toEqual({ ok: true, value: [value] });
});

test.each(amf0Table)('C24: writes $name', ({ bytes, value }) => {
  expect(writeAmf0([value])).toEqual(hex(bytes));
});

test('C24: writes a string longer than 65535 bytes as a long string and reads it back', () => {
  const text = 'ä'.repeat(40_000);
  const bytes = writeAmf0([text]);
  expect(bytes.subarray(0, 5)).toEqual(hex('0c 00 01 38 80'));
  expect(readAmf0(bytes)).toEqual({ ok: true, value: [text] });
});

test('C24: reads the entries of an ECMA array whose count is 0', () => {
  const read = readAmf0(hex('08 00000000 0004 636f6465 02 0002 4f4b 000009 00 3ff0000000000000'));
  expect(read).toEqual({ ok: true, value: [{ kind: 'ecma-array', fields: new Map([['code', 'OK']]) }, 1] });
});

test.each(['03 0001 61 05', '03 0001 61 05 0000', '08 00000001 0001 61 05'])(
  'C24: takes the end of the payload for a missing end marker: %s',
  (bytes) => {
    const read = readAmf0(hex(bytes));
    expect(read).toMatchObject({ ok: true, value: [{ fields: new Map([['a', null]]) }] });
  },
);

test.each([
  ['00 3ff0', 'amf-truncated'],
  ['02 0005 6162', 'amf-truncated'],
  ['0a ffffffff', 'amf-truncated'],
  ['04', 'amf-marker'],
  ['11 0a', 'amf-marker'],
  ['03 0001 61 ff', 'amf-marker'],
])('C24: names what is wrong with %s', (bytes, why) => {
  expect(readAmf0(hex(bytes))).toMatchObject({ ok: false, error: { code: 'protocol-violation', facts: { why } } });
});

/** Strict arrays of one item, one in the other. */
function nested(depth: number): Uint8Array {
  return hex(`${'0a00000001'.repeat(depth)}05`);
}

test('C24: refuses values nested deeper than the limit', () => {
  expect(readAmf0(nested(maxAmfDepth)).ok).toBe(true);
  expect(readAmf0(nested(maxAmfDepth + 1))).toMatchObject({ ok: false, error: { facts: { why: 'amf-depth' } } });
});

test('C24: keeps a field called __proto__ as a plain entry', () => {
  const read = readAmf0(hex('03 0009 5f5f70726f746f5f5f 0101 000009'));
  expect(read).toMatchObject({ ok: true, value: [{ fields: new Map([['__proto__', true]]) }] });
});
