/** Picture filters do what their numbers say. */
import { beforeEach, expect, test } from 'vitest';
import { bakeCube, type BakedCube } from '../../../../../renderer/media/compose/pixels/colour/baked-cube.ts';
import { readCube, type Cube } from '../../../../../renderer/media/compose/pixels/colour/cube-file.ts';
import { inkOf, rgbOfYuv } from '../../../../../renderer/media/compose/pixels/colour/colour-space.ts';
import { createFilter, type FilterFiles } from '../../../../../renderer/media/compose/pixels/filters/create-filter.ts';
import {
  createSurface,
  fillSurface,
  planesOf,
  type Surface,
} from '../../../../../renderer/media/compose/pixels/memory/surface.ts';
import type { Pixels } from '../../../../../renderer/media/compose/pixels/pixels.ts';
import { draftVideoFilter, videoFilterKinds } from '../../../../../renderer/store/show/plans/drafts/filters.ts';
import type { VideoFilter } from '../../../../../shared/studio/document/filters.ts';
import { vectorBench } from '../../../../support/pixels/kernels.ts';
import { disc, paint, waves } from '../../../../support/pixels/pictures.ts';

const size = { width: 64, height: 48 };
let pixels: Pixels;

beforeEach(() => {
  pixels = { ...vectorBench(), colour: 'bt709' };
});

const base = { id: 'f', enabled: true };

function apply(filter: VideoFilter, source: Surface, files: Partial<FilterFiles> = {}, seconds = 0): Surface {
  const made = createFilter(pixels, filter, { cube: null, mask: null, ...files });
  if (made === null) throw new Error('no filter');
  return made.apply(source, seconds);
}

function flat(colour: string, hasAlpha = false): Surface {
  const surface = createSurface(pixels.heap, size.width, size.height, hasAlpha);
  fillSurface(pixels.heap, surface, inkOf(colour, 'bt709'));
  return surface;
}

/** Samples in the middle: y, u, v, a, h. */
function middle(surface: Surface): readonly number[] {
  return planesOf(surface).map(
    ({ at, stride, width, height }) => pixels.heap.bytes[at + (height >> 1) * stride + (width >> 1)] ?? -1,
  );
}

function bytesOf(surface: Surface): readonly Buffer[] {
  return planesOf(surface).map(({ at, width, height }) =>
    Buffer.from(pixels.heap.bytes.slice(at, at + width * height)),
  );
}

const colour = {
  ...base,
  kind: 'colour',
  brightness: 0,
  contrast: 1,
  saturation: 1,
  gamma: 1,
  hue: 0,
  opacity: 1,
} as const;

test('colour correction that asks for nothing changes nothing', () => {
  const source = paint(pixels, size.width, size.height, waves(1));
  expect(bytesOf(apply(colour, source))).toEqual(bytesOf(source));
});

test('brightness, contrast and gamma work on luma', () => {
  const grey = flat('#808080');
  const [luma = 0] = middle(grey);
  expect(middle(apply({ ...colour, brightness: 0.1 }, grey))[0]).toBeCloseTo(luma + 21.9, -0.4);
  expect(middle(apply({ ...colour, contrast: 2 }, flat('#a0a0a0')))[0]).toBe(
    Math.round(16 + 219 * (2 * (160 / 255) - 0.5)),
  );
  expect(middle(apply({ ...colour, gamma: 0.5 }, grey))[0]).toBe(Math.round(16 + 219 * Math.sqrt((luma - 16) / 219)));
});

test('without saturation colours are grey, and half a turn of hue swaps them', () => {
  const red = flat('#c02020');
  expect(middle(apply({ ...colour, saturation: 0 }, red)).slice(1)).toEqual([128, 128]);
  const [, u = 0, v = 0] = middle(red);
  expect(middle(apply({ ...colour, hue: 180 }, red)).slice(1)).toEqual([256 - u, 256 - v]);
});

