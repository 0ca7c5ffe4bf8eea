/** The compositor gives the picture that plain floating point gives, and draws no more than what changed. */
import { beforeEach, expect, test } from 'vitest';
import { CpuCompositor } from '../../../../../renderer/media/compose/pixels/compositor/cpu-compositor.ts';
import type { Layer } from '../../../../../renderer/media/compose/pixels/compositor/compositor.ts';
import {
  createSurface,
  fillSurface,
  freeSurface,
  type Surface,
} from '../../../../../renderer/media/compose/pixels/memory/surface.ts';
import type { Pixels } from '../../../../../renderer/media/compose/pixels/pixels.ts';
import { composeFloat, psnr } from '../../../../support/pixels/float-picture.ts';
import { scalarBench, vectorBench } from '../../../../support/pixels/kernels.ts';
import { disc, layerOf, paint, waves } from '../../../../support/pixels/pictures.ts';

const size = { width: 192, height: 108 };

let pixels: Pixels;
let compositor: CpuCompositor;
let target: Surface;
let camera: Surface;
let logo: Surface;

beforeEach(() => {
  pixels = { ...vectorBench(), colour: 'bt709' };
  compositor = new CpuCompositor(pixels);
  target = createSurface(pixels.heap, size.width, size.height, false);
  camera = paint(pixels, size.width, size.height, waves(1));
  logo = paint(pixels, 48, 40, disc(48, 40), true);
});

const whole = { x: 0, y: 0, ...size };

/** Composes and compares, dB. */
function measured(layers: readonly Layer[]): { luma: number; chroma: number } {
  compositor.compose(layers, target, 'changed');
  return psnr(pixels.heap, target, composeFloat(pixels.heap, layers, size));
}

test.each([
  ['a camera as it is', () => [layerOf(camera, whole)]],
  ['half transparent', () => [layerOf(camera, whole, { opacity: 0.5 })]],
  ['shrunk to a quarter', () => [layerOf(camera, { x: 20, y: 10, width: 96, height: 54 })]],
  ['shrunk a little, off even places', () => [layerOf(camera, { x: 21, y: 11, width: 131, height: 75 })]],
  ['shrunk a lot', () => [layerOf(camera, { x: 30, y: 30, width: 24, height: 14 })]],
  ['grown, hanging over', () => [layerOf(camera, { x: -77, y: -33, width: 400, height: 240 })]],
  [
    'cropped and stretched',
    () => [
      layerOf(camera, { x: 4, y: 6, width: 120, height: 90 }, { sourceRect: { x: 31, y: 17, width: 60, height: 70 } }),
    ],
  ],
  ['a logo over a camera', () => [layerOf(camera, whole), layerOf(logo, { x: 120, y: 20, width: 48, height: 40 })]],
  ['a logo off even places', () => [layerOf(camera, whole), layerOf(logo, { x: 121, y: 21, width: 48, height: 40 })]],
  [
    'a logo grown and faded',
    () => [layerOf(camera, whole), layerOf(logo, { x: 50, y: 9, width: 99, height: 77 }, { opacity: 0.7 })],
  ],
  ['a mirrored camera', () => [layerOf(camera, whole, { matrix: [-1, 0, 0, -1, size.width, size.height] })]],
])('%s', (_name, layers) => {
  const { luma, chroma } = measured(layers());
  expect(luma).toBeGreaterThan(45);
  expect(chroma).toBeGreaterThan(45);
});

test('four layers that move, drawn bit by bit, are the same as drawn at once', () => {
  const cameras = [1, 2, 3, 4].map((seed) => paint(pixels, 128, 72, waves(seed)));
  const fresh = createSurface(pixels.heap, size.width, size.height, false);
  for (let step = 0; step < 12; step += 1) {
    const layers = [
      ...cameras.map((surface, index) =>
        layerOf(
          surface,
          { x: index * 31 + step * 2, y: index * 11 + step, width: 70, height: 40 },
          { version: Math.floor(step / (index + 1)) },
        ),
      ),
      layerOf(logo, { x: 60 - step, y: 50, width: 48, height: 40 }),
    ];
    const shown = step % 5 === 3 ? layers.toReversed() : layers;
    compositor.compose(shown, target, 'changed');
    const another = new CpuCompositor(pixels);
    another.compose(shown, fresh, 'all');
    another.close();
    expect(bytesOf(target)).toEqual(bytesOf(fresh));
  }
});

