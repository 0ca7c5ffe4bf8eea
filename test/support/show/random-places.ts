/** Places, sizes and moves drawn at random, as far out as the document allows them or as people make them. */
import * as fc from 'fast-check';
import type { Transform } from '../../../shared/studio/document/scene.ts';
import type { Point, Size } from '../../../shared/studio/geometry/box.ts';
import type { Handle } from '../../../shared/studio/geometry/handles.ts';

/** Fractions that are no round numbers, within bounds. */
const anyReal = (min: number, max: number) =>
  fc.integer({ min: 0, max: 1_000_000 }).map((part) => min + ((max - min) * part) / 1_000_000);

const anyCut = fc.oneof(fc.constant(0), anyReal(0, 0.45));
const anyRotation = fc.oneof(fc.constantFrom(0, 90, 180, -90, 270, 360), anyReal(-360, 360));

/** Places as they come about at a canvas of some thousand pixels. */
export const anyTransform: fc.Arbitrary<Transform> = fc.record({
  x: anyReal(-2000, 4000),
  y: anyReal(-2000, 4000),
  width: anyReal(20, 4000),
  height: anyReal(20, 4000),
  rotation: anyRotation,
  crop: fc.record({ left: anyCut, top: anyCut, right: anyCut, bottom: anyCut }),
  flipX: fc.boolean(),
  flipY: fc.boolean(),
  fit: fc.constantFrom('contain', 'cover', 'stretch'),
});

/** Whatever the document allows. */
export const extremeTransform: fc.Arbitrary<Transform> = fc.record({
  x: anyReal(-100_000, 100_000),
  y: anyReal(-100_000, 100_000),
  width: fc.oneof(fc.constantFrom(1, 100_000), anyReal(1, 100_000)),
  height: fc.oneof(fc.constantFrom(1, 100_000), anyReal(1, 100_000)),
  rotation: anyRotation,
  crop: fc.record({
    left: anyReal(0, 0.999),
    top: anyReal(0, 0.999),
    right: anyReal(0, 0.999),
    bottom: anyReal(0, 0.999),
  }),
  flipX: fc.boolean(),
  flipY: fc.boolean(),
  fit: fc.constantFrom('contain', 'cover', 'stretch'),
});

export const anySize: fc.Arbitrary<Size> = fc.record({
  width: fc.integer({ min: 2, max: 4000 }),
  height: fc.integer({ min: 2, max: 4000 }),
});

export const anyCanvas: fc.Arbitrary<Size> = fc.constantFrom(
  { width: 1280, height: 720 },
  { width: 1080, height: 1920 },
  { width: 160, height: 7680 },
);

export const anyMove: fc.Arbitrary<Point> = fc.record({ x: anyReal(-1500, 1500), y: anyReal(-1500, 1500) });

export const anyHandle: fc.Arbitrary<Handle> = fc.constantFrom(
  { x: -1, y: -1 },
  { x: 0, y: -1 },
  { x: 1, y: -1 },
  { x: 1, y: 0 },
  { x: 1, y: 1 },
  { x: 0, y: 1 },
  { x: -1, y: 1 },
  { x: -1, y: 0 },
);