test('opacity makes an opaque picture transparent, premultiplied', () => {
  const [luma = 0, , , a, h] = middle(apply({ ...colour, opacity: 0.5 }, flat('#ffffff')));
  expect([a, h]).toEqual([128, 128]);
  expect(luma).toBe(Math.round((235 * 128) / 255));
});

const key = { ...base, kind: 'chroma-key', colour: '#00b140', similarity: 0.25, smoothness: 0.1, spill: 1 } as const;

test('a chroma key takes its colour, leaves others, and takes its tint out of what stays', () => {
  expect(middle(apply(key, flat('#00b140')))[3]).toBe(0);
  expect(middle(apply(key, flat('#10a050')))[3]).toBe(0);
  const skin = flat('#d0a080');
  expect(middle(apply(key, skin))).toEqual([...middle(skin), 255, 255]);
  const [, u = 0, v = 0] = middle(apply(key, flat('#a0e080')));
  const { u: ku, v: kv } = inkOf('#00b140', 'bt709');
  expect((u - 128) * (ku - 128) + (v - 128) * (kv - 128)).toBeLessThan(200);
});

test('a key keeps the transparency that was there', () => {
  const logo = paint(pixels, size.width, size.height, disc(size.width, size.height), true);
  const keyed = apply(key, logo);
  const [before, after] = [bytesOf(logo)[3], bytesOf(keyed)[3]];
  expect(after?.equals(before ?? Buffer.of())).toBe(true);
});

test('a luma key takes what is too dark or too bright', () => {
  const luma = { ...base, kind: 'luma-key', low: 0.2, high: 0.9, smoothness: 0 } as const;
  expect(middle(apply(luma, flat('#101010')))[3]).toBe(0);
  expect(middle(apply(luma, flat('#fafafa')))[3]).toBe(0);
  expect(middle(apply(luma, flat('#808080')))[3]).toBe(255);
  expect(middle(apply({ ...luma, low: 0, high: 1 }, flat('#000000')))[3]).toBe(255);
});

test('sharpening widens the step of an edge and leaves flat parts', () => {
  const edge = paint(pixels, size.width, size.height, (x) => (x < 32 ? [90, 90, 90, 255] : [160, 160, 160, 255]));
  const sharp = apply({ ...base, kind: 'sharpen', amount: 1 }, edge);
  const row = (surface: Surface, x: number) => pixels.heap.bytes[surface.y + 10 * size.width + x] ?? 0;
  expect(row(sharp, 31)).toBeLessThan(row(edge, 31));
  expect(row(sharp, 32)).toBeGreaterThan(row(edge, 32));
  expect(row(sharp, 10)).toBe(row(edge, 10));
});

test.each([1, 4, 20])('a blur of radius %i keeps the mean and spreads a point', (radius) => {
  const point = paint(pixels, 128, 96, (x, y) =>
    Math.hypot(x - 64, y - 48) < 6 ? [255, 255, 255, 255] : [0, 0, 0, 255],
  );
  const blurred = apply({ ...base, kind: 'blur', radius }, point);
  const sum = (surface: Surface) => (bytesOf(surface)[0] ?? Buffer.of()).reduce((all, value) => all + value - 16, 0);
  expect(sum(blurred) / sum(point)).toBeGreaterThan(0.9);
  expect(sum(blurred) / sum(point)).toBeLessThan(1.1);
  const at = (x: number) => pixels.heap.bytes[blurred.y + 48 * 128 + x] ?? 0;
  expect(at(64 + 6 + Math.floor(radius / 2))).toBeGreaterThan(16);
  expect(at(64 + 8 + 2 * radius)).toBeLessThanOrEqual(17);
});

