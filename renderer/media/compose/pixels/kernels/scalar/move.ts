/** Reference kernels that move samples without arithmetic. */
import type { PixelHeap } from '../../memory/heap.ts';
import type { Kernels } from '../kernels.ts';

export function moveKernels(heap: PixelHeap): Pick<Kernels, 'copy' | 'fill' | 'look' | 'unpair'> {
  return {
    copy: (to, from, { width, height }) => {
      const { bytes } = heap;
      for (let row = 0; row < height; row += 1) {
        const start = from.at + row * from.stride;
        bytes.copyWithin(to.at + row * to.stride, start, start + width);
      }
    },
    fill: (to, value, { width, height }) => {
      const { bytes } = heap;
      for (let row = 0; row < height; row += 1) {
        const start = to.at + row * to.stride;
        bytes.fill(value, start, start + width);
      }
    },
    look: (to, from, table, { width, height }) => {
      const { bytes } = heap;
      for (let row = 0; row < height; row += 1) {
        const source = from.at + row * from.stride;
        const target = to.at + row * to.stride;
        for (let x = 0; x < width; x += 1) bytes[target + x] = bytes[table + (bytes[source + x] ?? 0)] ?? 0;
      }
    },
    unpair: (to, from, { width, height }) => {
      const { bytes } = heap;
      for (let row = 0; row < height; row += 1) {
        const source = from.at + row * from.stride;
        const target = row * to.stride;
        for (let x = 0; x < width; x += 1) {
          bytes[to.u + target + x] = bytes[source + 2 * x] ?? 0;
          bytes[to.v + target + x] = bytes[source + 2 * x + 1] ?? 0;
        }
      }
    },
  };
}
