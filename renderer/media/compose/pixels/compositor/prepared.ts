/** Draws a layer as it will lie on the target, once, and keeps it for as long as the layer stays as it is. */
import type { Axis } from '../kernels/axis-plan.ts';
import type { WarpMap } from '../kernels/kernels.ts';
import { nowhere } from '../memory/heap.ts';
import {
  createSurface,
  freeSurface,
  planesOf,
  type Area,
  type Plane,
  type Size,
  type Surface,
} from '../memory/surface.ts';
import type { Pixels } from '../pixels.ts';
import { meet, wholeOf } from './area.ts';
import type { Layer, Matrix } from './compositor.ts';
import { inverseOf, type Placement } from './placement.ts';
import { Resampler } from './resampler.ts';

/** A picture of a layer that covers `bounds` of its placement. */
type Prepared = { readonly surface: Surface; version: number; readonly source: Surface; readonly bytes: number };

/** What is kept in all; the pictures used longest ago go first. */
const mostBytes = 96 * 1_048_576;

/** Samples of the widest picture, and of a row of zeros. */
const longestRow = 16_384;

/** Prepared pictures by what they were made of. */
export class PreparedLayers {
  readonly #pixels: Pixels;
  readonly #resampler: Resampler;
  readonly #kept = new Map<string, Prepared>();
  readonly #zeros: number;
  #bytes = 0;

