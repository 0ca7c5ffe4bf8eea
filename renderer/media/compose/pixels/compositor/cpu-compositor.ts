/** Lays pictures over each other with the kernels, in I420: draws only what changed, and nothing that is hidden. */
import { rgbaWeights, rgbMatrix } from '../colour/colour-space.ts';
import type { RgbaWeights, RgbMatrix } from '../kernels/kernels.ts';
import { nowhere } from '../memory/heap.ts';
import { planesOf, type Area, type Plane, type Size, type Surface } from '../memory/surface.ts';
import type { Pixels } from '../pixels.ts';
import { holds, meet, wholeOf } from './area.ts';
import type { Compositor, Damage, Layer } from './compositor.ts';
import { damageBetween, hides, type Placed } from './damage.ts';
import { placeLayer } from './placement.ts';
import { PreparedLayers, showsThrough } from './prepared.ts';

/** Limited range black, plane by plane; and nothing at all. */
const blackSamples = [16, 128, 128] as const;
const longestRow = 16_384;

/** A compositor for any number of targets in one heap. */
export class CpuCompositor implements Compositor {
  readonly kind = 'cpu';
  readonly #pixels: Pixels;
  readonly #prepared: PreparedLayers;
  readonly #drawn = new Map<Surface, readonly Placed[]>();
  /** A row of 255, the alpha of what has none. */
  readonly #ones: number;
  readonly #toRgb: RgbMatrix;
  readonly #toYuv: RgbaWeights;

  constructor(pixels: Pixels) {
    this.#pixels = pixels;
    this.#prepared = new PreparedLayers(pixels);
    this.#ones = pixels.heap.allocate(longestRow);
    pixels.heap.bytes.fill(255, this.#ones, this.#ones + longestRow);
    this.#toRgb = rgbMatrix(pixels.colour);
    this.#toYuv = rgbaWeights('rgba', pixels.colour);
  }

  compose(layers: readonly Layer[], target: Surface, damage: Damage): readonly Area[] {
    const before = this.#drawn.get(target);
    const placed = placeAll(layers, target, before ?? []);
    const areas = before === undefined || damage === 'all' ? [wholeOf(target)] : damageBetween(before, placed);
    // Should a kernel throw, the target is whatever it is: the next call draws all of it.
    this.#drawn.delete(target);
    for (const area of areas) this.#drawArea(placed, target, area);
    this.#drawn.set(target, placed);
    return areas;
  }

  forget(surface: Surface): void {
    this.#drawn.delete(surface);
    this.#prepared.forget(surface);
    for (const [target, placed] of this.#drawn) {
      if (placed.some(({ layer }) => layer.surface === surface)) this.#drawn.delete(target);
    }
  }

  /** Somebody else draws on it. */
  forgetTarget(target: Surface): void {
    this.#drawn.delete(target);
  }

  close(): void {
    this.#drawn.clear();
    this.#prepared.close();
    this.#pixels.heap.free(this.#ones);
  }

  #drawArea(placed: readonly Placed[], target: Surface, area: Area): void {
    const bottom = placed.findLastIndex((one) => hides(one) && holds(one.placement.covered, area));
    if (bottom === -1) this.#clear(target, area);
    for (const one of placed.slice(Math.max(0, bottom))) {
      const part = meet(one.placement.bounds, area);
      if (part !== null) this.#drawLayer(one, target, part);
    }
  }

