/** A picture in the heap: planes of 4:2:0, with alpha where something shines through. */
import { nowhere, type Pointer, type PixelHeap } from './heap.ts';

export type Size = { readonly width: number; readonly height: number };

/** A rectangle in luma samples. */
export type Area = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };

/**
 * An I420 picture, limited range, in the program's matrix. Both sides are even; an odd picture has its last column or
 * row twice. Strides are `width` for luma and alpha, `width / 2` for chroma. The planes Y, U, V lie one after the other.
 *
 * With alpha, samples are **premultiplied**: y = Y · a / 255, u = U · h / 255, v = V · h / 255, so that scaling needs
 * no neighbour's colour and `over` is y + (255 - a) · below / 255.
 */
export type Surface = {
  readonly width: number;
  readonly height: number;
  readonly y: Pointer;
  readonly u: Pointer;
  readonly v: Pointer;
  /** Alpha, one sample for each of luma; -1: opaque. */
  readonly a: Pointer;
  /** Alpha at half size, the mean of four, for chroma; -1: opaque. */
  readonly h: Pointer;
};

/** One 8-bit plane, or a part of one: where it begins and how far its rows are apart. */
export type Plane = { readonly at: Pointer; readonly stride: number };

/** Colour of a surface: Y, U, V in limited range and straight, and alpha 0 to 255. */
export type Ink = { readonly y: number; readonly u: number; readonly v: number; readonly a: number };

const black: Ink = { y: 16, u: 128, v: 128, a: 255 };
export const clear: Ink = { y: 0, u: 0, v: 0, a: 0 };

/** The next even number up: the size a picture of `side` takes in a surface. */
export function evenUp(side: number): number {
  return side + (side & 1);
}

/** Takes room for a picture, its content unknown; the sides are rounded up to even. Whoever makes it frees it. */
export function createSurface(heap: PixelHeap, width: number, height: number, hasAlpha: boolean): Surface {
  const wide = evenUp(Math.max(2, Math.ceil(width)));
  const high = evenUp(Math.max(2, Math.ceil(height)));
  const luma = wide * high;
  const chroma = luma / 4;
  const y = heap.allocate(luma + 2 * chroma + (hasAlpha ? luma + chroma : 0));
  const u = y + luma;
  const v = u + chroma;
  const a = hasAlpha ? v + chroma : nowhere;
  return { width: wide, height: high, y, u, v, a, h: hasAlpha ? a + luma : nowhere };
}

export function freeSurface(heap: PixelHeap, surface: Surface): void {
  heap.free(surface.y);
}

/** True when nothing shines through, as far as the surface knows. */
export function isOpaque(surface: Surface): boolean {
  return surface.a === nowhere;
}

/** Bytes of Y, U and V together. */
export function yuvBytes({ width, height }: Size): number {
  return (width * height * 3) / 2;
}

/** Planes of a surface in the order Y, U, V, and A and H where it has them, each with its size in samples. */
export function planesOf(surface: Surface): readonly (Plane & Size)[] {
  const { width, height, y, u, v, a, h } = surface;
  const full = { stride: width, width, height };
  const half = { stride: width / 2, width: width / 2, height: height / 2 };
  const seen = [
    { at: y, ...full },
    { at: u, ...half },
    { at: v, ...half },
  ];
  return a === nowhere ? seen : [...seen, { at: a, ...full }, { at: h, ...half }];
}

/** Overwrites the whole picture with one colour; an opaque surface takes it as if over black. */
export function fillSurface(heap: PixelHeap, surface: Surface, ink: Ink): void {
  const seen = surface.a === nowhere ? overBlack(ink) : premultiplied(ink);
  const values = [seen.y, seen.u, seen.v, seen.a, seen.a];
  for (const [index, { at, width, height }] of planesOf(surface).entries()) {
    heap.bytes.fill(values[index] ?? 0, at, at + width * height);
  }
}

function premultiplied({ y, u, v, a }: Ink): Ink {
  return { y: Math.round((y * a) / 255), u: Math.round((u * a) / 255), v: Math.round((v * a) / 255), a };
}

function overBlack(ink: Ink): Ink {
  const over = (sample: number, below: number) => Math.round((sample * ink.a + below * (255 - ink.a)) / 255);
  return { y: over(ink.y, black.y), u: over(ink.u, black.u), v: over(ink.v, black.v), a: 255 };
}
