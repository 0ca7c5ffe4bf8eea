/** A picture filter: from one surface to another that is its own. */
import { createSurface, freeSurface, planesOf, type Plane, type Size, type Surface } from '../memory/surface.ts';
import { nowhere, type PixelHeap } from '../memory/heap.ts';
import type { Pixels } from '../pixels.ts';

export type SurfaceFilter = {
  /**
   * The filtered picture, valid until the next call; `source` itself where nothing is to be done. `seconds` is the time
   * that filters of motion go by.
   */
  readonly apply: (source: Surface, seconds: number) => Surface;
  /** True when the picture changes although its source does not. */
  readonly isMoving: boolean;
  readonly close: () => void;
};

/** A surface that is made anew only when its size or its alpha changes. */
export class OwnSurface {
  readonly #heap: PixelHeap;
  #surface: Surface | null = null;

  constructor(heap: PixelHeap) {
    this.#heap = heap;
  }

  /** Its content is whatever it was. */
  of({ width, height }: Size, hasAlpha: boolean): Surface {
    const known = this.#surface;
    if (known?.width === width && known.height === height && (known.a !== nowhere) === hasAlpha) return known;
    this.close();
    this.#surface = createSurface(this.#heap, width, height, hasAlpha);
    return this.#surface;
  }

  close(): void {
    if (this.#surface !== null) freeSurface(this.#heap, this.#surface);
    this.#surface = null;
  }
}

/** The planes of a surface by name, with their sizes. */
export function named(surface: Surface): {
  readonly y: Plane & Size;
  readonly u: Plane & Size;
  readonly v: Plane & Size;
  readonly a: Plane & Size;
  readonly h: Plane & Size;
} {
  const { width, height } = surface;
  const full = { stride: width, width, height };
  const half = { stride: width / 2, width: width / 2, height: height / 2 };
  return {
    y: { at: surface.y, ...full },
    u: { at: surface.u, ...half },
    v: { at: surface.v, ...half },
    a: { at: surface.a, ...full },
    h: { at: surface.h, ...half },
  };
}

/** Copies all planes that `to` has; alpha that `from` lacks is 255. Both are of one size. */
export function copySurface({ kernels }: Pixels, to: Surface, from: Surface): void {
  const source = planesOf(from);
  for (const [index, plane] of planesOf(to).entries()) {
    const same = source[index];
    if (same === undefined) kernels.fill(plane, 255, plane);
    else kernels.copy(plane, same, plane);
  }
}

/** From straight samples to premultiplied ones; `h` is made from `a`. */
export function premultiply({ kernels }: Pixels, surface: Surface): void {
  const { y, u, v, a, h } = named(surface);
  kernels.halve(h, a, h);
  kernels.multiply(y, y, a, y);
  kernels.multiply(u, u, h, u);
  kernels.multiply(v, v, h, v);
}

/** The way back, as far as rounding left it; where nothing is seen, nothing is left. */
export function straighten({ kernels }: Pixels, surface: Surface): void {
  if (surface.a === nowhere) return;
  const { y, u, v, a, h } = named(surface);
  kernels.divide(y, y, a, y);
  kernels.divide(u, u, h, u);
  kernels.divide(v, v, h, v);
}

/** A block of the heap, filled once. */
export function placeBytes(heap: PixelHeap, content: Uint8Array): number {
  const at = heap.allocate(content.length);
  heap.bytes.set(content, at);
  return at;
}
