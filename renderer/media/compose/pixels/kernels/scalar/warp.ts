/** Reference kernel of turning and shearing. */
import type { PixelHeap } from '../../memory/heap.ts';
import type { Plane } from '../../memory/surface.ts';
import type { Kernels, WarpMap } from '../kernels.ts';

export function warpKernels(heap: PixelHeap): Pick<Kernels, 'warp'> {
  return {
    warp: (to, from, map, { width, height }) => {
      const { bytes } = heap;
      for (let row = 0; row < height; row += 1) {
        const rowX = map.cx * row + map.ex;
        const rowY = map.cy * row + map.ey;
        const target = to.at + row * to.stride;
        for (let column = 0; column < width; column += 1) {
          bytes[target + column] = between(bytes, from, map, [map.ax * column + rowX, map.ay * column + rowY]);
        }
      }
    },
  };
}

/** The mean of the four samples round a place, in steps of 1/256; 0 outside. */
function between(bytes: Uint8Array, from: Plane, map: WarpMap, [x, y]: readonly [number, number]): number {
  const left = Math.floor(x);
  const top = Math.floor(y);
  if (!(left >= -1 && top >= -1 && left < map.sourceWidth && top < map.sourceHeight)) return 0;
  const right = Math.floor((x - left) * 256);
  const below = Math.floor((y - top) * 256);
  const sample = (column: number, row: number) => {
    if (column < 0 || row < 0 || column >= map.sourceWidth || row >= map.sourceHeight) return 0;
    return from.at < 0 ? 255 : (bytes[from.at + row * from.stride + column] ?? 0);
  };
  const upper = sample(left, top) * (256 - right) + sample(left + 1, top) * right;
  const lower = sample(left, top + 1) * (256 - right) + sample(left + 1, top + 1) * right;
  return (upper * (256 - below) + lower * below + 32_768) >> 16;
}
