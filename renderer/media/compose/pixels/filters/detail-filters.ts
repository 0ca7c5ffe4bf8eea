/** Sharpening and blurring. */
import type { VideoFilter } from '../../../../../shared/studio/document/filters.ts';
import { Resampler } from '../compositor/resampler.ts';
import { wholeAxis } from '../kernels/axis-plan.ts';
import { nowhere } from '../memory/heap.ts';
import { planesOf, type Plane, type Size, type Surface } from '../memory/surface.ts';
import type { Pixels } from '../pixels.ts';
import { copySurface, named, OwnSurface, premultiply, straighten, type SurfaceFilter } from './filter.ts';

export type SharpenSettings = Extract<VideoFilter, { kind: 'sharpen' }>;
export type BlurSettings = Extract<VideoFilter, { kind: 'blur' }>;

export function createSharpen(pixels: Pixels, { amount }: SharpenSettings): SurfaceFilter {
  const { heap, kernels } = pixels;
  const own = new OwnSurface(heap);
  const straight = new OwnSurface(heap);
  return {
    isMoving: false,
    apply: (source: Surface) => {
      const hasAlpha = source.a !== nowhere;
      const to = own.of(source, hasAlpha);
      copySurface(pixels, to, source);
      const from = hasAlpha ? straight.of(source, true) : source;
      if (hasAlpha) {
        straighten(pixels, to);
        copySurface(pixels, from, to);
      }
      const { y } = named(to);
      kernels.sharpen(y, { at: from.y, stride: from.width }, Math.round(amount * 8192), y);
      if (hasAlpha) premultiply(pixels, to);
      return to;
    },
    close: () => {
      own.close();
      straight.close();
    },
  };
}

/** Wider ones are made of a smaller picture. */
const widestRadius = 8;

/** Means of means: what is left of a point falls off evenly to nothing at `radius`. */
export function createBlur(pixels: Pixels, { radius }: BlurSettings): SurfaceFilter {
  const { heap } = pixels;
  const own = new OwnSurface(heap);
  const resampler = new Resampler(pixels);
  return {
    isMoving: false,
    apply: (source: Surface) => {
      const to = own.of(source, source.a !== nowhere);
      const planes = planesOf(source);
      for (const [index, plane] of planesOf(to).entries()) {
        const from = planes[index];
        const isFull = index === 0 || index === 3;
        if (from !== undefined) blurPlane({ pixels, resampler }, plane, from, isFull ? radius : radius / 2);
      }
      return to;
    },
    close: () => {
      own.close();
      resampler.close();
    },
  };
}

type Tools = { readonly pixels: Pixels; readonly resampler: Resampler };

function blurPlane(tools: Tools, to: Plane, from: Plane & Size, radius: number): void {
  const { heap, kernels } = tools.pixels;
  if (radius > widestRadius && Math.min(from.width, from.height) >= 16) {
    blurHalf(tools, to, from, radius);
    return;
  }
  const first = Math.max(1, Math.ceil(radius / 2));
  const second = Math.floor(radius / 2);
  const at = heap.allocate(from.width * from.height);
  try {
    const between = { at, stride: from.width };
    kernels.blurRows(between, from, first, from);
    kernels.blurColumns(to, between, first, from);
    if (second === 0) return;
    kernels.blurRows(between, to, second, from);
    kernels.blurColumns(to, between, second, from);
  } finally {
    heap.free(at);
  }
}

function blurHalf(tools: Tools, to: Plane, from: Plane & Size, radius: number): void {
  const { heap, kernels } = tools.pixels;
  const size = { width: from.width >> 1, height: from.height >> 1 };
  const at = heap.allocate(2 * size.width * size.height);
  try {
    const small = { at, stride: size.width, ...size };
    const blurred = { at: at + size.width * size.height, stride: size.width };
    kernels.halve(small, from, size);
    blurPlane(tools, blurred, small, radius / 2);
    const scaling = { across: wholeAxis(size.width, from.width), down: wholeAxis(size.height, from.height) };
    tools.resampler.scale(to, blurred, scaling);
  } finally {
    heap.free(at);
  }
}
