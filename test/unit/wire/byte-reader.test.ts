/** Byte and bit readers and the byte writer. */
import { expect, test } from 'vitest';
import { BitReader } from '../../../shared/wire/bit-reader.ts';
import { ByteReader } from '../../../shared/wire/byte-reader.ts';
import { ByteWriter } from '../../../shared/wire/byte-writer.ts';

test('reads what was written, in every width', () => {
  const bytes = new ByteWriter(1)
    .u8(0xfe)
    .u16(0xfedc)
    .i16(-2)
    .u24(0xfedcba)
    .u24(-1)
    .u32(0xfedcba98)
    .f64(-1.5)
    .bytes(Uint8Array.of(7))
    .finish();
  const reader = new ByteReader(bytes);
  expect([reader.u8(), reader.u16(), reader.i16(), reader.u24(), reader.i24(), reader.u32(), reader.f64()]).toEqual([
    0xfe, 0xfedc, -2, 0xfedcba, -1, 0xfedcba98, -1.5,
  ]);
  expect(reader.rest()).toEqual(Uint8Array.of(7));
  expect(reader.overran).toBe(false);
});

test('C23: writes the message stream id least significant byte first', () => {
  expect(new ByteWriter().u32LE(0x0102_0304).finish()).toEqual(Uint8Array.of(4, 3, 2, 1));
});

test('says that it overran instead of throwing, and stays there', () => {
  const reader = new ByteReader(Uint8Array.of(1, 2, 3));
  expect(reader.u32()).toBe(0);
  expect(reader.overran).toBe(true);
  expect(reader.u8()).toBe(0);
  expect(reader.take(2)).toHaveLength(0);
});

test('reads a view inside a larger buffer', () => {
  const inside = Uint8Array.of(9, 9, 1, 2, 9).subarray(2, 4);
  expect(new ByteReader(inside).u16()).toBe(0x0102);
});

test('reads bits and Exp-Golomb numbers', () => {
  const bits = new BitReader(Uint8Array.of(0b1010_0011, 0b0010_0000));
  expect(bits.unsignedGolomb()).toBe(0);
  expect(bits.unsignedGolomb()).toBe(1);
  expect(bits.unsignedGolomb()).toBe(5);
  expect(bits.signedGolomb()).toBe(1);
  expect(bits.overran).toBe(false);
  expect(bits.read(32)).toBe(0);
  expect(bits.overran).toBe(true);
});
