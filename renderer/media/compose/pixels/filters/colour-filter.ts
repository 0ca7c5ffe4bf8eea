/** Brightness, contrast, gamma, saturation, hue and opacity: luma and chroma each by a table. */
import type { VideoFilter } from '../../../../../shared/studio/document/filters.ts';
import { nowhere } from '../memory/heap.ts';
import type { Surface } from '../memory/surface.ts';
import type { Pixels } from '../pixels.ts';
import { chromaTable, lumaOfLight, lightOfLuma } from './chroma-table.ts';
import { copySurface, named, OwnSurface, placeBytes, premultiply, straighten, type SurfaceFilter } from './filter.ts';

export type ColourSettings = Extract<VideoFilter, { kind: 'colour' }>;

/** New luma of each luma code. */
function lumaTable({ brightness, contrast, gamma }: ColourSettings): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, code) => {
    const bent = Math.max(0, lightOfLuma(code)) ** gamma;
    return lumaOfLight((bent - 0.5) * contrast + 0.5 + brightness);
  });
}

/** Chroma turned by the hue, and stretched by contrast and saturation. */
function tintTable({ saturation, contrast, hue }: ColourSettings): Uint8Array {
  const gain = saturation * contrast;
  const cosine = Math.cos((hue * Math.PI) / 180) * gain;
  const sine = Math.sin((hue * Math.PI) / 180) * gain;
  return chromaTable((u, v, into) => {
    into.u = u * cosine - v * sine;
    into.v = u * sine + v * cosine;
  });
}

export function createColourFilter(pixels: Pixels, settings: ColourSettings): SurfaceFilter {
  const { heap, kernels } = pixels;
  const own = new OwnSurface(heap);
  const unused = new OwnSurface(heap);
  const isTinted = settings.saturation * settings.contrast !== 1 || settings.hue !== 0;
  const luma = placeBytes(heap, lumaTable(settings));
  const tint = isTinted ? placeBytes(heap, tintTable(settings)) : nowhere;
  const fade = placeBytes(
    heap,
    Uint8Array.from({ length: 256 }, (_, alpha) => Math.round(alpha * settings.opacity)),
  );
  return {
    isMoving: false,
    apply: (source: Surface) => {
      const to = own.of(source, source.a !== nowhere || settings.opacity < 1);
      copySurface(pixels, to, source);
      if (source.a !== nowhere) straighten(pixels, to);
      const { y, u, v, a } = named(to);
      kernels.look(y, y, luma, y);
      if (isTinted) {
        const alpha = unused.of(u, false).y;
        kernels.mapChroma({ u: u.at, v: v.at, stride: u.stride }, alpha, tint, u);
      }
      if (to.a === nowhere) return to;
      kernels.look(a, a, fade, a);
      premultiply(pixels, to);
      return to;
    },
    close: () => {
      own.close();
      unused.close();
      for (const table of [luma, tint, fade]) if (table !== nowhere) heap.free(table);
    },
  };
}
