/** The surfaces that the engine paints on, and the promise that none is remembered after it was freed. */
import type { Size } from '../../../../../shared/studio/scene/plan/cover.ts';
import type { Compositor, Layer } from '../../pixels/compositor/compositor.ts';
import { createSurface, freeSurface, type Surface } from '../../pixels/memory/surface.ts';
import type { Pixels } from '../../pixels/pixels.ts';
import { PaintTarget } from './paint-target.ts';

/** Lives as long as the program keeps its colour. */
export class Rooms {
  readonly pixels: Pixels;
  readonly compositor: Compositor;

  constructor(pixels: Pixels, compositor: Compositor) {
    this.pixels = pixels;
    this.compositor = compositor;
  }

  /** A target of this size, its content unknown. */
  target({ width, height }: Size, hasAlpha = false): PaintTarget {
    return new PaintTarget(createSurface(this.pixels.heap, width, height, hasAlpha));
  }

  /** Draws layers on a target; only what changed since the last time. */
  compose(layers: readonly Layer[], target: PaintTarget): void {
    const drawn = this.compositor.compose(layers, target.surface, target.version === 0 ? 'all' : 'changed');
    if (drawn.length > 0 || target.version === 0) target.version += 1;
  }

  free(surface: Surface): void {
    this.compositor.forget(surface);
    freeSurface(this.pixels.heap, surface);
  }
}

/** Surfaces of scenes within scenes; those that no slot needed for a while are freed. */
export class NestedTargets {
  readonly #rooms: Rooms;
  readonly #size: Size;
  readonly #targets = new Map<string, PaintTarget>();

  constructor(rooms: Rooms, size: Size) {
    this.#rooms = rooms;
    this.#size = size;
  }

  /** One that is opaque has no alpha to be painted and blended. */
  get(sceneId: string, isOpaque: boolean): PaintTarget {
    const key = isOpaque ? sceneId : `${sceneId} with alpha`;
    const known = this.#targets.get(key);
    if (known !== undefined) return known;
    const target = this.#rooms.target(this.#size, !isOpaque);
    this.#targets.set(key, target);
    return target;
  }

  /** Frees those that were last painted before `since`. */
  dropUnused(since: number): void {
    for (const [key, { paintedAt, surface }] of this.#targets) {
      if (paintedAt >= since) continue;
      this.#targets.delete(key);
      this.#rooms.free(surface);
    }
  }
}
