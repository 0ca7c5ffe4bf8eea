/** Pictures whose pixels are no squares, as of DV, DVD, HDV and many capture cards: their shape, and where they are drawn. */
import type { Transform } from '../../../../../shared/studio/document/scene.ts';
import type { Box, Size } from '../../../../../shared/studio/geometry/box.ts';
import { placementOf } from '../../../../../shared/studio/geometry/placement.ts';
import type { Matrix } from '../../pixels/compositor/compositor.ts';

/** Its size in pixels, and how much wider than high one of them is meant to be seen; 1 for squares. */
export type Shaped = Size & { readonly pixelAspect: number };

/** Less is how sizes were rounded: to even ones, or to whole blocks of a codec. */
const leastStretch = 0.01;

/** What turns a picture of `size` pixels into the shape of `display`. */
export function pixelAspectOf(size: Size, display: Size): number {
  const aspect = (display.width * size.height) / (display.height * size.width);
  return Number.isFinite(aspect) && Math.abs(aspect - 1) >= leastStretch ? aspect : 1;
}

/** The size as it is meant to be seen, in lines of the picture. */
export function seenSize({ width, height, pixelAspect }: Shaped): Size {
  return { width: width * pixelAspect, height };
}

/** Where a picture is drawn: the map from its own pixels to the canvas, and the part of it that is shown. */
export function placed(transform: Transform, picture: Shaped): { readonly matrix: Matrix; readonly source: Box } {
  const { pixelAspect } = picture;
  const { matrix, source } = placementOf(transform, seenSize(picture));
  if (pixelAspect === 1) return { matrix, source };
  const [a, b, ...others] = matrix;
  return {
    matrix: [a * pixelAspect, b * pixelAspect, ...others],
    source: { ...source, x: source.x / pixelAspect, width: source.width / pixelAspect },
  };
}
