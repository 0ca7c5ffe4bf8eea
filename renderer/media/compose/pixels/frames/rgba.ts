/** Pictures of R, G, B, A, as canvases have them, into surfaces and back. */
import { rgbaWeights, rgbMatrix } from '../colour/colour-space.ts';
import type { Box } from '../../../../../shared/studio/geometry/box.ts';
import type { PictureAt } from '../kernels/kernels.ts';
import { evenUp, type Size, type Surface } from '../memory/surface.ts';
import type { Pixels } from '../pixels.ts';

/** Four bytes a pixel, R, G, B and straight alpha, without gaps. */
export type RgbaPicture = Size & { readonly data: Uint8ClampedArray | Uint8Array };

/** Fills `surface`, whose size is the picture's, rounded up to even; without alpha all pixels count as opaque. */
export function putRgba({ heap, kernels, colour }: Pixels, picture: RgbaPicture, surface: Surface): void {
  const { width, height, data } = picture;
  const stride = surface.width * 4;
  const scratch = heap.allocate(stride * surface.height);
  try {
    for (let row = 0; row < surface.height; row += 1) {
      const from = Math.min(row, height - 1) * width * 4;
      const to = scratch + row * stride;
      heap.bytes.set(data.subarray(from, from + width * 4), to);
      if (width < surface.width) heap.bytes.copyWithin(to + width * 4, to + width * 4 - 4, to + width * 4);
    }
    kernels.fromRgba(
      { ...surface, stride: surface.width },
      { at: scratch, stride },
      rgbaWeights('rgba', colour),
      surface,
    );
  } finally {
    heap.free(scratch);
  }
}

/** Rows that are converted at once. */
const bandRows = 64;

/**
 * Puts a part of a picture of B, G, R, A, premultiplied, into its place on `surface`, whose size is the picture's, rounded up
 * to even. True when all of the part is opaque; a surface without alpha takes the rest as if it were.
 */
export function putPart(pixels: Pixels, picture: RgbaPicture, part: Box, surface: Surface): boolean {
  const { heap, kernels, colour } = pixels;
  const left = part.x - (part.x % 2);
  const right = evenUp(part.x + part.width);
  const bottom = evenUp(part.y + part.height);
  const stride = (right - left) * 4;
  const scratch = heap.allocate(stride * bandRows);
  let isSolid = true;
  try {
    for (let top = part.y - (part.y % 2); top < bottom; top += bandRows) {
      const band = { left, right, top, rows: Math.min(bandRows, bottom - top) };
      copyBand(heap.bytes.subarray(scratch), picture, band);
      const from = { at: scratch, stride, isPremultiplied: true };
      const size = { width: right - left, height: band.rows };
      isSolid = kernels.fromRgba(placeIn(surface, left, top), from, rgbaWeights('bgra', colour), size) && isSolid;
    }
  } finally {
    heap.free(scratch);
  }
  return isSolid;
}

type Band = { readonly left: number; readonly right: number; readonly top: number; readonly rows: number };

/** An odd picture has its last column and row twice. */
function copyBand(to: Uint8Array, { width, height, data }: RgbaPicture, { left, right, top, rows }: Band): void {
  const stride = (right - left) * 4;
  for (let row = 0; row < rows; row += 1) {
    const from = Math.min(top + row, height - 1) * width;
    to.set(data.subarray((from + left) * 4, (from + Math.min(right, width)) * 4), row * stride);
    const end = (row + 1) * stride;
    if (right > width) to.copyWithin(end - 4, end - 8, end - 4);
  }
}

/** The picture that begins at an even place of the surface. */
function placeIn({ y, u, v, a, h, width }: Surface, left: number, top: number): PictureAt {
  const luma = top * width + left;
  const half = (top / 2) * (width / 2) + left / 2;
  const alpha = a < 0 ? { a, h } : { a: a + luma, h: h + half };
  return { y: y + luma, u: u + half, v: v + half, ...alpha, stride: width };
}

/** An opaque surface as R, G, B, 255 into `data`, of 4 · width · height bytes: for canvases of views. */
export function takeRgba({ heap, kernels, colour }: Pixels, surface: Surface, data: Uint8ClampedArray): void {
  const stride = surface.width * 4;
  const scratch = heap.allocate(stride * surface.height);
  try {
    kernels.toRgba({ at: scratch, stride }, { ...surface, stride: surface.width }, rgbMatrix(colour), surface);
    data.set(heap.bytes.subarray(scratch, scratch + stride * surface.height));
  } finally {
    heap.free(scratch);
  }
}
