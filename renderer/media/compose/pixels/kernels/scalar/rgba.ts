/** Reference kernels between R, G, B, A and planes. */
import type { PixelHeap } from '../../memory/heap.ts';
import type { Kernels, PictureAt, RgbaWeights, RgbMatrix, Weights4 } from '../kernels.ts';
import { clamp8, div255 } from './arithmetic.ts';
import { rowsAt } from './colour.ts';

type Pixel = readonly [number, number, number, number];

export function rgbaKernels(heap: PixelHeap): Pick<Kernels, 'fromRgba' | 'toRgba'> {
  return {
    fromRgba: (to, from, weights, { width, height }) => {
      for (let row = 0; row < height; row += 2) {
        const source = { at: from.at + row * from.stride, stride: from.stride };
        for (let x = 0; x < width; x += 2) blockFrom(heap.bytes, { to: rowsAt(to, row), source, x }, weights);
      }
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
  readonly source: { readonly at: number; readonly stride: number };
  readonly x: number;
};

function blockFrom(bytes: Uint8Array, { to, source, x }: Block, weights: RgbaWeights): void {
  const sums: [number, number, number, number] = [0, 0, 0, 0];
  for (let index = 0; index < 4; index += 1) {
    const row = index >> 1;
    const column = x + (index & 1);
    const pixel = premultiplied(bytes, source.at + row * source.stride + 4 * column, to.a < 0);
    bytes[to.y + row * to.stride + column] = clamp8((product(weights.y, pixel) + 8192) >> 14);
    if (to.a >= 0) bytes[to.a + row * to.stride + column] = pixel[3];
    for (const part of [0, 1, 2, 3] as const) sums[part] += pixel[part];
  }
  const chroma = x / 2;
  bytes[to.u + chroma] = clamp8((product(weights.u, sums) + 32_768) >> 16);
  bytes[to.v + chroma] = clamp8((product(weights.v, sums) + 32_768) >> 16);
  if (to.h >= 0) bytes[to.h + chroma] = (sums[3] + 2) >> 2;
}

function product(weights: Weights4, [first, second, third, alpha]: Pixel): number {
  return weights[0] * first + weights[1] * second + weights[2] * third + weights[3] * alpha;
}

function premultiplied(bytes: Uint8Array, at: number, isOpaque: boolean): Pixel {
  const [first = 0, second = 0, third = 0, alpha = 0] = bytes.subarray(at, at + 4);
  if (isOpaque) return [first, second, third, 255];
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
