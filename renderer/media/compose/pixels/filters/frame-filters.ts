/** Filters that move the picture: cutting and padding its sides, scrolling. */
import type { VideoFilter } from '../../../../../shared/studio/document/filters.ts';
import { nowhere } from '../memory/heap.ts';
import { clear, fillSurface, planesOf, type Plane, type Size, type Surface } from '../memory/surface.ts';
import type { Pixels } from '../pixels.ts';
import { OwnSurface, type SurfaceFilter } from './filter.ts';

export type CropSettings = Extract<VideoFilter, { kind: 'crop' }>;
export type ScrollSettings = Extract<VideoFilter, { kind: 'scroll' }>;

const even = (value: number) => Math.round(value / 2) * 2;

/** Where the picture begins in the new one, and how large that is: whole even samples. */
function cropOf(size: Size, { left, top, right, bottom }: CropSettings): Size & { x: number; y: number } {
  const x = -even(left * size.width);
  const y = -even(top * size.height);
  return {
    x,
    y,
    width: Math.max(2, size.width + x - even(right * size.width)),
    height: Math.max(2, size.height + y - even(bottom * size.height)),
  };
}

export function createCrop({ heap, kernels }: Pixels, settings: CropSettings): SurfaceFilter {
  const own = new OwnSurface(heap);
  const isPadded = [settings.left, settings.top, settings.right, settings.bottom].some((side) => side < 0);
  return {
    isMoving: false,
    apply: (source: Surface) => {
      const { x, y, width, height } = cropOf(source, settings);
      const to = own.of({ width, height }, isPadded || source.a !== nowhere);
      if (isPadded) fillSurface(heap, to, clear);
      const size = {
        width: Math.min(source.width + Math.min(0, x), width - Math.max(0, x)),
        height: Math.min(source.height + Math.min(0, y), height - Math.max(0, y)),
      };
      if (size.width <= 0 || size.height <= 0) {
        fillSurface(heap, to, clear);
        return to;
      }
      const sources = planesOf(source);
      for (const [index, plane] of planesOf(to).entries()) {
        const half = index === 0 || index === 3 ? 1 : 2;
        const from = sources[index];
        const place = partAt(plane, Math.max(0, x) / half, Math.max(0, y) / half);
        const part = { width: size.width / half, height: size.height / half };
        if (from === undefined) kernels.fill(place, 255, part);
        else kernels.copy(place, partAt(from, Math.max(0, -x) / half, Math.max(0, -y) / half), part);
      }
      return to;
    },
    close: () => own.close(),
  };
}

function partAt({ at, stride }: Plane, x: number, y: number): Plane {
  return { at: at + y * stride + x, stride };
}

export function createScroll({ heap, kernels }: Pixels, settings: ScrollSettings): SurfaceFilter {
  const own = new OwnSurface(heap);
  return {
    isMoving: settings.x !== 0 || settings.y !== 0,
    apply: (source: Surface, seconds: number) => {
      const to = own.of(source, source.a !== nowhere);
      const sources = planesOf(source);
      const x = wrapped(Math.round(settings.x * seconds), source.width);
      const y = wrapped(Math.round(settings.y * seconds), source.height);
      for (const [index, plane] of planesOf(to).entries()) {
        const half = index === 0 || index === 3 ? 1 : 2;
        const from = sources[index];
        if (from !== undefined) roll(kernels, plane, from, { x: Math.floor(x / half), y: Math.floor(y / half) });
      }
      return to;
    },
    close: () => own.close(),
  };
}

function wrapped(shift: number, length: number): number {
  return ((shift % length) + length) % length;
}

/** Four parts: what leaves on one side comes in on the other. */
function roll(
  kernels: Pixels['kernels'],
  to: Plane & Size,
  from: Plane,
  { x, y }: { readonly x: number; readonly y: number },
): void {
  const columns = [
    { from: x, to: 0, length: to.width - x },
    { from: 0, to: to.width - x, length: x },
  ];
  const rows = [
    { from: y, to: 0, length: to.height - y },
    { from: 0, to: to.height - y, length: y },
  ];
  for (const down of rows) {
    for (const across of columns) {
      const size = { width: across.length, height: down.length };
      kernels.copy(partAt(to, across.to, down.to), partAt(from, across.from, down.from), size);
    }
  }
}
