/** Makes surfaces in the heap out of colours and of pixels that were decoded or drawn. */
import { inkOf, rgbaWeights } from '../pixels/colour/colour-space.ts';
import {
  createSurface,
  evenUp,
  fillSurface,
  freeSurface,
  planesOf,
  type Size,
  type Surface,
} from '../pixels/memory/surface.ts';
import type { Pixels } from '../pixels/pixels.ts';
import type { Bitmap, Surfaces } from './producer.ts';

const bytesPerPixel = 4;

/** Surfaces of the program's colour. */
export function createSurfaces(pixels: Pixels): Surfaces {
  const { heap, kernels } = pixels;
  return {
    filled: (size, colour) => {
      const ink = inkOf(colour, pixels.colour);
      const surface = taken(() => createSurface(heap, size.width, size.height, ink.a < 255));
      if (surface !== null) fillSurface(heap, surface, ink);
      return surface;
    },
    fromBitmap: (bitmap) => fromBitmap(pixels, bitmap),
    mix: (into, { first, second, amount }) => {
      const firsts = planesOf(first);
      const seconds = planesOf(second);
      for (const [index, plane] of planesOf(into).entries()) {
        const from = firsts[index];
        const other = seconds[index];
        if (from === undefined || other === undefined) continue;
        kernels.mix(plane, { first: from, second: other, amount: Math.round(amount * 256) }, plane);
      }
    },
    free: (surface) => freeSurface(heap, surface),
  };
}

function fromBitmap(pixels: Pixels, bitmap: Bitmap): Surface | null {
  const { heap, kernels, colour } = pixels;
  const width = evenUp(bitmap.width);
  const height = evenUp(bitmap.height);
  const stride = width * bytesPerPixel;
  const at = taken(() => heap.allocate(stride * height));
  if (at === null) return null;
  const surface = taken(() => createSurface(heap, width, height, !bitmap.isOpaque));
  if (surface !== null) {
    layEven(heap.bytes.subarray(at, at + stride * height), bitmap, { width, height });
    kernels.fromRgba({ ...surface, stride: width }, { at, stride }, rgbaWeights('rgba', colour), { width, height });
  }
  heap.free(at);
  return surface;
}

/** Copies pixels to where both sides are even; the last column and row are then there twice. */
function layEven(to: Uint8Array, { width, height, data }: Bitmap, even: Size): void {
  if (even.width === width) to.set(data);
  else {
    for (let row = 0; row < height; row += 1) {
      const line = data.subarray(row * width * bytesPerPixel, (row + 1) * width * bytesPerPixel);
      const place = row * even.width * bytesPerPixel;
      to.set(line, place);
      to.set(line.subarray(-bytesPerPixel), place + line.length);
    }
  }
  const stride = even.width * bytesPerPixel;
  if (even.height !== height) to.copyWithin(height * stride, (height - 1) * stride, height * stride);
}

/** Null where the heap is full. */
function taken<T>(take: () => T): T | null {
  try {
    return take();
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}