  constructor(pixels: Pixels) {
    this.#pixels = pixels;
    this.#resampler = new Resampler(pixels);
    this.#zeros = pixels.heap.allocate(longestRow);
    pixels.heap.bytes.fill(0, this.#zeros, this.#zeros + longestRow);
  }

  close(): void {
    for (const key of this.#kept.keys()) this.#drop(key);
    this.#resampler.close();
    this.#pixels.heap.free(this.#zeros);
  }

  forget(source: Surface): void {
    for (const [key, kept] of this.#kept) if (kept.source === source) this.#drop(key);
  }

  /** The layer's picture, of the size of `placement.bounds`; valid until the next call. */
  of(layer: Layer, placement: Placement): Surface {
    const key = keyOf(layer, placement);
    const known = this.#kept.get(key);
    if (known !== undefined && known.source === layer.surface) {
      this.#kept.delete(key);
      this.#kept.set(key, known);
      if (known.version !== layer.version) this.#draw(known.surface, layer, placement);
      known.version = layer.version;
      return known.surface;
    }
    this.#drop(key);
    const { width, height } = placement.bounds;
    const surface = createSurface(this.#pixels.heap, width, height, needsAlpha(layer, placement));
    const bytes = surface.width * surface.height * 3;
    this.#kept.set(key, { surface, version: layer.version, source: layer.surface, bytes });
    this.#bytes += bytes;
    this.#draw(surface, layer, placement);
    for (const oldest of this.#kept.keys()) {
      if (this.#bytes <= mostBytes || oldest === key) break;
      this.#drop(oldest);
    }
    return surface;
  }

  /** Scales an opaque layer on even places straight into the target, within its bounds. */
  drawInto(target: Surface, layer: Layer, placement: Placement): void {
    const { x, y } = placement.bounds;
    for (const [index, plane] of planesOf(target).slice(0, 3).entries()) {
      const half = index === 0 ? 1 : 2;
      const at = plane.at + (y / half) * plane.stride + x / half;
      this.#scale({ at, stride: plane.stride }, sourcePlane(layer.surface, index), layer, { placement, half });
    }
  }

  #drop(key: string): void {
    const kept = this.#kept.get(key);
    if (kept === undefined) return;
    this.#kept.delete(key);
    this.#bytes -= kept.bytes;
    freeSurface(this.#pixels.heap, kept.surface);
  }

  #draw(to: Surface, layer: Layer, placement: Placement): void {
    if (placement.kind === 'warp') {
      this.#warp(to, layer, placement);
      return;
    }
    for (const [index, plane] of planesOf(to).entries()) {
      const half = index === 0 || index === 3 ? 1 : 2;
      const from = sourcePlane(layer.surface, index);
      if (from.at === nowhere) this.#pixels.kernels.fill(plane, 255, plane);
      else this.#scale(plane, from, layer, { placement, half });
    }
    this.#trim(to, placement);
  }

  #scale(
    to: Plane,
    from: Plane,
    { sourceRect, surface }: Layer,
    { placement, half }: { readonly placement: Placement; readonly half: 1 | 2 },
  ): void {
    const source = meet(sourceRect, wholeOf(surface)) ?? sourceRect;
    const { bounds, area, isMirroredX, isMirroredY } = placement;
    const across = axisOf(
      { from: source.x, length: source.width, to: area.x, size: area.width, isMirrored: isMirroredX },
      { from: bounds.x, length: bounds.width, half },
    );
    const down = axisOf(
      { from: source.y, length: source.height, to: area.y, size: area.height, isMirrored: isMirroredY },
      { from: bounds.y, length: bounds.height, half },
    );
    this.#resampler.scale(to, from, { across, down });
  }

  /** Off even places the outermost chroma belongs to the layer only in part, and a row or column of luma not at all. */
  #trim(to: Surface, { area, bounds }: Placement): void {
    if (to.a === nowhere) return;
    const inner = meet(area, bounds);
    if (inner === null) return;
    const left = inner.x - bounds.x;
    const top = inner.y - bounds.y;
    const right = bounds.width - left - inner.width;
    const bottom = bounds.height - top - inner.height;
    if (left > 0)
      this.#trimStrip(to, { x: 0, y: 0, width: 2, height: to.height }, { x: 0, y: 0, width: 1, height: to.height });
    if (right > 0) {
      const x = to.width - 2;
      this.#trimStrip(to, { x, y: 0, width: 2, height: to.height }, { x: x + 1, y: 0, width: 1, height: to.height });
    }
    if (top > 0)
      this.#trimStrip(to, { x: 0, y: 0, width: to.width, height: 2 }, { x: 0, y: 0, width: to.width, height: 1 });
    if (bottom > 0) {
      const y = to.height - 2;
      this.#trimStrip(to, { x: 0, y, width: to.width, height: 2 }, { x: 0, y: y + 1, width: to.width, height: 1 });
    }
  }

  /** Empties `gone` of luma and halves the chroma of `strip`. */
  #trimStrip(to: Surface, strip: Area, gone: Area): void {
    const { kernels } = this.#pixels;
    for (const [index, plane] of planesOf(to).entries()) {
      if (index === 0 || index === 3) {
        const at = { at: plane.at + gone.y * plane.stride + gone.x, stride: plane.stride };
        const zeros = { at: this.#zeros, stride: 0 };
        kernels.copy(at, zeros, gone);
      } else {
        const at = { at: plane.at + (strip.y / 2) * plane.stride + strip.x / 2, stride: plane.stride };
        const size = { width: strip.width / 2, height: strip.height / 2 };
        kernels.mix(at, { first: at, second: { at: this.#zeros, stride: 0 }, amount: 128 }, size);
      }
    }
  }

  #warp(to: Surface, layer: Layer, { bounds }: Placement): void {
    const { heap, kernels } = this.#pixels;
    const small = this.#shrunk(layer);
    const map = inverseOf(layer.matrix);
    for (const [index, plane] of planesOf(to).entries()) {
      const half = index === 0 || index === 3 ? 1 : 2;
      const from = sourcePlane(small.surface, index);
      const at = from.at === nowhere ? nowhere : from.at + (small.rect.y / half) * from.stride + small.rect.x / half;
      kernels.warp(plane, { at, stride: from.stride }, warpMap(map, bounds, { small, half }), plane);
    }
    if (small.surface !== layer.surface) freeSurface(heap, small.surface);
  }

  /** Half the layer's surface, and half of that, until a step on the target is less than two samples. */
  #shrunk({ surface, sourceRect, matrix: [a, b, c, d] }: Layer): Small {
    const { heap, kernels } = this.#pixels;
    const scale = Math.max(Math.hypot(a, b), Math.hypot(c, d));
    let small: Small = { surface, rect: evenRect(sourceRect, surface), factor: 1 };
    while (scale * small.factor * 2 <= 1 && Math.min(small.surface.width, small.surface.height) >= 8) {
      const from = small.surface;
      const size = { width: Math.floor(from.width / 4) * 2, height: Math.floor(from.height / 4) * 2 };
      const to = createSurface(heap, size.width, size.height, from.a !== nowhere);
      for (const [index, plane] of planesOf(to).entries()) kernels.halve(plane, sourcePlane(from, index), plane);
      if (from !== surface) freeSurface(heap, from);
      const { rect } = small;
      const half = { x: rect.x / 2, y: rect.y / 2, width: rect.width / 2, height: rect.height / 2 };
      small = { surface: to, rect: evenRect(half, to), factor: small.factor * 2 };
    }
    return small;
  }
}

/** A surface `factor` times smaller than the layer's own, and the part of it that is shown. */
type Small = { readonly surface: Surface; readonly rect: Area; readonly factor: number };

function evenRect(rect: Area, size: Size): Area {
  const x = Math.round(rect.x / 2) * 2;
  const y = Math.round(rect.y / 2) * 2;
  return {
    x,
    y,
    width: Math.max(2, Math.min(size.width - x, Math.round(rect.width / 2) * 2)),
    height: Math.max(2, Math.min(size.height - y, Math.round(rect.height / 2) * 2)),
  };
}

/** From a sample of a prepared plane to one of the source plane, both counted from their first one's centre. */
function warpMap(
  [a, b, c, d, e, f]: Matrix,
  bounds: Area,
  { small, half }: { readonly small: Small; readonly half: 1 | 2 },
): WarpMap {
  const { rect, factor } = small;
  const [ax, ay, cx, cy] = [a / factor, b / factor, c / factor, d / factor];
  const x = bounds.x + half / 2;
  const y = bounds.y + half / 2;
  return {
    ax,
    ay,
    cx,
    cy,
    ex: (ax * x + cx * y + e / factor - rect.x) / half - 0.5,
    ey: (ay * x + cy * y + f / factor - rect.y) / half - 0.5,
    sourceWidth: rect.width / half,
    sourceHeight: rect.height / half,
  };
}

/** The plane of a surface that belongs to the same place in `planesOf`; `at` -1 where it has none. */
function sourcePlane({ width, y, u, v, a, h }: Surface, index: number): Plane {
  const at = [y, u, v, a, h][index] ?? nowhere;
  return { at, stride: index === 0 || index === 3 ? width : width / 2 };
}

type Side = {
  readonly from: number;
  readonly length: number;
  readonly to: number;
  readonly size: number;
  readonly isMirrored: boolean;
};

/** Which samples of a row or column make those of the bounds. */
function axisOf(
  { from, length, to, size, isMirrored }: Side,
  bounds: { readonly from: number; readonly length: number; readonly half: 1 | 2 },
): Axis {
  const { half } = bounds;
  const ratio = length / size;
  const before = bounds.from - to;
  const after = to + size - bounds.from - bounds.length;
  return {
    from: (from + (isMirrored ? after : before) * ratio) / half,
    length: (bounds.length * ratio) / half,
    count: bounds.length / half,
    isMirrored,
    first: Math.floor(from / half),
    end: Math.ceil((from + length) / half),
  };
}

/** A layer's own transparency counts unless it says that there is none. */
export function showsThrough({ surface, isOpaque }: Layer): boolean {
  return surface.a !== nowhere && !isOpaque;
}

function needsAlpha(layer: Layer, { kind, bounds, covered }: Placement): boolean {
  const isOff = covered.width !== bounds.width || covered.height !== bounds.height;
  return layer.surface.a !== nowhere || kind === 'warp' || isOff;
}

/** The same picture on another even place is the same picture. */
function keyOf(
  { surface, sourceRect, matrix }: Layer,
  { kind, bounds, area, isMirroredX, isMirroredY }: Placement,
): string {
  const { x, y, width, height } = sourceRect;
  const [a, b, c, d, e, f] = matrix;
  const place =
    kind === 'warp'
      ? [a, b, c, d, e - bounds.x, f - bounds.y]
      : [area.x - bounds.x, area.y - bounds.y, area.width, area.height, isMirroredX, isMirroredY];
  return [surface.y, surface.width, x, y, width, height, ...place, bounds.width, bounds.height].join(' ');
}
