/** Dragging handles: sizes, turns and crops in numbers. */
import { expect, test } from 'vitest';
import { noCrop, type Transform } from '../../../../shared/studio/document/scene.ts';
import { cropped, leastSide, resized, rotated } from '../../../../shared/studio/geometry/handles.ts';

const at: Transform = {
  x: 100,
  y: 100,
  width: 320,
  height: 180,
  rotation: 0,
  crop: noCrop,
  flipX: false,
  flipY: false,
  fit: 'contain',
};
const picture = { width: 1280, height: 720 };
const free = { keepsShape: false, fromCentre: false };
const right = { x: 1, y: 0 } as const;
const corner = { x: 1, y: 1 } as const;

test('a side moves alone, a corner both its sides', () => {
  expect(resized(at, right, { x: 40, y: 99 }, free)).toEqual({ ...at, width: 360 });
  expect(resized(at, { x: -1, y: -1 }, { x: 20, y: -20 }, free)).toEqual({
    ...at,
    x: 120,
    y: 80,
    width: 300,
    height: 200,
  });
});

test('from the middle both sides move', () => {
  expect(resized(at, right, { x: 40, y: 0 }, { ...free, fromCentre: true })).toEqual({ ...at, x: 60, width: 400 });
});

test('in shape the other way grows along, about the middle of the side that stays', () => {
  const grown = resized(at, right, { x: 320, y: 0 }, { ...free, keepsShape: true });
  expect(grown).toEqual({ ...at, y: 10, width: 640, height: 360 });
  const byCorner = resized(at, corner, { x: 320, y: 180 }, { ...free, keepsShape: true });
  expect(byCorner).toEqual({ ...at, width: 640, height: 360 });
});

test('a turned box is resized along its own sides', () => {
  const turned = { ...at, rotation: 90 };
  const grown = resized(turned, right, { x: 0, y: 40 }, free);
  expect(grown).toMatchObject({ width: 360, height: 180, rotation: 90 });
  expect(grown.y + grown.height / 2).toBeCloseTo(190 + 20);
});

test('a box does not vanish or turn inside out', () => {
  expect(resized(at, corner, { x: -5000, y: -5000 }, free)).toEqual({ ...at, width: leastSide, height: leastSide });
  const even = resized(at, corner, { x: -5000, y: -5000 }, { ...free, keepsShape: true });
  expect(even.height).toBeCloseTo(leastSide);
  expect(even.width / even.height).toBeCloseTo(16 / 9);
});

test('turning follows the pointer, in steps when asked', () => {
  const from = { x: 460, y: 190 };
  const below = { x: 260, y: 390 };
  expect(rotated(at, { from, to: below }, null).rotation).toBeCloseTo(90);
  expect(rotated({ ...at, rotation: 170 }, { from, to: below }, null).rotation).toBeCloseTo(-100);
  expect(rotated(at, { from, to: { x: 458, y: 240 } }, 15).rotation).toBe(15);
  expect(Object.is(rotated(at, { from, to: from }, 15).rotation, 0)).toBe(true);
});

test('cropping cuts the picture and leaves the rest in place', () => {
  const cut = cropped(at, picture, right, { x: -80, y: 0 });
  expect(cut).toEqual({ ...at, width: 240, crop: { ...noCrop, right: 0.25 } });
  expect(cropped(cut, picture, right, { x: 80, y: 0 })).toEqual(at);
  expect(cropped(cut, picture, right, { x: 500, y: 0 })).toEqual(at);
});

test('in a mirrored picture the other side of it is cut', () => {
  const cut = cropped({ ...at, flipX: true }, picture, right, { x: -80, y: 0 });
  expect(cut).toEqual({ ...at, flipX: true, width: 240, crop: { ...noCrop, left: 0.25 } });
});

test('cropping draws the box tight round the picture', () => {
  const wide = { ...at, width: 520 };
  const cut = cropped(wide, picture, { x: 0, y: -1 }, { x: 0, y: 18 });
  expect(cut.crop.top).toBeCloseTo(0.1);
  expect(cut).toMatchObject({ x: 200, y: 118, width: 320, height: 162 });
});
