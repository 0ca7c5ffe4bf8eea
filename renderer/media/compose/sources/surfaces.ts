/** Makes surfaces in the heap out of colours and of pixels that were decoded or drawn. */
import { inkOf } from '../pixels/colour/colour-space.ts';
import { putPart, putRgba } from '../pixels/frames/rgba.ts';
import { createSurface, fillSurface, freeSurface, planesOf, type Surface } from '../pixels/memory/surface.ts';
import type { Pixels } from '../pixels/pixels.ts';
import type { Bitmap, Surfaces } from './producer.ts';

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
    putPart: (surface, picture, part) => taken(() => putPart(pixels, picture, part, surface)),
    free: (surface) => freeSurface(heap, surface),
  };
}

function fromBitmap(pixels: Pixels, bitmap: Bitmap): Surface | null {
  const surface = taken(() => createSurface(pixels.heap, bitmap.width, bitmap.height, !bitmap.isOpaque));
  if (surface === null) return null;
  const put = taken(() => {
    putRgba(pixels, bitmap, surface);
    return surface;
  });
  if (put === null) freeSurface(pixels.heap, surface);
  return put;
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
