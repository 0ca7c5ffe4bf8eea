/** Reference kernels that look at neighbouring samples. */
import type { PixelHeap } from '../../memory/heap.ts';
import type { Kernels } from '../kernels.ts';
import { clamp8 } from './arithmetic.ts';

export function neighbourKernels(heap: PixelHeap): Pick<Kernels, 'sharpen' | 'blurRows' | 'blurColumns'> {
  return {
    sharpen: (to, from, amount, { width, height }) => {
      const { bytes } = heap;
      const sample = (x: number, y: number) =>
        bytes[from.at + clampTo(y, height) * from.stride + clampTo(x, width)] ?? 0;
      for (let y = 0; y < height; y += 1) {
        for (let x = 0; x < width; x += 1) {
          const here = sample(x, y);
          const edge = 4 * here - sample(x - 1, y) - sample(x + 1, y) - sample(x, y - 1) - sample(x, y + 1);
          bytes[to.at + y * to.stride + x] = clamp8(here + ((edge * amount + 16_384) >> 15));
        }
      }
    },
    blurRows: (to, from, radius, { width, height }) => {
      for (let row = 0; row < height; row += 1) {
        const line = { to: to.at + row * to.stride, from: from.at + row * from.stride, toStep: 1, fromStep: 1 };
        blurLine(heap.bytes, line, radius, width);
      }
    },
    blurColumns: (to, from, radius, { width, height }) => {
      for (let column = 0; column < width; column += 1) {
        const line = { to: to.at + column, from: from.at + column, toStep: to.stride, fromStep: from.stride };
        blurLine(heap.bytes, line, radius, height);
      }
    },
  };
}

type Line = { readonly to: number; readonly from: number; readonly toStep: number; readonly fromStep: number };

function clampTo(place: number, length: number): number {
  return place < 0 ? 0 : place >= length ? length - 1 : place;
}

/** A running sum over 2 · radius + 1 samples, divided by way of a reciprocal. */
function blurLine(bytes: Uint8Array, line: Line, radius: number, length: number): void {
  const reciprocal = Math.round(65_536 / (2 * radius + 1));
  const sample = (place: number) => bytes[line.from + clampTo(place, length) * line.fromStep] ?? 0;
  let sum = 0;
  for (let place = -radius; place <= radius; place += 1) sum += sample(place);
  for (let place = 0; place < length; place += 1) {
    bytes[line.to + place * line.toStep] = (sum * reciprocal + 32_768) >> 16;
    sum += sample(place + radius + 1) - sample(place - radius);
  }
}
