/** Colours come through: against floating point, between matrices, and as a chart from R, G, B and back. */
import { expect, test } from 'vitest';
import {
  colourTag,
  programColour,
  rgbaWeights,
  rgbMatrix,
  rgbOfYuv,
  yuvColourOf,
  yuvMatrix,
  yuvOfRgb,
  type ProgramColour,
} from '../../../../../renderer/media/compose/pixels/colour/colour-space.ts';
import { createSurface } from '../../../../../renderer/media/compose/pixels/memory/surface.ts';
import { vectorBench } from '../../../../support/pixels/kernels.ts';

const levels = [0, 32, 64, 96, 128, 160, 192, 224, 255];
const chart = levels.flatMap((red) => levels.flatMap((green) => levels.map((blue) => [red, green, blue] as const)));

/** CIE L*a*b*, D65, of sRGB 0 to 255. */
function lab(rgb: readonly number[]): readonly [number, number, number] {
  const [r = 0, g = 0, b = 0] = rgb.map((part) => {
    const value = Math.min(1, Math.max(0, part / 255));
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  const bend = (t: number) => (t > 216 / 24_389 ? Math.cbrt(t) : ((24_389 / 27) * t + 16) / 116);
  const x = bend((0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / 0.95047);
  const y = bend(0.2126729 * r + 0.7151522 * g + 0.072175 * b);
  const z = bend((0.0193339 * r + 0.119192 * g + 0.9503041 * b) / 1.08883);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

function deltaE(one: readonly number[], other: readonly number[]): number {
  const [a, b] = [lab(one), lab(other)];
  return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}

test.each(['bt601', 'bt709'] as const)('a chart of 729 colours goes to %s and back within ΔE 3', (matrix) => {
  const { heap, kernels } = vectorBench();
  const surface = createSurface(heap, 2 * chart.length, 2, false);
  const stride = surface.width * 4;
  const rgba = heap.allocate(2 * stride);
  for (const [index, colour] of chart.entries()) {
    for (const place of [0, 4, stride, stride + 4]) heap.bytes.set([...colour, 255], rgba + 8 * index + place);
  }
  const picture = { ...surface, stride: surface.width };
  kernels.fromRgba(picture, { at: rgba, stride }, rgbaWeights('rgba', matrix), surface);
  for (const [index, [red, green, blue]] of chart.entries()) {
    const exact = yuvOfRgb([red / 255, green / 255, blue / 255], matrix);
    const codes = [surface.y + 2 * index, surface.u + index, surface.v + index].map((at) => heap.bytes[at] ?? 0);
    for (const [part, code] of codes.entries()) expect(Math.abs(code - (exact[part] ?? 0))).toBeLessThan(0.6);
  }
  kernels.toRgba({ at: rgba, stride }, picture, rgbMatrix(matrix), surface);
  const errors = chart.map((colour, index) =>
    deltaE(colour, [...heap.bytes.subarray(rgba + 8 * index, rgba + 8 * index + 3)]),
  );
  expect(Math.max(...errors)).toBeLessThan(3);
  expect(errors.reduce((sum, error) => sum + error, 0) / errors.length).toBeLessThan(1);
});

/** In floating point: what one matrix and range calls a colour, in the words of the other. */
function converted(
  yuv: readonly [number, number, number],
  from: ProgramColour,
  isFullRange: boolean,
  to: ProgramColour,
) {
  const [y, u, v] = yuv;
  const limited = isFullRange
    ? ([16 + (y * 219) / 255, 128 + ((u - 128) * 224) / 255, 128 + ((v - 128) * 224) / 255] as const)
    : yuv;
  return yuvOfRgb(rgbOfYuv(limited, from), to).map((part) => Math.min(255, Math.max(0, part)));
}

test.each([
  ['bt601', false, 'bt709'],
  ['bt709', false, 'bt601'],
  ['bt601', true, 'bt709'],
  ['bt709', true, 'bt709'],
  ['bt601', true, 'bt601'],
] as const)('%s, full range %s, to %s is within one code of floating point', (from, isFullRange, to) => {
  const { heap, kernels } = vectorBench();
  const matrix = yuvMatrix({ matrix: from, isFullRange }, to);
  const codes = Array.from({ length: 33 }, (_, index) => Math.min(255, 8 * index));
  const surface = createSurface(heap, 2 * codes.length * codes.length, 2, false);
  let worst = 0;
  for (const y of codes) {
    heap.bytes.fill(y, surface.y, surface.u);
    for (const [index, u] of codes.entries()) {
      for (const [other, v] of codes.entries()) {
        heap.bytes[surface.u + index * codes.length + other] = u;
        heap.bytes[surface.v + index * codes.length + other] = v;
      }
    }
    if (matrix === null) throw new Error('nothing to convert');
    kernels.convert({ ...surface, stride: surface.width }, matrix, surface);
    for (const [index, u] of codes.entries()) {
      for (const [other, v] of codes.entries()) {
        const at = index * codes.length + other;
        const exact = converted([y, u, v], from, isFullRange, to);
        const got = [surface.y + 2 * at, surface.u + at, surface.v + at].map((place) => heap.bytes[place] ?? 0);
        worst = Math.max(worst, ...got.map((code, part) => Math.abs(code - (exact[part] ?? 0))));
      }
    }
  }
  expect(worst).toBeLessThanOrEqual(1);
});

test('what already is in the program’s colour is left alone', () => {
  expect(yuvMatrix({ matrix: 'bt709', isFullRange: false }, 'bt709')).toBeNull();
});

test('HD is BT.709, anything smaller BT.601, and frames are flagged so', () => {
  expect(programColour({ width: 1280, height: 720 })).toBe('bt709');
  expect(programColour({ width: 720, height: 1280 })).toBe('bt709');
  expect(programColour({ width: 854, height: 480 })).toBe('bt601');
  expect(colourTag('bt601')).toMatchObject({ matrix: 'smpte170m', fullRange: false });
  expect(colourTag('bt709')).toMatchObject({
    matrix: 'bt709',
    primaries: 'bt709',
    transfer: 'bt709',
    fullRange: false,
  });
});

test('a frame is read as it says, and as its size suggests where it says nothing', () => {
  const size = { width: 1280, height: 720 };
  expect(yuvColourOf({ matrix: 'smpte170m', fullRange: true }, size)).toEqual({ matrix: 'bt601', isFullRange: true });
  expect(yuvColourOf({ matrix: 'bt470bg', fullRange: null }, size)).toEqual({ matrix: 'bt601', isFullRange: false });
  expect(yuvColourOf({ matrix: null, fullRange: null }, size)).toEqual({ matrix: 'bt709', isFullRange: false });
});
