/** What a moved box snaps to. */
import { expect, test } from 'vitest';
import type { Box } from '../../../../shared/studio/geometry/box.ts';
import { gridStepOf, safeAreasOf, snap, type SnapRoom } from '../../../../shared/studio/geometry/snapping.ts';

const canvas = { width: 1280, height: 720 };
const guides = { snap: true, safeAreas: false, grid: false, lines: [] };
const room: SnapRoom = { canvas, others: [], guides, distance: 8 };
const box = (x: number, y: number, width = 100, height = 50): Box => ({ x, y, width, height });

test('edges and middle snap to the canvas', () => {
  expect(snap(box(5, 300), room)).toMatchObject({ dx: -5, dy: 0 });
  expect(snap(box(1283 - 100, 675), room)).toMatchObject({ dx: -3, dy: -5 });
  expect(snap(box(593, 340), room)).toMatchObject({ dx: -3, dy: -5 });
  expect(snap(box(9, 300), room)).toEqual({ dx: 0, dy: 0, lines: [] });
});

test('the nearest of several places wins', () => {
  const others = [box(200, 500), box(204, 100)];
  expect(snap(box(203, 300), { ...room, others }).dx).toBe(1);
});

test('an edge snaps to the far edge of another item, and the line reaches from one to the other', () => {
  const { dx, lines } = snap(box(303, 300), { ...room, others: [box(200, 500)] });
  expect(dx).toBe(-3);
  expect(lines).toEqual([{ axis: 'x', at: 300, from: 300, to: 550 }]);
});

test('guides, safe areas and grid count when they are on', () => {
  const lines = [{ axis: 'x' as const, at: 500 }];
  expect(snap(box(497, 300), { ...room, guides: { ...guides, lines } })).toMatchObject({
    dx: 3,
    lines: [{ axis: 'x', at: 500, from: 0, to: 720 }],
  });
  expect(snap(box(60, 300), { ...room, guides: { ...guides, safeAreas: true } }).dx).toBeCloseTo(4);
  expect(snap(box(60, 300), room).dx).toBe(0);
  expect(snap(box(324, 286), { ...room, guides: { ...guides, grid: true } })).toMatchObject({ dx: -4, dy: -6 });
});

test('nothing snaps when it is off', () => {
  expect(snap(box(5, 5), { ...room, guides: { ...guides, snap: false } })).toEqual({ dx: 0, dy: 0, lines: [] });
  expect(snap(box(5, 5), { ...room, distance: 0 })).toEqual({ dx: 0, dy: 0, lines: [] });
});

test('a handle snaps only the sides that it drags', () => {
  expect(snap(box(5, 5), room, { x: 1, y: 0 })).toEqual({ dx: 0, dy: 0, lines: [] });
  expect(snap(box(5, 5), room, { x: -1, y: 0 })).toMatchObject({ dx: -5, dy: 0 });
  expect(snap(box(5, 667), room, { x: 0, y: 1 })).toMatchObject({ dx: 0, dy: 3 });
});

test('safe areas are those of EBU R 95, the grid has 32 cells on the longer side', () => {
  const { action, text } = safeAreasOf({ width: 1000, height: 2000 });
  expect([action.x, action.y, text.x, text.y]).toEqual([35, 70, 50, 100]);
  expect(action.x + action.width).toBeCloseTo(965);
  expect(text.y + text.height).toBeCloseTo(1900);
  expect(gridStepOf(canvas)).toBe(40);
  expect(gridStepOf({ width: 720, height: 1280 })).toBe(40);
});
