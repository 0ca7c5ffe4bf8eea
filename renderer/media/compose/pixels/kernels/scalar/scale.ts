/** Reference kernels that scale along rows and columns. */
import type { PixelHeap } from '../../memory/heap.ts';
import type { Kernels } from '../kernels.ts';

export function scaleKernels(heap: PixelHeap): Pick<Kernels, 'halve' | 'double' | 'resample'> {
  return {
    halve: (to, from, { width, height }) => {
      const { bytes } = heap;
      const at = (place: number) => bytes[place] ?? 0;
      for (let row = 0; row < height; row += 1) {
        const target = to.at + row * to.stride;
        const upper = from.at + 2 * row * from.stride;
        const lower = upper + from.stride;
        for (let x = 0; x < width; x += 1) {
          const sum = at(upper + 2 * x) + at(upper + 2 * x + 1) + at(lower + 2 * x) + at(lower + 2 * x + 1);
          bytes[target + x] = (sum + 2) >> 2;
        }
      }
    },
    double: (to, from, { width, height }) => {
      const { bytes } = heap;
      const near = (place: number, other: number) => (3 * (bytes[place] ?? 0) + (bytes[other] ?? 0) + 2) >> 2;
      for (let row = 0; row < 2 * height; row += 1) {
        const source = from.at + (row >> 1) * from.stride;
        const neighbour = (row & 1) === 0 ? Math.max(0, (row >> 1) - 1) : Math.min(height - 1, (row >> 1) + 1);
        const other = from.at + neighbour * from.stride;
        const target = to.at + row * to.stride;
        const column = (x: number) => near(source + x, other + x);
        for (let x = 0; x < width; x += 1) {
          const here = 3 * column(x) + 2;
          bytes[target + 2 * x] = (here + column(Math.max(0, x - 1))) >> 2;
          bytes[target + 2 * x + 1] = (here + column(Math.min(width - 1, x + 1))) >> 2;
        }
      }
    },
    resample: (to, from, { columns, rows, sourceWidth, scratch }, { width, height }) => {
      const { bytes } = heap;
      const words = new Int32Array(bytes.buffer);
      for (let row = 0; row < height; row += 1) {
        const first = from.at + (words[(rows.starts >> 2) + row] ?? 0) * from.stride;
        const weights = rows.weights + 4 * row;
        for (let x = 0; x < sourceWidth; x += 1) {
          bytes[scratch + x] = weighted(bytes, { weights, at: first + x, step: from.stride });
        }
        const target = to.at + row * to.stride;
        for (let x = 0; x < width; x += 1) {
          const at = scratch + (words[(columns.starts >> 2) + x] ?? 0);
          bytes[target + x] = weighted(bytes, { weights: columns.weights + 4 * x, at, step: 1 });
        }
      }
    },
  };
}

/** Sum of four samples times four weights, of 128. */
function weighted(
  bytes: Uint8Array,
  { weights, at, step }: { readonly weights: number; readonly at: number; readonly step: number },
): number {
  let sum = 64;
  for (let tap = 0; tap < 4; tap += 1) sum += (bytes[weights + tap] ?? 0) * (bytes[at + tap * step] ?? 0);
  return sum >> 7;
}