function bytesOf({ y, width, height }: Surface): Buffer {
  return Buffer.from(pixels.heap.bytes.slice(y, y + width * height * 1.5));
}

test('nothing is drawn when nothing changed, and only what changed otherwise', () => {
  const still = [layerOf(camera, whole), layerOf(logo, { x: 120, y: 20, width: 48, height: 40 })];
  expect(compositor.compose(still, target, 'changed')).toEqual([whole]);
  expect(compositor.compose(still, target, 'changed')).toEqual([]);
  const moved = [layerOf(camera, whole), layerOf(logo, { x: 124, y: 20, width: 48, height: 40 })];
  expect(compositor.compose(moved, target, 'changed')).toEqual([{ x: 120, y: 20, width: 52, height: 40 }]);
  const without = moved.slice(0, 1);
  expect(compositor.compose(without, target, 'changed')).toEqual([{ x: 124, y: 20, width: 48, height: 40 }]);
  expect(compositor.compose(without, target, 'all')).toEqual([whole]);
});

test('a picture put in below another leaves what lies elsewhere alone, and parts that overlap are drawn once', () => {
  const square = paint(pixels, 20, 20, waves(3));
  const above = layerOf(logo, { x: 120, y: 20, width: 48, height: 40 });
  compositor.compose([layerOf(camera, whole), above], target, 'changed');
  const below = layerOf(square, { x: 10, y: 10, width: 20, height: 20 });
  const areas = compositor.compose([layerOf(camera, whole), below, above], target, 'changed');
  expect(areas).toEqual([{ x: 10, y: 10, width: 20, height: 20 }]);
  const moved = layerOf(square, { x: 24, y: 20, width: 20, height: 20 });
  const both = compositor.compose([layerOf(camera, whole), moved, above], target, 'changed');
  expect(both).toEqual([{ x: 10, y: 10, width: 34, height: 30 }]);
});

test('what an opaque picture hides is not drawn again when it changes', () => {
  const slide = paint(pixels, size.width, size.height, waves(9));
  const layers = (version: number) => [layerOf(camera, whole, { version }), layerOf(slide, whole)];
  compositor.compose(layers(1), target, 'changed');
  expect(compositor.compose(layers(2), target, 'changed')).toEqual([]);
});

test.each([
  ['in its own size', { matrix: [1, 0, 0, 1, 0, 0] }],
  ['scaled', { matrix: [0.7, 0, 0, 0.7, 11, 7] }],
  ['scaled, and seen through', { matrix: [0.7, 0, 0, 0.7, 11, 7], opacity: 0.6 }],
  ['turned', { matrix: [0.6, 0.3, -0.3, 0.6, 50, 5] }],
] as const)('a picture %s whose content changed is drawn again', (_name, more) => {
  const place = { ...whole };
  const fresh = createSurface(pixels.heap, size.width, size.height, false);
  let before = bytesOf(target);
  for (let version = 1; version <= 3; version += 1) {
    fillSurface(pixels.heap, camera, { y: 50 * version, u: 100, v: 140, a: 255 });
    const layers = [layerOf(camera, place, { ...more, version })];
    compositor.compose(layers, target, 'changed');
    new CpuCompositor(pixels).compose(layers, fresh, 'all');
    expect(bytesOf(target).equals(bytesOf(fresh))).toBe(true);
    expect(bytesOf(target).equals(before)).toBe(false);
    before = bytesOf(target);
  }
});

test.each(['forgotten', 'not forgotten'])('a surface whose place in memory is used again, %s, is drawn anew', (how) => {
  const box = { x: 10, y: 10, width: 60, height: 50 };
  compositor.compose([layerOf(logo, box)], target, 'changed');
  if (how === 'forgotten') compositor.forget(logo);
  freeSurface(pixels.heap, logo);
  const other = paint(pixels, 48, 40, waves(3), true);
  expect(other.y).toBe(logo.y);
  const { luma } = measured([layerOf(other, box)]);
  expect(luma).toBeGreaterThan(45);
});

test('a picture turned by a right angle is the same as its samples turned', () => {
  const square = paint(pixels, 64, 64, waves(5));
  // Clockwise about the middle of a box at (20, 20): (x, y) -> (-y, x).
  compositor.compose([layerOf(square, whole, { matrix: [0, 1, -1, 0, 84, 20] })], target, 'changed');
  const { bytes } = pixels.heap;
  for (const [x, y] of [
    [0, 0],
    [63, 0],
    [10, 40],
    [33, 7],
  ] as const) {
    const source = bytes[square.y + y * 64 + x] ?? -1;
    const turned = bytes[target.y + (20 + x) * size.width + (83 - y)] ?? -99;
    expect(Math.abs(source - turned)).toBeLessThanOrEqual(1);
  }
  expect(bytes[target.y + 19 * size.width + 50]).toBe(16);
});

