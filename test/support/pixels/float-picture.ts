/** A second way to the same picture: plain floating point, no caches, no tricks; what the compositor is measured against. */
import type { Layer } from '../../../renderer/media/compose/pixels/compositor/compositor.ts';
import type { PixelHeap } from '../../../renderer/media/compose/pixels/memory/heap.ts';
import type { Size, Surface } from '../../../renderer/media/compose/pixels/memory/surface.ts';

/** Straight samples of one plane, with how much of each place is covered. */
type FloatPlane = { readonly width: number; readonly height: number; readonly samples: Float64Array };

/** Y, U, V at 4:4:4, straight over black; what comes of it is averaged to 4:2:0. */
export type FloatPicture = readonly [FloatPlane, FloatPlane, FloatPlane];

function plane(width: number, height: number, value: number): FloatPlane {
  return { width, height, samples: new Float64Array(width * height).fill(value) };
}

/** One premultiplied sample and its alpha (0 to 1) at a place of the surface; nothing outside the source rectangle. */
function read(heap: PixelHeap, layer: Layer, index: number, x: number, y: number): readonly [number, number] {
  const { surface, sourceRect } = layer;
  const half = index === 0 ? 1 : 2;
  const stride = surface.width / half;
  const at = [surface.y, surface.u, surface.v][index] ?? 0;
  const alphaAt = half === 1 ? surface.a : surface.h;
  const low = { x: Math.floor(sourceRect.x / half), y: Math.floor(sourceRect.y / half) };
  const high = {
    x: Math.ceil((sourceRect.x + sourceRect.width) / half) - 1,
    y: Math.ceil((sourceRect.y + sourceRect.height) / half) - 1,
  };
  const column = Math.min(high.x, Math.max(low.x, x));
  const row = Math.min(high.y, Math.max(low.y, y));
  const place = row * stride + column;
  return [heap.bytes[at + place] ?? 0, alphaAt < 0 ? 1 : (heap.bytes[alphaAt + place] ?? 0) / 255];
}

/** Linear when growing, mean of the part when shrinking: `from` to `to` is the pixel's part of the plane. */
function resampled(
  heap: PixelHeap,
  layer: Layer,
  index: number,
  part: { readonly x: number; readonly y: number; readonly width: number; readonly height: number },
): readonly [number, number] {
  const columns = weightsOf(part.x, part.width);
  const rows = weightsOf(part.y, part.height);
  let sum = 0;
  let alpha = 0;
  for (const [row, down] of rows) {
    for (const [column, across] of columns) {
      const [sample, cover] = read(heap, layer, index, column, row);
      sum += sample * across * down;
      alpha += cover * across * down;
    }
  }
  return [sum, alpha];
}

function weightsOf(from: number, length: number): readonly (readonly [number, number])[] {
  if (length <= 1) {
    const start = from + length / 2 - 0.5;
    const left = Math.floor(start);
    return [
      [left, 1 - (start - left)],
      [left + 1, start - left],
    ];
  }
  const parts: [number, number][] = [];
  for (let at = Math.floor(from); at < from + length; at += 1) {
    parts.push([at, (Math.min(at + 1, from + length) - Math.max(at, from)) / length]);
  }
  return parts;
}

const black = [16, 128, 128] as const;

/** Lays the layers over black, without turning, on places in whole pixels. */
export function composeFloat(heap: PixelHeap, layers: readonly Layer[], size: Size): FloatPicture {
  const of = (value: number) => plane(size.width, size.height, value);
  const picture: FloatPicture = [of(black[0]), of(black[1]), of(black[2])];
  for (const layer of layers) {
    for (const [index, target] of picture.entries()) put(heap, layer, index, target);
  }
  return picture;
}

function put(heap: PixelHeap, layer: Layer, index: number, target: FloatPlane): void {
  const { matrix, opacity } = layer;
  const half = index === 0 ? 1 : 2;
  for (let y = 0; y < target.height; y += 1) {
    for (let x = 0; x < target.width; x += 1) {
      if (!isInside(layer, partOf(x, y, matrix, 1))) continue;
      // Chroma is looked at where the block of 2 × 2 pixels lies.
      const { left, top, width, height } = partOf(x - (x % half), y - (y % half), matrix, half);
      const part = { x: left / half, y: top / half, width: width / half, height: height / half };
      const [sample, alpha] = resampled(heap, layer, index, part);
      const at = y * target.width + x;
      target.samples[at] = sample * opacity + (target.samples[at] ?? 0) * (1 - alpha * opacity);
    }
  }
}

type Part = { readonly left: number; readonly top: number; readonly width: number; readonly height: number };

/** What a square of the target is on the surface. */
function partOf(x: number, y: number, [a, , , d, e, f]: Layer['matrix'], side: number): Part {
  const [left, right] = [(x - e) / a, (x + side - e) / a];
  const [top, bottom] = [(y - f) / d, (y + side - f) / d];
  const width = Math.abs(right - left);
  const height = Math.abs(bottom - top);
  return { left: Math.min(left, right), top: Math.min(top, bottom), width, height };
}

function isInside({ sourceRect }: Layer, { left, top, width, height }: Part): boolean {
  const x = left + width / 2 - sourceRect.x;
  const y = top + height / 2 - sourceRect.y;
  return x > 0 && y > 0 && x < sourceRect.width && y < sourceRect.height;
}

/** How near the surface comes to it, dB: one figure for luma and one for both planes of chroma. */
export function psnr(heap: PixelHeap, surface: Surface, picture: FloatPicture): { luma: number; chroma: number } {
  const luma = meanSquare(heap.bytes, surface.y, surface.width, picture[0], 1);
  const u = meanSquare(heap.bytes, surface.u, surface.width / 2, picture[1], 2);
  const v = meanSquare(heap.bytes, surface.v, surface.width / 2, picture[2], 2);
  return { luma: decibels(luma), chroma: decibels((u + v) / 2) };
}

function decibels(error: number): number {
  return 10 * Math.log10((255 * 255) / Math.max(error, 1e-9));
}

function meanSquare(bytes: Uint8Array, at: number, stride: number, picture: FloatPlane, half: 1 | 2): number {
  let sum = 0;
  const width = picture.width / half;
  const height = picture.height / half;
  for (let row = 0; row < height; row += 1) {
    for (let column = 0; column < width; column += 1) {
      let mean = 0;
      for (let index = 0; index < half * half; index += 1) {
        const y = row * half + Math.floor(index / half);
        const x = column * half + (index % half);
        mean += (picture.samples[y * picture.width + x] ?? 0) / (half * half);
      }
      sum += ((bytes[at + row * stride + column] ?? 0) - mean) ** 2;
    }
  }
  return sum / (width * height);
}
