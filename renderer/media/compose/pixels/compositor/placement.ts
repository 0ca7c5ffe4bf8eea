/** Where a layer lies on the target, and which way leads there: a copy, a scaling, or a turning. */
import type { Area, Size } from '../memory/surface.ts';
import { evenIn, evenOut, meet, wholeOf } from './area.ts';
import type { Layer, Matrix } from './compositor.ts';

export type Placement = {
  /** `copy`: sample for sample. `scale`: along rows and columns, maybe mirrored. `warp`: anything else. */
  readonly kind: 'copy' | 'scale' | 'warp';
  /** What it touches, even, within the target. */
  readonly bounds: Area;
  /** What it covers whole, even; empty when it covers nothing for certain. */
  readonly covered: Area;
  /** Where the source rectangle comes to lie; whole numbers, not clipped. Unimportant for `warp`. */
  readonly area: Area;
  readonly isMirroredX: boolean;
  readonly isMirroredY: boolean;
};

/** Smaller than what a pixel could show. */
const tiny = 1e-6;
const nothing: Area = { x: 0, y: 0, width: 0, height: 0 };

/** Null when nothing of the layer is to be seen. */
export function placeLayer({ matrix, sourceRect, opacity, surface }: Layer, target: Size): Placement | null {
  const source = meet(sourceRect, wholeOf(surface));
  if (source === null || opacity <= 0 || !matrix.every((part) => Number.isFinite(part))) return null;
  const isTurned = Math.abs(matrix[1]) > tiny || Math.abs(matrix[2]) > tiny;
  return isTurned ? placeTurned(matrix, source, target) : placeUpright(matrix, source, target);
}

function placeUpright([a, , , d, e, f]: Matrix, source: Area, target: Size): Placement | null {
  const area = {
    x: Math.round(a * (a < 0 ? source.x + source.width : source.x) + e),
    y: Math.round(d * (d < 0 ? source.y + source.height : source.y) + f),
    width: Math.round(Math.abs(a) * source.width),
    height: Math.round(Math.abs(d) * source.height),
  };
  const seen = meet(area, wholeOf(target));
  if (seen === null) return null;
  const isMirroredX = a < 0;
  const isMirroredY = d < 0;
  const isSame = !isMirroredX && !isMirroredY && area.width === source.width && area.height === source.height;
  const isEven = [area.x, area.y, area.width, area.height, source.x, source.y].every((place) => place % 2 === 0);
  const kind = isSame && isEven ? 'copy' : 'scale';
  return { kind, bounds: evenOut(seen), covered: evenIn(seen), area, isMirroredX, isMirroredY };
}

function placeTurned(matrix: Matrix, source: Area, target: Size): Placement | null {
  const [a, b, c, d, e, f] = matrix;
  if (Math.abs(a * d - b * c) < tiny) return null;
  const corners = [
    [source.x, source.y],
    [source.x + source.width, source.y],
    [source.x, source.y + source.height],
    [source.x + source.width, source.y + source.height],
  ].map(([x = 0, y = 0]) => ({ x: a * x + c * y + e, y: b * x + d * y + f }));
  const left = Math.min(...corners.map(({ x }) => x)) - 1;
  const top = Math.min(...corners.map(({ y }) => y)) - 1;
  const width = Math.max(...corners.map(({ x }) => x)) + 1 - left;
  const height = Math.max(...corners.map(({ y }) => y)) + 1 - top;
  const seen = meet({ x: left, y: top, width, height }, wholeOf(target));
  if (seen === null) return null;
  const bounds = meet(evenOut(seen), wholeOf(target));
  if (bounds === null) return null;
  return { kind: 'warp', bounds, covered: nothing, area: bounds, isMirroredX: false, isMirroredY: false };
}

/** From the target back to the surface; the matrix has one. */
export function inverseOf([a, b, c, d, e, f]: Matrix): Matrix {
  const size = a * d - b * c;
  return [d / size, -b / size, -c / size, a / size, (c * f - d * e) / size, (b * e - a * f) / size];
}
