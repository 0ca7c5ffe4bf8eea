/** Reference kernels between R, G, B, A and planes. */
import type { PixelHeap } from '../../memory/heap.ts';
import type { Kernels, PictureAt, PixelPlane, RgbaWeights, RgbMatrix, Weights4 } from '../kernels.ts';
import { clamp8, div255 } from './arithmetic.ts';
import { rowsAt } from './colour.ts';

type Pixel = readonly [number, number, number, number];

export function rgbaKernels(heap: PixelHeap): Pick<Kernels, 'fromRgba' | 'toRgba'> {
  return {
    fromRgba: (to, from, weights, { width, height }) => {
      let isSolid = true;
      for (let row = 0; row < height; row += 2) {
        const source = { ...from, at: from.at + row * from.stride };
        for (let x = 0; x < width; x += 2) {
          isSolid = blockFrom(heap.bytes, { to: rowsAt(to, row), source, x }, weights) && isSolid;
        }
      }
      return isSolid;
    },
    toRgba: (to, from, matrix, { width, height }) => {
      for (let row = 0; row < height; row += 1) {
        const upper = rowsAt(from, row & ~1);
        const luma = upper.y + (row & 1) * from.stride;
        rowTo(heap.bytes, { to: to.at + row * to.stride, luma, chroma: upper }, matrix, width);
      }
    },
  };
}

type Block = {
  readonly to: PictureAt;
  readonly source: PixelPlane;
  readonly x: number;
};

/** True when its four pixels are opaque. */
function blockFrom(bytes: Uint8Array, { to, source, x }: Block, weights: RgbaWeights): boolean {
  let isSolid = true;
  const sums: [number, number, number, number] = [0, 0, 0, 0];
  for (let index = 0; index < 4; index += 1) {
    const row = index >> 1;
    const column = x + (index & 1);
    const at = source.at + row * source.stride + 4 * column;
    isSolid &&= bytes[at + 3] === 255;
    const pixel = to.a < 0 ? opaque(bytes, at) : premultiplied(bytes, at, source.isPremultiplied === true);
    bytes[to.y + row * to.stride + column] = clamp8((product(weights.y, pixel) + 8192) >> 14);
    if (to.a >= 0) bytes[to.a + row * to.stride + column] = pixel[3];
    for (const part of [0, 1, 2, 3] as const) sums[part] += pixel[part];
  }
  const chroma = x / 2;
  bytes[to.u + chroma] = clamp8((product(weights.u, sums) + 32_768) >> 16);
  bytes[to.v + chroma] = clamp8((product(weights.v, sums) + 32_768) >> 16);
  if (to.h >= 0) bytes[to.h + chroma] = (sums[3] + 2) >> 2;
  return isSolid;
}

function product(weights: Weights4, [first, second, third, alpha]: Pixel): number {
  return weights[0] * first + weights[1] * second + weights[2] * third + weights[3] * alpha;
}

function opaque(bytes: Uint8Array, at: number): Pixel {
  const [first = 0, second = 0, third = 0] = bytes.subarray(at, at + 3);
  return [first, second, third, 255];
}

function premultiplied(bytes: Uint8Array, at: number, isAlready: boolean): Pixel {
  const [first = 0, second = 0, third = 0, alpha = 0] = bytes.subarray(at, at + 4);
  if (isAlready) return [Math.min(first, alpha), Math.min(second, alpha), Math.min(third, alpha), alpha];
  return [div255(first * alpha), div255(second * alpha), div255(third * alpha), alpha];
}

type RowAt = { readonly to: number; readonly luma: number; readonly chroma: PictureAt };

function rowTo(bytes: Uint8Array, { to, luma, chroma }: RowAt, matrix: RgbMatrix, width: number): void {
  for (let x = 0; x < width; x += 1) {
    const light = ((bytes[luma + x] ?? 0) - 16) * matrix.lumaGain + 4096;
    const cu = (bytes[chroma.u + (x >> 1)] ?? 0) - 128;
    const cv = (bytes[chroma.v + (x >> 1)] ?? 0) - 128;
    bytes[to + 4 * x] = clamp8((light + matrix.rv * cv) >> 13);
    bytes[to + 4 * x + 1] = clamp8((light + matrix.gu * cu + matrix.gv * cv) >> 13);
    bytes[to + 4 * x + 2] = clamp8((light + matrix.bu * cu) >> 13);
    bytes[to + 4 * x + 3] = 255;
  }
}