test('a turned picture is as bright as it was, and nothing is left at its place when it goes', () => {
  const flat = createSurface(pixels.heap, 80, 60, false);
  fillSurface(pixels.heap, flat, { y: 180, u: 90, v: 160, a: 255 });
  const turned = layerOf(flat, whole, { matrix: [0.8, 0.6, -0.6, 0.8, 80, 10] });
  compositor.compose([turned], target, 'changed');
  const centre = { x: Math.round(80 + 0.8 * 40 - 0.6 * 30), y: Math.round(10 + 0.6 * 40 + 0.8 * 30) };
  const at = (plane: number, half: number) =>
    pixels.heap.bytes[plane + Math.floor(centre.y / half) * (size.width / half) + Math.floor(centre.x / half)];
  expect([at(target.y, 1), at(target.u, 2), at(target.v, 2)]).toEqual([180, 90, 160]);
  compositor.compose([], target, 'changed');
  const { bytes } = pixels.heap;
  expect(bytes.subarray(target.y, target.y + size.width * size.height).every((sample) => sample === 16)).toBe(true);
  expect(bytes.subarray(target.u, target.u + (size.width * size.height) / 2).every((sample) => sample === 128)).toBe(
    true,
  );
});

test('a picture in a picture: a target with alpha keeps what shines through', () => {
  const inner = createSurface(pixels.heap, 96, 80, true);
  compositor.compose([layerOf(logo, { x: 20, y: 20, width: 48, height: 40 })], inner, 'changed');
  const nested = [layerOf(camera, whole), layerOf(inner, { x: 30, y: 10, width: 96, height: 80 })];
  const direct = [layerOf(camera, whole), layerOf(logo, { x: 50, y: 30, width: 48, height: 40 })];
  compositor.compose(nested, target, 'changed');
  expect(psnr(pixels.heap, target, composeFloat(pixels.heap, direct, size)).luma).toBeGreaterThan(48);
});

test('what was cropped off does not seep in', () => {
  const framed = paint(pixels, 60, 40, (x, y) => {
    const isInside = x >= 7 && x < 53 && y >= 5 && y < 35;
    return isInside ? [255, 255, 255, 255] : [0, 0, 0, 255];
  });
  const sourceRect = { x: 7, y: 5, width: 46, height: 30 };
  compositor.compose([layerOf(framed, { x: 10, y: 10, width: 160, height: 90 }, { sourceRect })], target, 'changed');
  const { bytes } = pixels.heap;
  const edge = [10, 90, 169].map((x) => bytes[target.y + 50 * size.width + x]);
  expect(edge).toEqual([235, 235, 235]);
  compositor.compose([layerOf(framed, { x: 10, y: 10, width: 30, height: 20 }, { sourceRect })], target, 'changed');
  expect([10, 39].map((x) => bytes[target.y + 20 * size.width + x])).toEqual([235, 235]);
});

test('both kernels give the same composition', () => {
  const pictures = [scalarBench(), vectorBench()].map((bench) => {
    const own: Pixels = { ...bench, colour: 'bt709' };
    const to = createSurface(own.heap, size.width, size.height, false);
    const layers = [
      layerOf(paint(own, 128, 72, waves(2)), { x: 3, y: 5, width: 150, height: 90 }),
      layerOf(paint(own, 48, 40, disc(48, 40), true), { x: 71, y: 20, width: 61, height: 47 }, { opacity: 0.8 }),
      layerOf(paint(own, 48, 40, disc(48, 40), true), { x: 0, y: 0, width: 48, height: 40 }, { blend: 'screen' }),
      layerOf(paint(own, 60, 40, waves(8)), whole, { matrix: [0.7, 0.4, -0.4, 0.7, 90, 30] }),
    ];
    new CpuCompositor(own).compose(layers, to, 'all');
    return Buffer.from(own.heap.bytes.slice(to.y, to.y + size.width * size.height * 1.5));
  });
  expect(pictures[0]?.equals(pictures[1] ?? Buffer.of())).toBe(true);
});
