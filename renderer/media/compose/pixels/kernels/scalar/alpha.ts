/** Reference kernels of alpha and mixing. */
import type { PixelHeap } from '../../memory/heap.ts';
import type { Kernels } from '../kernels.ts';
import { div255 } from './arithmetic.ts';

export function alphaKernels(heap: PixelHeap): Pick<Kernels, 'over' | 'mix' | 'mixBy' | 'multiply' | 'divide'> {
  return {
    over: (to, { samples, alpha, opacity }, { width, height }) => {
      const { bytes } = heap;
      for (let row = 0; row < height; row += 1) {
        const target = to.at + row * to.stride;
        const source = samples.at + row * samples.stride;
        const cover = alpha.at + row * alpha.stride;
        for (let x = 0; x < width; x += 1) {
          const sample = div255((bytes[source + x] ?? 0) * opacity);
          const rest = 255 - div255((bytes[cover + x] ?? 0) * opacity);
          bytes[target + x] = Math.min(255, sample + div255((bytes[target + x] ?? 0) * rest));
        }
      }
    },
    mix: (to, { first, second, amount }, { width, height }) => {
      const { bytes } = heap;
      for (let row = 0; row < height; row += 1) {
        const target = to.at + row * to.stride;
        const one = first.at + row * first.stride;
        const other = second.at + row * second.stride;
        for (let x = 0; x < width; x += 1) {
          const sum = (bytes[one + x] ?? 0) * (256 - amount) + (bytes[other + x] ?? 0) * amount;
          bytes[target + x] = (sum + 128) >> 8;
        }
      }
    },
    mixBy: (to, { first, second, mask }, { width, height }) => {
      const { bytes } = heap;
      for (let row = 0; row < height; row += 1) {
        const target = to.at + row * to.stride;
        const one = first.at + row * first.stride;
        const other = second.at + row * second.stride;
        const weights = mask.at + row * mask.stride;
        for (let x = 0; x < width; x += 1) {
          const weight = bytes[weights + x] ?? 0;
          bytes[target + x] = div255((bytes[one + x] ?? 0) * (255 - weight) + (bytes[other + x] ?? 0) * weight);
        }
      }
    },
    ...productKernels(heap),
  };
}

function productKernels(heap: PixelHeap): Pick<Kernels, 'multiply' | 'divide'> {
  return {
    multiply: (to, from, by, { width, height }) => {
      const { bytes } = heap;
      for (let row = 0; row < height; row += 1) {
        const target = to.at + row * to.stride;
        const source = from.at + row * from.stride;
        const factor = by.at + row * by.stride;
        for (let x = 0; x < width; x += 1) {
          bytes[target + x] = div255((bytes[source + x] ?? 0) * (bytes[factor + x] ?? 0));
        }
      }
    },
    divide: (to, from, by, { width, height }) => {
      const { bytes } = heap;
      for (let row = 0; row < height; row += 1) {
        const target = to.at + row * to.stride;
        const source = from.at + row * from.stride;
        const divisors = by.at + row * by.stride;
        for (let x = 0; x < width; x += 1) {
          const divisor = bytes[divisors + x] ?? 0;
          const whole = divisor === 0 ? 0 : Math.floor(((bytes[source + x] ?? 0) * 255 + (divisor >> 1)) / divisor);
          bytes[target + x] = Math.min(255, whole);
        }
      }
    },
  };
}
