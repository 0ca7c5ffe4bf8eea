/** Where pictures are drawn, what lies under a point, layouts and corners in numbers. */
import { expect, test } from 'vitest';
import { createItem, noCrop, type Transform } from '../../../../shared/studio/document/scene.ts';
import { boundsOf, boundsOfAll } from '../../../../shared/studio/geometry/box.ts';
import { fitted, wholeCanvas } from '../../../../shared/studio/geometry/fitting.ts';
import { itemsAt, itemsTouching } from '../../../../shared/studio/geometry/hit-test.ts';
import { boxesOf } from '../../../../shared/studio/geometry/layouts.ts';
import { inverseOf, mapped } from '../../../../shared/studio/geometry/matrix.ts';
import { placementOf } from '../../../../shared/studio/geometry/placement.ts';

const canvas = { width: 1280, height: 720 };
const tall = { width: 720, height: 1280 };
const at: Transform = { ...wholeCanvas(canvas), x: 100, y: 100, width: 400, height: 200 };
const square = { width: 100, height: 100 };

test('contain shows all of a picture in the middle of its box', () => {
  expect(placementOf(at, square)).toMatchObject({
    matrix: [2, 0, -0, 2, 200, 100],
    source: { x: 0, y: 0, ...square },
    corners: [
      { x: 200, y: 100 },
      { x: 400, y: 100 },
      { x: 400, y: 300 },
      { x: 200, y: 300 },
    ],
  });
});

test('cover cuts off what hangs over, stretch pulls', () => {
  expect(placementOf({ ...at, fit: 'cover' }, square)).toMatchObject({
    matrix: [4, 0, -0, 4, 100, 0],
    source: { x: 0, y: 25, width: 100, height: 50 },
  });
  expect(placementOf({ ...at, fit: 'stretch' }, square)).toMatchObject({ matrix: [4, 0, -0, 2, 100, 100] });
});

test('what is cropped is not drawn, and the rest is fitted', () => {
  const crop = { ...noCrop, left: 0.5 };
  const { source, corners } = placementOf({ ...at, crop }, square);
  expect(source).toEqual({ x: 50, y: 0, width: 50, height: 100 });
  expect(corners[0]).toEqual({ x: 250, y: 100 });
  const nothing = { left: 0.9, right: 0.9, top: 0, bottom: 0 };
  expect(placementOf({ ...at, crop: nothing }, square).source.width).toBeCloseTo(0.1);
});

test('mirroring and turning go about the middle of the box', () => {
  const mirrored = placementOf({ ...at, flipX: true }, square);
  expect(mapped(mirrored.matrix, { x: 0, y: 0 })).toEqual({ x: 400, y: 100 });
  const turned = placementOf({ ...at, rotation: 90 }, square);
  expect(turned.matrix).toEqual([0, 2, -2, 0, 400, 100]);
  expect(inverseOf([1, 2, 2, 4, 0, 0])).toBeNull();
});

test('bounds go round turned boxes', () => {
  expect(boundsOf({ ...at, rotation: 90 })).toEqual({ x: 200, y: 0, width: 200, height: 400 });
  expect(boundsOf({ ...at, rotation: -360 })).toEqual({ x: 100, y: 100, width: 400, height: 200 });
  expect(boundsOfAll([at, { ...at, x: 700, y: 0 }])).toEqual({ x: 100, y: 0, width: 1000, height: 300 });
  expect(boundsOfAll([])).toEqual({ x: 0, y: 0, width: 0, height: 0 });
});

test('a click finds what lies under it, the frontmost first; a frame what it touches', () => {
  const items = [
    createItem({ id: 'back', sourceId: 's', transform: wholeCanvas(canvas) }),
    createItem({ id: 'front', sourceId: 's', transform: { ...at, rotation: 45 } }),
  ];
  const ids = (found: readonly { readonly id: string }[]) => found.map(({ id }) => id);
  expect(ids(itemsAt(items, { x: 300, y: 200 }))).toEqual(['front', 'back']);
  expect(ids(itemsAt(items, { x: 105, y: 290 }))).toEqual(['back']);
  expect(itemsAt(items, { x: -1, y: 0 })).toEqual([]);
  // Within the turned item's bounds, beyond its edge.
  expect(ids(itemsTouching(items, { x: 440, y: 20, width: 10, height: 10 }))).toEqual(['back']);
  expect(ids(itemsTouching(items, { x: 295, y: 195, width: 10, height: 10 }))).toEqual(['back', 'front']);
});

test('the layouts', () => {
  expect(boxesOf('full', canvas, 3)).toEqual([{ x: 0, y: 0, ...canvas }]);
  expect(boxesOf('split', canvas, 2)).toEqual([
    { x: 0, y: 0, width: 640, height: 720 },
    { x: 640, y: 0, width: 640, height: 720 },
  ]);
  expect(boxesOf('split', tall, 2)[1]).toEqual({ x: 0, y: 640, width: 720, height: 640 });
  expect(boxesOf('split', canvas, 4)[3]).toEqual({ x: 640, y: 360, width: 640, height: 360 });
  expect(boxesOf('split', canvas, 3).map(({ x, width }) => [x, width])).toEqual([
    [0, 426],
    [426, 428],
    [854, 426],
  ]);
  const [large, small] = boxesOf('picture-in-picture', canvas, 2);
  expect(large).toEqual({ x: 0, y: 0, ...canvas });
  expect(small).toMatchObject({ x: 900, y: 496, width: 358, height: 202 });
  expect(boxesOf('cinema', canvas, 3).slice(1)).toEqual([
    { x: 960, y: 0, width: 320, height: 360 },
    { x: 960, y: 360, width: 320, height: 360 },
  ]);
  expect(boxesOf('cinema', tall, 2)[1]).toEqual({ x: 0, y: 960, width: 720, height: 320 });
  const [left, right] = boxesOf('side-by-side', canvas, 2);
  expect((left?.width ?? 0) / (left?.height ?? 1)).toBeCloseTo(16 / 9, 1);
  expect(left?.y).toBeCloseTo(right?.y ?? 0);
  expect(boxesOf('split', canvas, 0)).toEqual([]);
});

test('a small picture keeps its size in a corner, a turned one lies in it as it is seen', () => {
  const small = { ...at, width: 200, height: 100 };
  expect(fitted(small, 'top-left', canvas)).toMatchObject({ x: 22, y: 22, width: 200, height: 100 });
  const turned = fitted({ ...small, rotation: 90 }, 'bottom-right', canvas);
  const bounds = boundsOf(turned);
  expect(bounds.x + bounds.width).toBeCloseTo(1280 - 22);
  expect(bounds.y + bounds.height).toBeCloseTo(720 - 22);
  expect(fitted(at, 'top-right', { width: 500, height: 720 }).width).toBeCloseTo(150);
});
