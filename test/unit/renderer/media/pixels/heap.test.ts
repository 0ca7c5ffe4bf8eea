/** The heap of pixels: blocks that don't overlap, come back whole, and stay within bounds. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PixelHeap } from '../../../../../renderer/media/compose/pixels/memory/heap.ts';
import {
  createSurface,
  fillSurface,
  freeSurface,
  planesOf,
} from '../../../../../renderer/media/compose/pixels/memory/surface.ts';

const mebibyte = 1 << 20;

test('blocks are 64-aligned, lie apart, and all come back', () => {
  const step = fc.record({ bytes: fc.integer({ min: 0, max: 50_000 }), freed: fc.nat(40) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const heap = new PixelHeap({ initialBytes: mebibyte, maxBytes: 64 * mebibyte });
      const held: { at: number; bytes: number }[] = [];
      for (const { bytes, freed } of steps) {
        const at = heap.allocate(bytes);
        expect(at % 64).toBe(0);
        expect(at).toBeGreaterThanOrEqual(65_536);
        expect(at + bytes + 64).toBeLessThanOrEqual(heap.bytes.length);
        for (const other of held) expect(at >= other.at + other.bytes || at + bytes <= other.at).toBe(true);
        held.push({ at, bytes });
        const [gone] = freed < held.length ? held.splice(freed, 1) : [];
        if (gone !== undefined) heap.free(gone.at);
      }
      for (const { at } of held) heap.free(at);
      expect(heap.used).toBe(0);
    }),
  );
});

test('freed neighbours are one block again', () => {
  const heap = new PixelHeap({ initialBytes: mebibyte, maxBytes: mebibyte });
  const blocks = Array.from({ length: 9 }, () => heap.allocate(100_000));
  expect(() => heap.allocate(200_000)).toThrow(RangeError);
  for (const index of [2, 4, 3]) heap.free(blocks[index] ?? 0);
  expect(heap.allocate(300_000)).toBe(blocks[2]);
});

test('growing keeps what is there and gives a new view', () => {
  const heap = new PixelHeap({ initialBytes: mebibyte, maxBytes: 80 * mebibyte });
  const at = heap.allocate(4);
  heap.bytes.set([1, 2, 3, 4], at);
  const before = heap.bytes;
  heap.allocate(10 * mebibyte);
  expect(heap.bytes).not.toBe(before);
  expect([...heap.bytes.subarray(at, at + 4)]).toEqual([1, 2, 3, 4]);
  expect(() => heap.allocate(80 * mebibyte)).toThrow(RangeError);
});

test('what was not taken, or was given back, cannot be freed', () => {
  const heap = new PixelHeap({ initialBytes: mebibyte, maxBytes: mebibyte });
  const at = heap.allocate(10);
  expect(() => heap.free(at + 64)).toThrow(RangeError);
  heap.free(at);
  expect(() => heap.free(at)).toThrow(RangeError);
});

test('a surface has even sides, and a colour with alpha is premultiplied', () => {
  const heap = new PixelHeap({ initialBytes: mebibyte, maxBytes: mebibyte });
  const surface = createSurface(heap, 31, 9, true);
  expect(surface).toMatchObject({ width: 32, height: 10, u: surface.y + 320, v: surface.y + 400 });
  fillSurface(heap, surface, { y: 200, u: 100, v: 128, a: 128 });
  expect(planesOf(surface).map(({ at }) => heap.bytes[at])).toEqual([100, 50, 64, 128, 128]);
  const opaque = createSurface(heap, 31, 9, false);
  fillSurface(heap, opaque, { y: 200, u: 100, v: 128, a: 0 });
  expect(planesOf(opaque).map(({ at }) => heap.bytes[at])).toEqual([16, 128, 128]);
  freeSurface(heap, surface);
  freeSurface(heap, opaque);
  expect(heap.used).toBe(0);
});
