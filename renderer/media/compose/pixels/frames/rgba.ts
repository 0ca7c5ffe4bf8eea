/** Pictures of R, G, B, A, as canvases have them, into surfaces and back. */
import { rgbaWeights, rgbMatrix } from '../colour/colour-space.ts';
import type { Size, Surface } from '../memory/surface.ts';
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
