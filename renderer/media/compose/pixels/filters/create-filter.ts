/** Makes the filter that a show's document asks for. */
import type { VideoFilter } from '../../../../../shared/studio/document/filters.ts';
import type { BakedCube } from '../colour/baked-cube.ts';
import type { Surface } from '../memory/surface.ts';
import type { Pixels } from '../pixels.ts';
import { createColourFilter } from './colour-filter.ts';
import { createBlur, createSharpen } from './detail-filters.ts';
import type { SurfaceFilter } from './filter.ts';
import { createCrop, createScroll } from './frame-filters.ts';
import { createChromaKey, createLumaKey } from './key-filters.ts';
import { createLut } from './lut-filter.ts';
import { createMask } from './mask-filter.ts';

/** What filters need of files; null while it is not there. */
export type FilterFiles = { readonly cube: BakedCube | null; readonly mask: Surface | null };

/** Null where there is nothing to be done: switched off, its file missing, or not a matter of samples alone. */
export function createFilter(pixels: Pixels, filter: VideoFilter, { cube, mask }: FilterFiles): SurfaceFilter | null {
  if (!filter.enabled) return null;
  if (filter.kind === 'lut') return cube === null ? null : createLut(pixels, filter, cube);
  if (filter.kind === 'mask') return mask === null ? null : createMask(pixels, filter, mask);
  return createPlain(pixels, filter);
}

type PlainFilter = Exclude<VideoFilter, { kind: 'lut' | 'mask' }>;

function createPlain(pixels: Pixels, filter: PlainFilter): SurfaceFilter | null {
  switch (filter.kind) {
    case 'crop':
      return createCrop(pixels, filter);
    case 'colour':
      return createColourFilter(pixels, filter);
    case 'chroma-key':
      return createChromaKey(pixels, filter);
    case 'luma-key':
      return createLumaKey(pixels, filter);
    case 'sharpen':
      return createSharpen(pixels, filter);
    case 'blur':
      return createBlur(pixels, filter);
    case 'scroll':
      return createScroll(pixels, filter);
    case 'background':
      return null;
  }
}
