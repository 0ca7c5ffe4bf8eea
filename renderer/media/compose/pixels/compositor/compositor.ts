/** Lays pictures over each other: what is asked of every back end. */
import type { Blend } from '../../../../../shared/studio/document/scene.ts';
import type { Area, Surface } from '../memory/surface.ts';

/** x' = a · x + c · y + e, y' = b · x + d · y + f. */
export type Matrix = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

/** One picture in its place. */
export type Layer = {
  readonly surface: Surface;
  /** Grows whenever the surface's content changes; a layer that stays as it was costs nothing. */
  readonly version: number;
  /** From samples of the surface to samples of the target. */
  readonly matrix: Matrix;
  /** The part of the surface that is shown. */
  readonly sourceRect: Area;
  /** 0 to 1. */
  readonly opacity: number;
  readonly blend: Blend;
  /** Nothing shines through the surface itself, although it has alpha. */
  readonly isOpaque: boolean;
};

/** `all`: the target's content is unknown or belongs to somebody else, everything is drawn. */
export type Damage = 'changed' | 'all';

export type Compositor = {
  readonly kind: 'cpu' | 'gpu';
  /**
   * Draws the layers, back to front, over black into an opaque target, over nothing into one with alpha. Only what
   * changed since the last call for this target is drawn. Returns the parts that were; none: the picture is the same.
   */
  readonly compose: (layers: readonly Layer[], target: Surface, damage: Damage) => readonly Area[];
  /** Forgets a surface that is about to be freed, as target and as layer. */
  readonly forget: (surface: Surface) => void;
  /** Gives back all it keeps. */
  readonly close: () => void;
};
