/** Maps of the plane as six numbers, in the order of Canvas 2D: x′ = a·x + c·y + e, y′ = b·x + d·y + f. */
import type { Point } from './box.ts';

export type Matrix = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

export function mapped(matrix: Matrix, { x, y }: Point): Point {
  const [a, b, c, d, e, f] = matrix;
  return { x: a * x + c * y + e, y: b * x + d * y + f };
}

/** The way back; null for a map that presses the plane flat. */
export function inverseOf([a, b, c, d, e, f]: Matrix): Matrix | null {
  const scale = a * d - b * c;
  if (scale === 0 || !Number.isFinite(1 / scale)) return null;
  return [d / scale, -b / scale, -c / scale, a / scale, (c * f - d * e) / scale, (b * e - a * f) / scale];
}
