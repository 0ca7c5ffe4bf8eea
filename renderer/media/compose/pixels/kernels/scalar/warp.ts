/** Reference kernel of turning and shearing. */
import type { PixelHeap } from '../../memory/heap.ts';
import type { Plane } from '../../memory/surface.ts';
import type { Kernels, WarpMap } from '../kernels.ts';

type Span = { first: number; end: number };

export function warpKernels(heap: PixelHeap): Pick<Kernels, 'warp'> {
  return {
    warp: (to, from, map, { width, height }) => {
      const { bytes } = heap;
      const [stepX, stepY] = [fixed(map.ax), fixed(map.ay)];
      for (let row = 0; row < height; row += 1) {
        const rowX = map.cx * row + map.ex;
        const rowY = map.cy * row + map.ey;
        const span = { first: 0, end: width };
        narrow(span, { step: map.ax, start: rowX, high: map.sourceWidth });
        narrow(span, { step: map.ay, start: rowY, high: map.sourceHeight });
        const target = to.at + row * to.stride;
        bytes.fill(0, target, target + width);
        const x = fixed(map.ax * span.first + rowX);
        const y = fixed(map.ay * span.first + rowY);
        for (let column = span.first; column < span.end; column += 1) {
          const step = column - span.first;
          bytes[target + column] = between(bytes, from, map, [x + step * stepX, y + step * stepY]);
        }
      }
    },
  };
}

/** In steps of 1/65536. */
function fixed(value: number): number {
  return Math.floor(value * 65_536 + 0.5) | 0;
}

/**
 * Narrows the columns to those where step · column + start lies between -1 and `high`, and one more on each side: within
 * them places fit into 16 bits before the point.
 */
function narrow(
  span: Span,
  { step, start, high }: { readonly step: number; readonly start: number; readonly high: number },
): void {
  if (Math.abs(step) < 1e-9) {
    if (start < -1 || start > high) span.end = span.first;
    return;
  }
  const one = (-1 - start) / step;
  const other = (high - start) / step;
  const from = Math.floor(Math.min(one, other)) - 1;
  const to = Math.ceil(Math.max(one, other)) + 2;
  if (from > span.first) span.first = Math.min(from, span.end);
  if (to < span.end) span.end = Math.max(to, span.first);
}

/** The mean of the four samples round a place, in steps of 1/256; 0 outside. */
function between(bytes: Uint8Array, from: Plane, map: WarpMap, [x, y]: readonly [number, number]): number {
  const left = x >> 16;
  const top = y >> 16;
  const right = (x >> 8) & 255;
  const below = (y >> 8) & 255;
  const sample = (column: number, row: number) => {
    if (column < 0 || row < 0 || column >= map.sourceWidth || row >= map.sourceHeight) return 0;
    return from.at < 0 ? 255 : (bytes[from.at + row * from.stride + column] ?? 0);
  };
  const upper = sample(left, top) * (256 - right) + sample(left + 1, top) * right;
  const lower = sample(left, top + 1) * (256 - right) + sample(left + 1, top + 1) * right;
  return (upper * (256 - below) + lower * below + 32_768) >> 16;
}
