/** What must hold of every place: maps have inverses, words for places mean what they say, nothing leaves its bounds. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { createItem, transformSchema, type Transform } from '../../../shared/studio/document/scene.ts';
import { boundsOf, centreOf, cornersOf, turned, type Point } from '../../../shared/studio/geometry/box.ts';
import { aligned, alignments, fitted, fittings, wholeCanvas } from '../../../shared/studio/geometry/fitting.ts';
import { holds, itemsAt, itemsTouching } from '../../../shared/studio/geometry/hit-test.ts';
import { boxesOf, layouts } from '../../../shared/studio/geometry/layouts.ts';
import { inverseOf, mapped } from '../../../shared/studio/geometry/matrix.ts';
import { placementOf } from '../../../shared/studio/geometry/placement.ts';
import { anyCanvas, anyMove, anySize, anyTransform, extremeTransform } from '../../support/show/random-places.ts';

const runs = { numRuns: 500 };

function expectNear(one: Point, other: Point, within = 1e-6): void {
  expect(Math.hypot(one.x - other.x, one.y - other.y)).toBeLessThan(within);
}

function expectSamePlace(one: Transform, other: Transform, within = 1e-6): void {
  const corners = cornersOf(other);
  cornersOf(one).forEach((corner, index) => expectNear(corner, corners[index] ?? corner, within));
}
test('a picture’s map has an inverse, and its corners are where the map puts them', () => {
  fc.assert(
    fc.property(anyTransform, anySize, (transform, size) => {
      const { matrix, source, corners } = placementOf(transform, size);
      const inverse = inverseOf(matrix);
      if (inverse === null) throw new Error('every place has an inverse');
      const { x, y } = source;
      const picture = [
        { x, y },
        { x: x + source.width, y },
        { x: x + source.width, y: y + source.height },
        { x, y: y + source.height },
      ];
      picture.forEach((point, index) => {
        const corner = corners[index];
        if (corner === undefined) throw new Error('there are four corners');
        expectNear(mapped(matrix, point), corner);
        expectNear(mapped(inverse, corner), point, 1e-4);
      });
    }),
    runs,
  );
});

test('what is shown of a picture lies within it, and is drawn within its box', () => {
  fc.assert(
    fc.property(fc.oneof(anyTransform, extremeTransform), anySize, (transform, size) => {
      const { source, corners } = placementOf(transform, size);
      expect(source.width).toBeGreaterThan(0);
      expect(source.height).toBeGreaterThan(0);
      expect(source.x).toBeGreaterThanOrEqual(-1e-9);
      expect(source.y).toBeGreaterThanOrEqual(-1e-9);
      expect(source.x + source.width).toBeLessThanOrEqual(size.width + 1e-6);
      expect(source.y + source.height).toBeLessThanOrEqual(size.height + 1e-6);
      for (const corner of corners) expect(holds(transform, corner, 1e-3)).toBe(true);
    }),
    runs,
  );
});

test('contain and cover keep the picture’s shape, contain shows all of it, cover fills the box', () => {
  fc.assert(
    fc.property(anyTransform, anySize, (transform, size) => {
      const contained = placementOf({ ...transform, fit: 'contain' }, size);
      const covering = placementOf({ ...transform, fit: 'cover' }, size);
      for (const { matrix } of [contained, covering]) {
        const [a, b, c, d] = matrix;
        expect(Math.hypot(a, b) / Math.hypot(c, d)).toBeCloseTo(1, 6);
      }
      const { crop } = transform;
      expect(contained.source.width).toBeCloseTo(size.width * (1 - crop.left - crop.right), 6);
      expect(contained.source.height).toBeCloseTo(size.height * (1 - crop.top - crop.bottom), 6);
      const corners = cornersOf(transform);
      for (const corner of corners) {
        expect(Math.min(...covering.corners.map(({ x, y }) => Math.hypot(x - corner.x, y - corner.y)))).toBeLessThan(
          1e-5,
        );
      }
    }),
    runs,
  );
});

test('aligning touches the edge it names and nothing else, and twice is once', () => {
  fc.assert(
    fc.property(anyTransform, anyCanvas, fc.constantFrom(...alignments), (transform, canvas, to) => {
      const after = aligned(transform, to, canvas);
      const box = boundsOf(after);
      const gap = {
        left: box.x,
        centre: box.x + box.width / 2 - canvas.width / 2,
        right: box.x + box.width - canvas.width,
        top: box.y,
        middle: box.y + box.height / 2 - canvas.height / 2,
        bottom: box.y + box.height - canvas.height,
      };
      expect(Math.abs(gap[to])).toBeLessThan(1e-6);
      expectSamePlace(aligned(after, to, canvas), after);
      const isAcross = to === 'left' || to === 'centre' || to === 'right';
      expect(isAcross ? after.y : after.x).toBe(isAcross ? transform.y : transform.x);
    }),
    runs,
  );
});

test('fitting twice is fitting once, corners lie on the canvas, and everything stays within the document’s bounds', () => {
  fc.assert(
    fc.property(
      fc.oneof(anyTransform, extremeTransform),
      anyCanvas,
      fc.constantFrom(...fittings),
      (from, canvas, to) => {
        const once = fitted(from, to, canvas);
        expect(transformSchema.safeParse(once).success).toBe(true);
        expectSamePlace(fitted(once, to, canvas), once, 1e-3);
        const box = boundsOf(once);
        if (!to.includes('-') || Math.min(box.width, box.height) <= 1) return;
        expect(box.x).toBeGreaterThanOrEqual(-1e-6);
        expect(box.y).toBeGreaterThanOrEqual(-1e-6);
        expect(box.x + box.width).toBeLessThanOrEqual(canvas.width + 1e-6);
        expect(box.y + box.height).toBeLessThanOrEqual(canvas.height + 1e-6);
      },
    ),
    runs,
  );
});

test('an item is found at its middle, and a frame touches it where they share a point', () => {
  fc.assert(
    fc.property(anyTransform, anyMove, anySize, (transform, point, size) => {
      const item = createItem({ id: 'a', sourceId: 's', transform });
      expect(itemsAt([item], centreOf(transform))).toEqual([item]);
      const frame = { ...point, ...size };
      const inFrame = (at: Point) =>
        at.x >= frame.x && at.x <= frame.x + frame.width && at.y >= frame.y && at.y <= frame.y + frame.height;
      // Points all over the item: if one of them lies in the frame, the frame touches it.
      const grid = [0.001, 0.25, 0.5, 0.75, 0.999];
      const points = grid.flatMap((across) =>
        grid.map((down) =>
          turned(
            { x: transform.x + transform.width * across, y: transform.y + transform.height * down },
            centreOf(transform),
            transform.rotation,
          ),
        ),
      );
      const isTouching = itemsTouching([item], frame).length === 1;
      if (points.some(inFrame)) expect(isTouching).toBe(true);
      const corners = [centreOf(frame), frame, { x: frame.x + frame.width, y: frame.y + frame.height }];
      if (corners.some((corner) => holds(transform, corner))) expect(isTouching).toBe(true);
      const away = { ...frame, x: boundsOf(transform).x - frame.width - 1 };
      expect(itemsTouching([item], away)).toEqual([]);
      expect(itemsAt([{ ...item, visible: false }], centreOf(transform))).toEqual([]);
    }),
    runs,
  );
});

test('boxes of a layout don’t overlap but for the large picture behind small ones, and fit the canvas', () => {
  fc.assert(
    fc.property(anyCanvas, fc.constantFrom(...layouts), fc.integer({ min: 1, max: 6 }), (canvas, layout, count) => {
      const boxes = boxesOf(layout, canvas, count);
      expect(boxes).toHaveLength(layout === 'full' ? 1 : count);
      for (const box of boxes) {
        expect(box.x).toBeGreaterThanOrEqual(-canvas.width);
        expect(box.x + box.width).toBeLessThanOrEqual(canvas.width + 1e-6);
        expect(box.y).toBeGreaterThanOrEqual(-1e-6);
        expect(box.y + box.height).toBeLessThanOrEqual(canvas.height + 1e-6);
        expect(Math.min(box.width, box.height)).toBeGreaterThan(1);
      }
      const apart = layout === 'picture-in-picture' ? boxes.slice(1) : boxes;
      const touching = apart.some((one, index) =>
        apart
          .slice(index + 1)
          .some(
            (other) =>
              one.x < other.x + other.width - 1e-6 &&
              other.x < one.x + one.width - 1e-6 &&
              one.y < other.y + other.height - 1e-6 &&
              other.y < one.y + one.height - 1e-6,
          ),
      );
      expect(touching).toBe(false);
    }),
    runs,
  );
});

test('a whole canvas is drawn one to one', () => {
  const canvas = { width: 1280, height: 720 };
  expect(placementOf(wholeCanvas(canvas), canvas)).toMatchObject({
    matrix: [1, 0, -0, 1, 0, 0],
    source: { x: 0, y: 0, width: 1280, height: 720 },
  });
});
