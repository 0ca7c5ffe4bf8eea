/** An image whose alpha or luma becomes the picture's alpha. */
import type { VideoFilter } from '../../../../../shared/studio/document/filters.ts';
import { Resampler } from '../compositor/resampler.ts';
import { wholeAxis } from '../kernels/axis-plan.ts';
import { nowhere } from '../memory/heap.ts';
import type { Size, Surface } from '../memory/surface.ts';
import type { Pixels } from '../pixels.ts';
import { lightOfLuma } from './chroma-table.ts';
import { copySurface, named, OwnSurface, placeBytes, type SurfaceFilter } from './filter.ts';

export type MaskSettings = Extract<VideoFilter, { kind: 'mask' }>;

function maskTable({ from, inverted }: MaskSettings): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, code) => {
    const light = from === 'alpha' ? code / 255 : Math.min(1, Math.max(0, lightOfLuma(code)));
    return Math.round(255 * (inverted ? 1 - light : light));
  });
}

/** `image` is stretched to whatever the picture's size is; it stays the caller's. */
export function createMask(pixels: Pixels, settings: MaskSettings, image: Surface): SurfaceFilter {
  const { heap, kernels } = pixels;
  const own = new OwnSurface(heap);
  const mask = new OwnSurface(heap);
  const resampler = new Resampler(pixels);
  const table = placeBytes(heap, maskTable(settings));
  let scaledTo: Size | null = null;
  const maskFor = (size: Size): Surface => {
    const surface = mask.of(size, true);
    if (scaledTo?.width === size.width && scaledTo.height === size.height) return surface;
    const { a, h } = named(surface);
    const at = settings.from === 'alpha' ? image.a : image.y;
    if (at === nowhere) kernels.fill(a, 255, a);
    else resampler.scale(a, { at, stride: image.width }, stretched(image, size));
    kernels.look(a, a, table, a);
    kernels.halve(h, a, h);
    scaledTo = { width: size.width, height: size.height };
    return surface;
  };
  return {
    isMoving: false,
    apply: (source: Surface) => {
      const to = own.of(source, true);
      const by = named(maskFor(source));
      copySurface(pixels, to, source);
      const { y, u, v, a, h } = named(to);
      for (const plane of [y, a]) kernels.multiply(plane, plane, by.a, plane);
      for (const plane of [u, v, h]) kernels.multiply(plane, plane, by.h, plane);
      return to;
    },
    close: () => {
      own.close();
      mask.close();
      resampler.close();
      heap.free(table);
    },
  };
}

function stretched(from: Size, to: Size) {
  return { across: wholeAxis(from.width, to.width), down: wholeAxis(from.height, to.height) };
}
