/** Whether a layer covers the whole canvas, and whether it may go to the encoder untouched. */
import type { Transform } from '../../document/scene.ts';

export type Size = { readonly width: number; readonly height: number };

/** So far a box may stay off the canvas' edge and still cover it: half a pixel can't be seen. */
const edgeTolerance = 0.5;

/** How far two aspect ratios may differ and still count as one. */
const aspectTolerance = 0.002;

/** True when two shapes are the same but for a rounding. */
export function hasSameShape(one: Size, other: Size): boolean {
  return Math.abs((one.width * other.height) / (one.height * other.width) - 1) < aspectTolerance;
}

/** True when the box, turned by quarter turns at most, reaches over every edge of the canvas. */
function boxCovers({ x, y, width, height }: Transform, canvas: Size): boolean {
  return (
    x <= edgeTolerance &&
    y <= edgeTolerance &&
    x + width >= canvas.width - edgeTolerance &&
    y + height >= canvas.height - edgeTolerance
  );
}

function isUpright({ rotation }: Transform): boolean {
  return rotation % 360 === 0;
}

/** What is left of a picture of `size` after its item's crop. */
function croppedSize({ crop }: Transform, size: Size): Size {
  return {
    width: size.width * Math.max(0, 1 - crop.left - crop.right),
    height: size.height * Math.max(0, 1 - crop.top - crop.bottom),
  };
}

/** True when an opaque picture of this size at this place hides all that lies behind it. */
export function coversCanvas(transform: Transform, size: Size, canvas: Size): boolean {
  if (!isUpright(transform) || !boxCovers(transform, canvas)) return false;
  return transform.fit !== 'contain' || hasSameShape(croppedSize(transform, size), transform);
}

/** True when the canvas shows exactly this picture, whole, upright and in its own shape: nothing is to be drawn. */
export function isWholeCanvas(transform: Transform, size: Size, canvas: Size): boolean {
  const { crop, flipX, flipY, x, y, width, height } = transform;
  const isCropped = crop.left + crop.top + crop.right + crop.bottom > 0;
  if (isCropped || flipX || flipY || !isUpright(transform)) return false;
  const isBoxCanvas =
    Math.abs(x) <= edgeTolerance &&
    Math.abs(y) <= edgeTolerance &&
    Math.abs(width - canvas.width) <= 2 * edgeTolerance &&
    Math.abs(height - canvas.height) <= 2 * edgeTolerance;
  return isBoxCanvas && hasSameShape(size, canvas);
}

/** What must be known of a layer to leave out what is behind it. */
export type Covering = { readonly isOpaque: boolean; readonly covers: boolean };

/** Index of the first layer that can be seen, back to front: what lies behind a covering opaque layer can't. */
export function firstVisible(layers: readonly Covering[]): number {
  return Math.max(
    0,
    layers.findLastIndex(({ isOpaque, covers }) => isOpaque && covers),
  );
}

/** How the canvas lies in a picture of another size: scaled evenly, in the middle. */
export type CanvasFit = { readonly scale: number; readonly dx: number; readonly dy: number };

export function fitCanvas(canvas: Size, target: Size): CanvasFit {
  const scale = Math.min(target.width / canvas.width, target.height / canvas.height);
  return { scale, dx: (target.width - canvas.width * scale) / 2, dy: (target.height - canvas.height * scale) / 2 };
}
