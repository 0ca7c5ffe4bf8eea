/** Keys: what has a certain colour, or a certain brightness, becomes transparent. */
import type { VideoFilter } from '../../../../../shared/studio/document/filters.ts';
import { inkOf, type ProgramColour } from '../colour/colour-space.ts';
import { nowhere } from '../memory/heap.ts';
import type { Surface } from '../memory/surface.ts';
import type { Pixels } from '../pixels.ts';
import { chromaReach, chromaTable, lightOfLuma, ramp } from './chroma-table.ts';
import { copySurface, named, OwnSurface, placeBytes, premultiply, straighten, type SurfaceFilter } from './filter.ts';

export type ChromaKeySettings = Extract<VideoFilter, { kind: 'chroma-key' }>;
export type LumaKeySettings = Extract<VideoFilter, { kind: 'luma-key' }>;

/** Alpha by the distance from the key's chroma; the rest loses its share of the key's direction. */
function chromaKeyTable(settings: ChromaKeySettings, matrix: ProgramColour): Uint8Array {
  const { similarity, smoothness, spill } = settings;
  const ink = inkOf(settings.colour, matrix);
  const [ku, kv] = [ink.u - 128, ink.v - 128];
  const length = Math.hypot(ku, kv);
  const [du, dv] = length < 1 ? [0, 0] : [ku / length, kv / length];
  return chromaTable((u, v, into) => {
    const tint = spill * Math.max(0, u * du + v * dv);
    into.alpha = ramp(Math.sqrt((u - ku) ** 2 + (v - kv) ** 2) / chromaReach, similarity, smoothness);
    into.u = u - tint * du;
    into.v = v - tint * dv;
  });
}

export function createChromaKey(pixels: Pixels, settings: ChromaKeySettings): SurfaceFilter {
  const { heap, kernels, colour } = pixels;
  const table = placeBytes(heap, chromaKeyTable(settings, colour));
  return createKey(pixels, table, (to, alpha) => {
    const { u, v, h } = named(to);
    kernels.mapChroma({ u: u.at, v: v.at, stride: u.stride }, h.at, table, h);
    kernels.double({ at: alpha.y, stride: alpha.width }, h, h);
  });
}

/** Alpha of each luma code. An edge at the very end of the scale takes nothing away. */
function lumaKeyTable({ low, high, smoothness }: LumaKeySettings): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, code) => {
    const light = lightOfLuma(code);
    const above = low <= 0 ? 1 : ramp(light, low, smoothness);
    const below = high >= 1 ? 1 : ramp(-light, -high, smoothness);
    return Math.round(255 * Math.min(above, below));
  });
}

export function createLumaKey(pixels: Pixels, settings: LumaKeySettings): SurfaceFilter {
  const { heap, kernels } = pixels;
  const table = placeBytes(heap, lumaKeyTable(settings));
  return createKey(pixels, table, (to, alpha) => {
    const { y } = named(to);
    kernels.look({ at: alpha.y, stride: alpha.width }, y, table, y);
  });
}

/** `find` puts the key's alpha into the luma of its second surface; straight samples are in the first. */
function createKey(pixels: Pixels, table: number, find: (to: Surface, alpha: Surface) => void): SurfaceFilter {
  const { heap, kernels } = pixels;
  const own = new OwnSurface(heap);
  const found = new OwnSurface(heap);
  return {
    isMoving: false,
    apply: (source: Surface) => {
      const to = own.of(source, true);
      const alpha = found.of(source, false);
      copySurface(pixels, to, source);
      if (source.a !== nowhere) straighten(pixels, to);
      find(to, alpha);
      const { a } = named(to);
      const key = { at: alpha.y, stride: alpha.width };
      if (source.a === nowhere) kernels.copy(a, key, a);
      else kernels.multiply(a, a, key, a);
      premultiply(pixels, to);
      return to;
    },
    close: () => {
      own.close();
      found.close();
      heap.free(table);
    },
  };
}
