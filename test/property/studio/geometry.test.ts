/** What must hold of every place: maps have inverses, drags can be taken back, snapping comes to rest, nothing leaves its bounds. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { createItem, transformSchema, type Transform } from '../../../shared/studio/document/scene.ts';
import { boundsOf, centreOf, cornersOf, movedBy, turned, type Point } from '../../../shared/studio/geometry/box.ts';
import { aligned, alignments, fitted, fittings, wholeCanvas } from '../../../shared/studio/geometry/fitting.ts';
import { cropped, leastSide, resized, rotated } from '../../../shared/studio/geometry/handles.ts';
import { holds, itemsAt, itemsTouching } from '../../../shared/studio/geometry/hit-test.ts';
import { boxesOf, layouts } from '../../../shared/studio/geometry/layouts.ts';
import { inverseOf, mapped } from '../../../shared/studio/geometry/matrix.ts';
import { placementOf } from '../../../shared/studio/geometry/placement.ts';
import { snap } from '../../../shared/studio/geometry/snapping.ts';
import {
  anyCanvas,
  anyHandle,
  anyMove,
  anySize,
  anyTransform,
  extremeTransform,
} from '../../support/show/random-places.ts';

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

test('snapping comes to rest: what has snapped does not move again', () => {
  const anyGuides = fc.record({
    snap: fc.constant(true),
    safeAreas: fc.boolean(),
    grid: fc.boolean(),
    lines: fc.array(fc.record({ axis: fc.constantFrom('x', 'y'), at: fc.integer({ min: 0, max: 1000 }) }), {
      maxLength: 4,
    }),
  });
  fc.assert(
    fc.property(
      anyTransform,
      fc.array(anyTransform, { maxLength: 4 }),
      fc.tuple(anyCanvas, anyGuides, fc.integer({ min: 1, max: 30 })),
      (transform, others, [canvas, guides, distance]) => {
        const room = { canvas, guides, distance, others: others.map(boundsOf) };
        const box = boundsOf(transform);
        const { dx, dy, lines } = snap(box, room);
        expect(Math.abs(dx)).toBeLessThanOrEqual(distance);
        expect(Math.abs(dy)).toBeLessThanOrEqual(distance);
        const again = snap({ ...box, x: box.x + dx, y: box.y + dy }, room);
        expect(Math.abs(again.dx) + Math.abs(again.dy)).toBeLessThan(1e-9);
        expect(again.lines.map(({ axis }) => axis)).toEqual(lines.map(({ axis }) => axis));
        expect(lines.length).toBe(new Set(lines.map(({ axis }) => axis)).size);
        if (lines.every(({ axis }) => axis !== 'x')) expect(dx).toBe(0);
      },
    ),
    runs,
  );
});

test('a resize keeps the opposite side in its place and can be taken back', () => {
  const anyHow = fc.record({ keepsShape: fc.boolean(), fromCentre: fc.boolean() });
  fc.assert(
    fc.property(fc.tuple(anyTransform, anyHandle, anyMove, anyHow), ([transform, handle, move, how]) => {
      const after = resized(transform, handle, move, how);
      expect(transformSchema.safeParse(after).success).toBe(true);
      expect(Math.min(after.width, after.height)).toBeGreaterThanOrEqual(leastSide - 1e-6);
      const opposite = (of: Transform) =>
        turned(
          { x: centreOf(of).x - (handle.x * of.width) / 2, y: centreOf(of).y - (handle.y * of.height) / 2 },
          centreOf(of),
          of.rotation,
        );
      if (how.fromCentre) expectNear(centreOf(transform), centreOf(after));
      else expectNear(opposite(transform), opposite(after), 1e-5);
      if (how.keepsShape) expect(after.width / after.height).toBeCloseTo(transform.width / transform.height, 5);
      if (Math.min(after.width, after.height) <= leastSide + 1e-6) return;
      const back = resized(after, handle, { x: -move.x, y: -move.y }, { ...how, keepsShape: false });
      if (!how.keepsShape) expectSamePlace(back, transform, 1e-5);
    }),
    runs,
  );
});

test('a dragged corner stays under the pointer', () => {
  fc.assert(
    fc.property(anyTransform, anyHandle, anyMove, (transform, handle, move) => {
      const after = resized(transform, handle, move, { keepsShape: false, fromCentre: false });
      if (Math.min(after.width, after.height) <= leastSide + 1e-6) return;
      const corner = (of: Transform) =>
        turned(
          { x: centreOf(of).x + (handle.x * of.width) / 2, y: centreOf(of).y + (handle.y * of.height) / 2 },
          centreOf(of),
          of.rotation,
        );
      const [from, to] = [corner(transform), corner(after)];
      const local = turned(
        { x: to.x - from.x - move.x, y: to.y - from.y - move.y },
        { x: 0, y: 0 },
        -transform.rotation,
      );
      if (handle.x !== 0) expect(Math.abs(local.x)).toBeLessThan(1e-5);
      if (handle.y !== 0) expect(Math.abs(local.y)).toBeLessThan(1e-5);
    }),
    runs,
  );
});

test('turning about the middle can be taken back, keeps size and middle, and goes in steps when asked', () => {
  fc.assert(
    fc.property(anyTransform, anyMove, anyMove, (transform, from, to) => {
      const centre = centreOf(transform);
      if (Math.hypot(from.x - centre.x, from.y - centre.y) < 1 || Math.hypot(to.x - centre.x, to.y - centre.y) < 1)
        return;
      const after = rotated(transform, { from, to }, null);
      expect(transformSchema.safeParse(after).success).toBe(true);
      expectNear(centreOf(after), centre);
      expectSamePlace(rotated(after, { from: to, to: from }, null), transform, 1e-5);
      expect(Math.abs(rotated(transform, { from, to }, 15).rotation % 15)).toBe(0);
    }),
    runs,
  );
});

test('cropping leaves what stays of the picture where it was', () => {
  fc.assert(
    fc.property(fc.tuple(anyTransform, anySize, anyHandle, anyMove), ([transform, size, handle, move]) => {
      const before = placementOf(transform, size);
      const after = cropped(transform, size, handle, move);
      expect(transformSchema.safeParse(after).success).toBe(true);
      const { matrix, source } = placementOf(after, size);
      const middle = centreOf(source);
      // A sliver of a picture is as exact as parts of its size are.
      if (before.source.width < size.width / 500 || before.source.height < size.height / 500) return;
      if (Math.min(after.width, after.height) < 1.001) return;
      const scale = Math.max(1, ...before.matrix.slice(0, 4).map(Math.abs));
      expectNear(mapped(matrix, middle), mapped(before.matrix, middle), 1e-3 * scale);
      expectNear(
        mapped(matrix, { x: source.x, y: source.y }),
        mapped(before.matrix, { x: source.x, y: source.y }),
        1e-3 * scale,
      );
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

test('no move, resize, crop or alignment leaves the document’s bounds, from wherever it begins', () => {
  fc.assert(
    fc.property(fc.tuple(extremeTransform, anyHandle, anyMove, anySize), ([transform, handle, move, size]) => {
      const far = { x: move.x * 1000, y: move.y * 1000 };
      const results = [
        movedBy(transform, far.x, far.y),
        resized(transform, handle, far, { keepsShape: true, fromCentre: false }),
        resized(transform, handle, far, { keepsShape: false, fromCentre: true }),
        cropped(transform, size, handle, far),
        ...alignments.map((to) => aligned(transform, to, { width: 160, height: 7680 })),
        ...fittings.map((to) => fitted(transform, to, { width: 7680, height: 160 })),
      ];
      for (const result of results) {
        expect(transformSchema.safeParse(result).success).toBe(true);
        expect(JSON.parse(JSON.stringify(result))).toEqual(result);
      }
    }),
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
