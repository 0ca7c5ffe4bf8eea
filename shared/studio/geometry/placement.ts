/** Where a picture is drawn: which part of it, and by which map from its pixels to the canvas's. */
import type { Transform } from '../document/scene.ts';
import { centreOf, turnOf, type Box, type Point, type Size } from './box.ts';
import { mapped, type Matrix } from './matrix.ts';

export type Placement = {
  /** Picture pixels to canvas pixels. */
  readonly matrix: Matrix;
  /** The part of the picture that is shown, in its pixels: after the crop, and after what `cover` cuts off. */
  readonly source: Box;
  /** Where the corners of that part lie on the canvas: its upper left, upper right, lower right, lower left. */
  readonly corners: readonly [Point, Point, Point, Point];
};

/** At least this much of a picture stays, whatever is cropped on both sides. */
const leastPart = 0.001;

/** How a picture of this size is drawn. */
export function placementOf(transform: Transform, size: Size): Placement {
  const source = shownPart(transform, size);
  const drawn = drawnSize(transform, source);
  const { cos, sin } = turnOf(transform.rotation);
  const scaleX = ((transform.flipX ? -1 : 1) * drawn.width) / source.width;
  const scaleY = ((transform.flipY ? -1 : 1) * drawn.height) / source.height;
  const [a, b, c, d] = [cos * scaleX, sin * scaleX, -sin * scaleY, cos * scaleY];
  const from = centreOf(source);
  const to = centreOf(transform);
  const matrix: Matrix = [a, b, c, d, to.x - a * from.x - c * from.y, to.y - b * from.x - d * from.y];
  const { x, y, width, height } = source;
  const at = (cornerX: number, cornerY: number) => mapped(matrix, { x: cornerX, y: cornerY });
  return { matrix, source, corners: [at(x, y), at(x + width, y), at(x + width, y + height), at(x, y + height)] };
}

/** The size on the canvas of the part that is shown, before turning. */
export function drawnSize({ width, height, fit }: Transform, part: Size): Size {
  if (fit !== 'contain') return { width, height };
  const scale = Math.min(width / part.width, height / part.height);
  return { width: part.width * scale, height: part.height * scale };
}

/** The part of the picture that is shown. */
export function shownPart(transform: Transform, size: Size): Box {
  const across = keptPart(transform.crop.left, transform.crop.right, Math.max(1, size.width));
  const down = keptPart(transform.crop.top, transform.crop.bottom, Math.max(1, size.height));
  const kept = { x: across.at, y: down.at, width: across.length, height: down.length };
  if (transform.fit !== 'cover') return kept;
  const scale = Math.max(transform.width / kept.width, transform.height / kept.height);
  const width = Math.min(kept.width, transform.width / scale);
  const height = Math.min(kept.height, transform.height / scale);
  return { x: kept.x + (kept.width - width) / 2, y: kept.y + (kept.height - height) / 2, width, height };
}

function keptPart(before: number, after: number, length: number): { readonly at: number; readonly length: number } {
  const cut = before + after;
  const scale = cut > 1 - leastPart ? (1 - leastPart) / cut : 1;
  return { at: before * scale * length, length: (1 - cut * scale) * length };
}