test('scrolling moves to the left and up, and what leaves comes back', () => {
  const source = paint(pixels, size.width, size.height, waves(4));
  const moved = apply({ ...base, kind: 'scroll', x: 10, y: 6 }, source, {}, 2);
  const at = (surface: Surface, x: number, y: number) => pixels.heap.bytes[surface.y + y * size.width + x];
  expect(at(moved, 0, 0)).toBe(at(source, 20, 12));
  expect(at(moved, 63, 47)).toBe(at(source, 19, 11));
  const whole = apply({ ...base, kind: 'scroll', x: 32, y: 24 }, source, {}, 2);
  expect(bytesOf(whole)).toEqual(bytesOf(source));
});

test('cropping cuts, padding adds nothing but room', () => {
  const source = paint(pixels, size.width, size.height, waves(2));
  const cut = apply({ ...base, kind: 'crop', left: 0.25, top: 0, right: 0.25, bottom: 0.5 }, source);
  expect(cut).toMatchObject({ width: 32, height: 24, a: -1 });
  expect(pixels.heap.bytes[cut.y]).toBe(pixels.heap.bytes[source.y + 16]);
  const padded = apply({ ...base, kind: 'crop', left: -0.25, top: -0.5, right: 0, bottom: 0 }, source);
  expect(padded).toMatchObject({ width: 80, height: 72 });
  expect(pixels.heap.bytes[padded.a]).toBe(0);
  expect(pixels.heap.bytes[padded.a + 24 * 80 + 16]).toBe(255);
  expect(pixels.heap.bytes[padded.y + 24 * 80 + 16]).toBe(pixels.heap.bytes[source.y]);
});

test('a mask shapes the picture, also turned round', () => {
  const source = flat('#ffffff');
  const image = paint(pixels, 32, 32, (x) => [255, 255, 255, x < 16 ? 255 : 0], true);
  const mask = { ...base, kind: 'mask', path: '/m', from: 'alpha', inverted: false } as const;
  const shaped = apply(mask, source, { mask: image });
  const alpha = (surface: Surface, x: number) => pixels.heap.bytes[surface.a + 10 * size.width + x];
  expect([alpha(shaped, 5), alpha(shaped, 60)]).toEqual([255, 0]);
  const turned = apply({ ...mask, inverted: true }, source, { mask: image });
  expect([alpha(turned, 5), alpha(turned, 60)]).toEqual([0, 255]);
});