  #clear(target: Surface, area: Area): void {
    for (const [index, { plane, size }] of partsOf(target, area).entries()) {
      this.#pixels.kernels.fill(plane, target.a === nowhere ? (blackSamples[index] ?? 0) : 0, size);
    }
  }

  #drawLayer({ layer, placement, isFresh }: Placed, target: Surface, part: Area): void {
    const isPlain = layer.opacity >= 1 && layer.blend === 'normal';
    const isWhole = holds(part, placement.bounds) && holds(placement.covered, placement.bounds);
    if (placement.kind === 'scale' && isFresh && isPlain && isWhole && layer.surface.a === nowhere) {
      this.#prepared.drawInto(target, layer, placement);
      this.#setOpaque(target, part);
      return;
    }
    if (placement.kind === 'copy') {
      const { x, y } = layer.sourceRect;
      const { area } = placement;
      const from = { ...part, x: part.x - area.x + Math.max(0, x), y: part.y - area.y + Math.max(0, y) };
      this.#put(layer, showsThrough(layer), { target, part, source: layer.surface, from });
      return;
    }
    const source = this.#prepared.of(layer, placement);
    const from = { ...part, x: part.x - placement.bounds.x, y: part.y - placement.bounds.y };
    this.#put(layer, source.a !== nowhere, { target, part, source, from });
  }

  #put(layer: Layer, hasAlpha: boolean, put: Put): void {
    const { target, part, source, from } = put;
    const { kernels } = this.#pixels;
    if (layer.blend !== 'normal' && target.a === nowhere) {
      this.#blend(layer, hasAlpha, put);
      return;
    }
    const opacity = Math.round(Math.min(1, layer.opacity) * 255);
    const ones = { plane: this.#onesPlane };
    const sources = partsOf(source, from);
    for (const [index, { plane, size }] of partsOf(target, part).entries()) {
      const { plane: alpha } = (hasAlpha ? sources[isHalf(index) ? 4 : 3] : undefined) ?? ones;
      const samples = index > 2 ? alpha : (sources[index]?.plane ?? alpha);
      if (hasAlpha || opacity < 255) kernels.over(plane, { samples, alpha, opacity }, size);
      else kernels.copy(plane, samples, size);
    }
  }

  #blend({ blend, opacity }: Layer, hasAlpha: boolean, { target, part, source, from }: Put): void {
    if (blend === 'normal') return;
    const blending = { mode: blend, opacity: Math.round(opacity * 255), toRgb: this.#toRgb, toYuv: this.#toYuv };
    const above = pictureAt(source, from);
    const seen = hasAlpha ? above : { ...above, a: nowhere, h: nowhere };
    this.#pixels.kernels.blend(pictureAt(target, part), seen, blending, part);
  }

  #setOpaque(target: Surface, area: Area): void {
    if (target.a === nowhere) return;
    for (const { plane, size } of partsOf(target, area).slice(3)) this.#pixels.kernels.fill(plane, 255, size);
  }

  get #onesPlane(): Plane {
    return { at: this.#ones, stride: 0 };
  }
}

/** From `from` of the source to `part` of the target, both even and of one size. */
type Put = { readonly target: Surface; readonly part: Area; readonly source: Surface; readonly from: Area };

function placeAll(layers: readonly Layer[], target: Surface, before: readonly Placed[]): readonly Placed[] {
  return layers.flatMap((layer) => {
    const placement = placeLayer(layer, target);
    if (placement === null) return [];
    const known = before.find((one) => one.layer.surface === layer.surface);
    return [{ layer, placement, isFresh: known?.layer.version !== layer.version }];
  });
}

/** Whether a plane of `planesOf` is one of chroma. */
function isHalf(index: number): boolean {
  return index !== 0 && index !== 3;
}

type PlanePart = { readonly plane: Plane; readonly size: Size };

/** The planes of an even part of a surface. */
function partsOf(surface: Surface, { x, y, width, height }: Area): readonly PlanePart[] {
  return planesOf(surface).map(({ at, stride }, index) => {
    const half = isHalf(index) ? 2 : 1;
    return {
      plane: { at: at + (y / half) * stride + x / half, stride },
      size: { width: width / half, height: height / half },
    };
  });
}

function pictureAt(surface: Surface, area: Area) {
  const [y, u, v, a, h] = partsOf(surface, area).map(({ plane }) => plane.at);
  return { y: y ?? 0, u: u ?? 0, v: v ?? 0, a: a ?? nowhere, h: h ?? nowhere, stride: surface.width };
}
