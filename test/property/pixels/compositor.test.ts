/** However a scene changes: drawn bit by bit it is the same as drawn at once, and all memory comes back. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Layer } from '../../../renderer/media/compose/pixels/compositor/compositor.ts';
import { CpuCompositor } from '../../../renderer/media/compose/pixels/compositor/cpu-compositor.ts';
import {
  createSurface,
  fillSurface,
  planesOf,
  type Surface,
} from '../../../renderer/media/compose/pixels/memory/surface.ts';
import type { Pixels } from '../../../renderer/media/compose/pixels/pixels.ts';
import { vectorBench } from '../../support/pixels/kernels.ts';
import { disc, layerOf, paint, waves } from '../../support/pixels/pictures.ts';

const size = { width: 96, height: 54 };
const pixels: Pixels = { ...vectorBench(), colour: 'bt709' };
const sources = [
  paint(pixels, size.width, size.height, waves(1)),
  paint(pixels, 40, 30, waves(2)),
  paint(pixels, 37, 21, disc(37, 21), true),
  paint(pixels, size.width, size.height, disc(96, 54), true),
];
const versions = sources.map(() => 0);

const place = fc.record({
  source: fc.nat(sources.length - 1),
  x: fc.integer({ min: -60, max: 100 }),
  y: fc.integer({ min: -40, max: 60 }),
  width: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 140 })),
  height: fc.integer({ min: 1, max: 90 }),
  /** Mostly none. */
  angle: fc.oneof(
    { weight: 4, arbitrary: fc.constant(0) },
    { weight: 1, arbitrary: fc.double({ min: -3, max: 3, noNaN: true }) },
  ),
  opacity: fc.oneof(fc.constantFrom(0, 1, 1, 1), fc.double({ min: 0, max: 1, noNaN: true })),
  blend: fc.oneof(
    { weight: 5, arbitrary: fc.constant('normal' as const) },
    { weight: 1, arbitrary: fc.constant('screen' as const) },
  ),
  isOpaque: fc.boolean(),
  cut: fc.record({
    x: fc.nat(12),
    y: fc.nat(12),
    width: fc.integer({ min: 1, max: 60 }),
    height: fc.integer({ min: 1, max: 60 }),
  }),
  isCut: fc.boolean(),
});
type Place = typeof place extends fc.Arbitrary<infer Value> ? Value : never;

/** What happens between two pictures. */
const change = fc.oneof(
  fc.record({ kind: fc.constant('set' as const), at: fc.nat(5), to: place }),
  fc.record({ kind: fc.constant('insert' as const), at: fc.nat(5), to: place }),
  fc.record({ kind: fc.constant('remove' as const), at: fc.nat(5) }),
  fc.record({ kind: fc.constant('swap' as const), at: fc.nat(4) }),
  fc.record({
    kind: fc.constant('adjust' as const),
    at: fc.nat(4),
    to: place,
    what: fc.constantFrom('opacity' as const, 'blend' as const, 'x' as const, 'cut' as const),
  }),
  fc.record({
    kind: fc.constant('content' as const),
    source: fc.nat(sources.length - 1),
    shade: fc.integer({ min: 16, max: 235 }),
  }),
  fc.record({ kind: fc.constant('forget' as const), source: fc.nat(sources.length - 1) }),
);
type Change = typeof change extends fc.Arbitrary<infer Value> ? Value : never;

function layerFor({ source, angle, cut, isCut, ...box }: Place): readonly Layer[] {
  const surface = sources[source];
  if (surface === undefined) return [];
  const { opacity, blend } = box;
  const isOpaque = box.isOpaque && surface.a < 0;
  const whole = box.width === 0 ? { ...size, x: 0, y: 0 } : box;
  const more = { version: versions[source] ?? 0, opacity, blend, isOpaque, ...(isCut ? { sourceRect: cut } : {}) };
  const layer = layerOf(surface, whole, more);
  if (angle === 0) return [layer];
  const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
  const [a, , , d] = layer.matrix;
  return [{ ...layer, matrix: [a * cosine, a * sine, -d * sine, d * cosine, whole.x, whole.y] }];
}

type Shuffle = Extract<Change, { kind: 'set' | 'insert' | 'remove' | 'swap' | 'adjust' }>;

function shuffled(places: readonly Place[], what: Shuffle): readonly Place[] {
  switch (what.kind) {
    case 'set':
      return places.map((one, index) => (index === what.at ? what.to : one));
    case 'adjust':
      return places.map((one, index) => (index === what.at ? { ...one, [what.what]: what.to[what.what] } : one));
    case 'insert':
      return places.length < 6 ? places.toSpliced(what.at, 0, what.to) : places;
    case 'remove':
      return places.toSpliced(what.at, 1);
    case 'swap': {
      const [one, other] = places.slice(what.at, what.at + 2);
      return one === undefined || other === undefined ? places : places.toSpliced(what.at, 2, other, one);
    }
  }
}

function changed(places: readonly Place[], what: Change, compositor: CpuCompositor): readonly Place[] {
  if (what.kind !== 'content' && what.kind !== 'forget') return shuffled(places, what);
  const surface = sources[what.source];
  if (surface === undefined) return places;
  if (what.kind === 'forget') compositor.forget(surface);
  else {
    fillSurface(pixels.heap, surface, { y: what.shade, u: 90, v: 150, a: what.shade });
    versions[what.source] = (versions[what.source] ?? 0) + 1;
  }
  return places;
}

function bytesOf(surface: Surface): Buffer {
  const bytes = planesOf(surface).reduce((sum, { width, height }) => sum + width * height, 0);
  return Buffer.from(pixels.heap.bytes.slice(surface.y, surface.y + bytes));
}

test.each([false, true])('on a target with alpha: %s', (hasAlpha) => {
  const targets = [0, 1].map(() => createSurface(pixels.heap, size.width, size.height, hasAlpha));
  const [target, fresh] = targets;
  if (target === undefined || fresh === undefined) throw new Error('no targets');
  fc.assert(
    fc.property(fc.array(place, { maxLength: 4 }), fc.array(change, { maxLength: 8 }), (first, changes) => {
      const before = pixels.heap.used;
      const compositor = new CpuCompositor(pixels);
      let places: readonly Place[] = first;
      compositor.compose(places.flatMap(layerFor), target, 'all');
      for (const what of changes) {
        places = changed(places, what, compositor);
        const layers = places.flatMap(layerFor);
        compositor.compose(layers, target, 'changed');
        const another = new CpuCompositor(pixels);
        another.compose(layers, fresh, 'all');
        another.close();
        expect(bytesOf(target).equals(bytesOf(fresh))).toBe(true);
      }
      compositor.close();
      expect(pixels.heap.used).toBe(before);
    }),
    { numRuns: 300 },
  );
});
