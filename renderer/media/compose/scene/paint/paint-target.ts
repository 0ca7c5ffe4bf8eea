/** A surface that a picture is painted on again and again. */
import type { Micros } from '../../../../../shared/clock.ts';
import type { Surface } from '../../pixels/memory/surface.ts';

/** Where a scene is painted; the surface belongs to whoever made it. */
export class PaintTarget {
  readonly surface: Surface;
  /** Grows whenever the picture changed. */
  version = 0;
  /** The slot it was last painted in. */
  paintedAt: Micros = Number.NEGATIVE_INFINITY;

  constructor(surface: Surface) {
    this.surface = surface;
  }
}
