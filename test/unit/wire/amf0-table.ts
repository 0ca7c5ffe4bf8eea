/** AMF0 values and their bytes: the table that reading, writing and fuzzing share. */
import type { AmfValue } from '../../../shared/wire/amf0.ts';

/** Bytes from hexadecimal digits; spaces are free. */
export function hex(digits: string): Uint8Array {
  const pairs = digits.replaceAll(' ', '').match(/../g) ?? [];
  return Uint8Array.from(pairs, (pair) => Number.parseInt(pair, 16));
}

export const amf0Table: readonly { readonly name: string; readonly bytes: string; readonly value: AmfValue }[] = [
  { name: 'a number', bytes: '00 40f0000000000000', value: 65_536 },
  { name: 'a negative fraction', bytes: '00 bfe0000000000000', value: -0.5 },
  { name: 'true', bytes: '01 01', value: true },
  { name: 'false', bytes: '01 00', value: false },
  { name: 'a string', bytes: '02 0004 6c697665', value: 'live' },
  { name: 'an empty string', bytes: '02 0000', value: '' },
  { name: 'a string beyond ASCII', bytes: '02 0009 c3a9e282acf09f98 80', value: 'é€😀' },
  { name: 'null', bytes: '05', value: null },
  { name: 'undefined', bytes: '06', value: undefined },
  { name: 'a reference', bytes: '07 0003', value: { kind: 'reference', index: 3 } },
  { name: 'unsupported', bytes: '0d', value: { kind: 'unsupported' } },
  { name: 'a date', bytes: '0b 4276de98dd800000 ffc4', value: { kind: 'date', epochMs: 1_571_581_450_240, zone: -60 } },
  { name: 'XML', bytes: '0f 00000004 3c612f3e', value: { kind: 'xml', text: '<a/>' } },
  { name: 'an empty object', bytes: '03 000009', value: { kind: 'object', fields: new Map() } },
  {
    name: 'an object',
    bytes: '03 0001 61 00 3ff0000000000000 0001 62 03 0001 63 05 000009 000009',
    value: {
      kind: 'object',
      fields: new Map<string, AmfValue>([
        ['a', 1],
        ['b', { kind: 'object', fields: new Map([['c', null]]) }],
      ]),
    },
  },
  {
    name: 'an ECMA array',
    bytes: '08 00000001 0003 6d6170 01 01 000009',
    value: { kind: 'ecma-array', fields: new Map([['map', true]]) },
  },
  {
    name: 'a typed object',
    bytes: '10 0003 466f6f 0001 61 05 000009',
    value: { kind: 'typed-object', className: 'Foo', fields: new Map([['a', null]]) },
  },
  {
    name: 'a strict array',
    bytes: '0a 00000003 05 06 0a 00000000',
    value: { kind: 'strict-array', items: [null, undefined, { kind: 'strict-array', items: [] }] },
  },
];