/** All steps at once. */
function finished<T>(steps: Generator<void, T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

const parseCube = (text: string): Cube | null => finished(readCube(text));

function bakedCube(text: string): BakedCube {
  const cube = parseCube(text);
  if (cube === null) throw new Error('no table');
  return finished(bakeCube(cube, pixels.colour));
}

function cubeText(side: number, how: (rgb: readonly [number, number, number]) => readonly number[]): string {
  const lines = [`TITLE "test"`, `LUT_3D_SIZE ${side}`];
  for (let blue = 0; blue < side; blue += 1) {
    for (let green = 0; green < side; green += 1) {
      for (let red = 0; red < side; red += 1) {
        lines.push(how([red / (side - 1), green / (side - 1), blue / (side - 1)]).join(' '));
      }
    }
  }
  return lines.join('\n');
}

const lut = { ...base, kind: 'lut', path: '/l', amount: 1 } as const;

test('a colour table that changes nothing changes at most a code, one that swaps red and blue does so', () => {
  const source = paint(pixels, size.width, size.height, waves(6));
  const same = apply(lut, source, { cube: bakedCube(cubeText(9, (rgb) => rgb)) });
  for (const [index, plane] of bytesOf(same).entries()) {
    const before = bytesOf(source)[index];
    expect(Math.max(...plane.map((value, at) => Math.abs(value - (before?.[at] ?? 0))))).toBeLessThanOrEqual(1);
  }
  const swapped = apply(lut, flat('#c04020'), {
    cube: bakedCube(cubeText(9, ([red, green, blue]) => [blue, green, red])),
  });
  const [y = 0, u = 0, v = 0] = middle(swapped);
  const rgb = rgbOfYuv([y, u, v], 'bt709').map((part) => part * 255);
  expect(rgb[0]).toBeCloseTo(0x20, -1);
  expect(rgb[2]).toBeCloseTo(0xc0, -1);
});

test('half of a colour table is half way', () => {
  const inverse = bakedCube(cubeText(2, (rgb) => rgb.map((part) => 1 - part)));
  const [luma = 0] = middle(apply({ ...lut, amount: 0.5 }, flat('#ffffff'), { cube: inverse }));
  expect(Math.abs(luma - 125.5)).toBeLessThanOrEqual(1);
});

test.each([
  ['empty', ''],
  ['of no size', '0 0 0\n1 1 1'],
  ['too small', 'LUT_3D_SIZE 1\n0 0 0'],
  ['too large', 'LUT_3D_SIZE 66\n0 0 0'],
  ['too short', 'LUT_1D_SIZE 2\n0 0 0'],
  ['too long', 'LUT_1D_SIZE 2\n0 0 0\n1 1 1\n1 1 1'],
  ['of two numbers a row', 'LUT_1D_SIZE 2\n0 0\n1 1 1'],
  ['of words', 'LUT_1D_SIZE 2\nNaN 0 0\n1 1 1'],
  ['with an empty domain', 'LUT_1D_SIZE 2\nDOMAIN_MIN 1 1 1\nDOMAIN_MAX 1 1 1\n0 0 0\n1 1 1'],
  ['with two sizes', 'LUT_1D_SIZE 2\nLUT_3D_SIZE 2\n0 0 0\n1 1 1'],
  ['with an unknown keyword', 'LUT_4D_SIZE 2\n0 0 0\n1 1 1'],
])('a colour table %s is none', (_name, text) => {
  expect(parseCube(text)).toBeNull();
});

test('a colour table of one dimension, with a domain, comments and any line ends', () => {
  const text =
    '# by hand\r\nTITLE "t"\r\nLUT_1D_SIZE 3\r\nDOMAIN_MIN 0 0 0\r\nDOMAIN_MAX 2 2 2\r\n\r\n0 0 0\r\n0.5 .5 5e-1\r\n1 1 1\r\n';
  const cube = parseCube(text);
  expect(cube).toMatchObject({ kind: '1d', size: 3, high: [2, 2, 2] });
  expect(cube?.values[3]).toBe(0.5);
});

test('a filter that is off, or whose file is missing, is none', () => {
  const files = { cube: null, mask: null };
  expect(createFilter(pixels, { ...colour, enabled: false }, files)).toBeNull();
  expect(createFilter(pixels, lut, files)).toBeNull();
});

test('every kind that is offered does something', () => {
  const mask = paint(pixels, size.width, size.height, disc(size.width, size.height), true);
  const files = { cube: bakedCube(cubeText(2, (rgb) => rgb)), mask };
  const idle = videoFilterKinds.filter(
    (kind) => createFilter(pixels, draftVideoFilter(kind, 'f', '/f'), files) === null,
  );
  expect(idle).toEqual([]);
});

test('filters give all memory back', () => {
  const source = paint(pixels, size.width, size.height, disc(size.width, size.height), true);
  const before = pixels.heap.used;
  const filters: readonly VideoFilter[] = [
    { ...colour, saturation: 2 },
    key,
    { ...base, kind: 'luma-key', low: 0.1, high: 1, smoothness: 0.1 },
    { ...base, kind: 'sharpen', amount: 1 },
    { ...base, kind: 'blur', radius: 30 },
    { ...base, kind: 'scroll', x: 5, y: 5 },
    { ...base, kind: 'crop', left: -0.1, top: 0, right: 0, bottom: 0 },
    { ...base, kind: 'mask', path: '/m', from: 'luma', inverted: false },
    lut,
  ];
  for (const filter of filters) {
    const made = createFilter(pixels, filter, { cube: bakedCube(cubeText(2, (rgb) => rgb)), mask: source });
    made?.apply(source, 1);
    made?.close();
  }
  expect(pixels.heap.used).toBe(before);
});
