/** What must hold of every drag: it can be taken back, what is not dragged stays, snapping comes to rest, nothing leaves its bounds. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { transformSchema, type Transform } from '../../../shared/studio/document/scene.ts';
import { boundsOf, centreOf, cornersOf, movedBy, turned, type Point } from '../../../shared/studio/geometry/box.ts';
import { aligned, alignments, fitted, fittings } from '../../../shared/studio/geometry/fitting.ts';
import { cropped, leastSide, resized, rotated } from '../../../shared/studio/geometry/handles.ts';
import { mapped } from '../../../shared/studio/geometry/matrix.ts';
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
