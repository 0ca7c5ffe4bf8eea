/** A colour table from a file, mixed with the original. */
import type { VideoFilter } from '../../../../../shared/studio/document/filters.ts';
import { mixCube, type BakedCube } from '../colour/baked-cube.ts';
import { nowhere } from '../memory/heap.ts';
import type { Surface } from '../memory/surface.ts';
import type { Pixels } from '../pixels.ts';
import { copySurface, OwnSurface, placeBytes, premultiply, straighten, type SurfaceFilter } from './filter.ts';

export type LutSettings = Extract<VideoFilter, { kind: 'lut' }>;

export function createLut(pixels: Pixels, { amount }: LutSettings, cube: BakedCube): SurfaceFilter {
  const { heap, kernels } = pixels;
  const own = new OwnSurface(heap);
  const table = placeBytes(heap, mixCube(cube, amount));
  return {
    isMoving: false,
    apply: (source: Surface) => {
      const to = own.of(source, source.a !== nowhere);
      copySurface(pixels, to, source);
      if (to.a !== nowhere) straighten(pixels, to);
      kernels.cube({ ...to, stride: to.width }, table, to);
      if (to.a !== nowhere) premultiply(pixels, to);
      return to;
    },
    close: () => {
      own.close();
      heap.free(table);
    },
  };
}
