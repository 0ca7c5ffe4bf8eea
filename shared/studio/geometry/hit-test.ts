/** Which items lie under a point or in a frame that was drawn. */
import type { Item, Transform } from '../document/scene.ts';
import { boundsOf, boxRound, centreOf, cornersOf, turned, turnOf, type Box, type Point } from './box.ts';

/** True when the turned box holds the point; `margin` canvas pixels round it count too. */
export function holds(transform: Transform, point: Point, margin = 0): boolean {
  const { x, y } = turned(point, centreOf(transform), -transform.rotation);
  return (
    x >= transform.x - margin &&
    x <= transform.x + transform.width + margin &&
    y >= transform.y - margin &&
    y <= transform.y + transform.height + margin
  );
}

/** Visible items under a point, the frontmost first. */
export function itemsAt(items: readonly Item[], point: Point): readonly Item[] {
  return items.filter(({ visible, transform }) => visible && holds(transform, point)).toReversed();
}

/** Visible items that a frame touches, back to front. */
export function itemsTouching(items: readonly Item[], frame: Box): readonly Item[] {
  return items.filter(({ visible, transform }) => visible && touches(transform, frame));
}

/** Two boxes don't touch when an edge of either separates them: looked at upright, and along the turned edges. */
function touches(transform: Transform, frame: Box): boolean {
  if (!overlap(boundsOf(transform), frame)) return false;
  const { cos, sin } = turnOf(-transform.rotation);
  const upright = frameCorners(frame).map(({ x, y }) => ({ x: x * cos - y * sin, y: x * sin + y * cos }));
  const own = cornersOf(transform).map(({ x, y }) => ({ x: x * cos - y * sin, y: x * sin + y * cos }));
  return overlap(boxRound(own), boxRound(upright));
}

function frameCorners({ x, y, width, height }: Box): readonly Point[] {
  return [
    { x, y },
    { x: x + width, y },
    { x: x + width, y: y + height },
    { x, y: y + height },
  ];
}

function overlap(one: Box, other: Box): boolean {
  return (
    one.x <= other.x + other.width &&
    other.x <= one.x + one.width &&
    one.y <= other.y + other.height &&
    other.y <= one.y + one.height
  );
}
