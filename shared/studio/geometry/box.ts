/** Points, sizes and upright boxes in canvas pixels, x to the right and y down. */
import type { Transform } from '../document/scene.ts';

export type Point = { readonly x: number; readonly y: number };
export type Size = { readonly width: number; readonly height: number };
export type Box = Point & Size;

/** Farthest place and largest extent that a show keeps. */
const farthest = 100_000;

/** A place within the bounds of the document, and never -0, which JSON does not know. */
export function boundedPlace(value: number): number {
  return Math.min(farthest, Math.max(-farthest, value)) + 0;
}

export function boundedExtent(value: number): number {
  return Math.min(farthest, Math.max(1, value));
}

/** The transform with its box at another place, within the bounds of the document. */
export function withBox(transform: Transform, box: Box): Transform {
  return {
    ...transform,
    x: boundedPlace(box.x),
    y: boundedPlace(box.y),
    width: boundedExtent(box.width),
    height: boundedExtent(box.height),
  };
}

/** Moved as it is. */
export function movedBy(transform: Transform, dx: number, dy: number): Transform {
  return { ...transform, x: boundedPlace(transform.x + dx), y: boundedPlace(transform.y + dy) };
}

export function centreOf(box: Box): Point {
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

/** `point` turned clockwise about `centre` by `degrees`; whole quarter turns are exact. */
export function turned(point: Point, centre: Point, degrees: number): Point {
  const { cos, sin } = turnOf(degrees);
  const x = point.x - centre.x;
  const y = point.y - centre.y;
  return { x: centre.x + x * cos - y * sin, y: centre.y + x * sin + y * cos };
}

/** Cosine and sine, exact at quarter turns. */
export function turnOf(degrees: number): { readonly cos: number; readonly sin: number } {
  const quarters = degrees / 90;
  if (!Number.isInteger(quarters)) {
    const angle = (degrees * Math.PI) / 180;
    return { cos: Math.cos(angle), sin: Math.sin(angle) };
  }
  const quarter = ((quarters % 4) + 4) % 4;
  return { cos: [1, 0, -1, 0][quarter] ?? 1, sin: [0, 1, 0, -1][quarter] ?? 0 };
}

/** The corners of the turned box: upper left, upper right, lower right, lower left before turning. */
export function cornersOf(transform: Transform): readonly [Point, Point, Point, Point] {
  const { x, y, width, height, rotation } = transform;
  const centre = centreOf(transform);
  const at = (cornerX: number, cornerY: number) => turned({ x: cornerX, y: cornerY }, centre, rotation);
  return [at(x, y), at(x + width, y), at(x + width, y + height), at(x, y + height)];
}

/** The upright box round some points; a box of nothing at 0, 0 for none. */
export function boxRound(points: readonly Point[]): Box {
  if (points.length === 0) return { x: 0, y: 0, width: 0, height: 0 };
  const xs = points.map(({ x }) => x);
  const ys = points.map(({ y }) => y);
  const x = Math.min(...xs);
  const y = Math.min(...ys);
  return { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y };
}

/** The upright box round a turned one. */
export function boundsOf(transform: Transform): Box {
  const { x, y, width, height, rotation } = transform;
  return rotation % 360 === 0 ? { x, y, width, height } : boxRound(cornersOf(transform));
}

/** The upright box round several items. */
export function boundsOfAll(transforms: readonly Transform[]): Box {
  return boxRound(
    transforms.map(boundsOf).flatMap(({ x, y, width, height }) => [
      { x, y },
      { x: x + width, y: y + height },
    ]),
  );
}

/**
 * One side of the upright box round several items is given this value: a place moves them all, a size makes all of them
 * larger or smaller evenly, from the box's upper left corner.
 */
export function placedTogether(transforms: readonly Transform[], side: keyof Box, value: number): readonly Transform[] {
  const box = boundsOfAll(transforms);
  if (side === 'x') return transforms.map((transform) => movedBy(transform, value - box.x, 0));
  if (side === 'y') return transforms.map((transform) => movedBy(transform, 0, value - box.y));
  const scale = value / Math.max(1, box[side]);
  return transforms.map((transform) =>
    withBox(transform, {
      x: box.x + (transform.x - box.x) * scale,
      y: box.y + (transform.y - box.y) * scale,
      width: transform.width * scale,
      height: transform.height * scale,
    }),
  );
}

/** The nearest even number: on even places and sizes pictures are drawn without soft edges, in 4:2:0 too. */
export function evened(value: number): number {
  return 2 * Math.round(value / 2) + 0;
}

/** The box with its edges on even pixels; boxes that touched still touch. */
export function onEvenPixels({ x, y, width, height }: Box): Box {
  const left = evened(x);
  const top = evened(y);
  return { x: left, y: top, width: evened(x + width) - left, height: evened(y + height) - top };
}

/** Of the boxes of one shape that fit into `room` the largest, in its middle. */
export function largestWithin(shape: Size, room: Box): Box {
  const scale = Math.min(room.width / shape.width, room.height / shape.height);
  const width = shape.width * scale;
  const height = shape.height * scale;
  return { x: room.x + (room.width - width) / 2, y: room.y + (room.height - height) / 2, width, height };
}
