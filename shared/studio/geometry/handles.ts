/** Dragging the handles of a box: resizing, cropping, turning. Moves are in canvas pixels, whatever way the box is turned. */
import type { Transform } from '../document/scene.ts';
import { boundedExtent, boundedPlace, centreOf, turned, withBox, type Point, type Size } from './box.ts';
import { drawnSize, shownPart } from './placement.ts';

/** Which side or corner: -1 left or top, 1 right or bottom, 0 neither. */
export type Handle = { readonly x: -1 | 0 | 1; readonly y: -1 | 0 | 1 };

/** A box is not dragged smaller than this, canvas pixels. */
export const leastSide = 8;

/** Of a picture at least this part is left by dragging. */
const leastKept = 0.002;

const origin: Point = { x: 0, y: 0 };

/** The transform with a handle dragged by `move`; the opposite side stays, or with `fromCentre` the middle. */
export function resized(
  transform: Transform,
  handle: Handle,
  move: Point,
  how: { readonly keepsShape: boolean; readonly fromCentre: boolean },
): Transform {
  const local = turned(move, origin, -transform.rotation);
  const factor = how.fromCentre ? 2 : 1;
  const wanted = {
    width: transform.width + handle.x * local.x * factor,
    height: transform.height + handle.y * local.y * factor,
  };
  const size = how.keepsShape ? inShape(transform, handle, wanted) : atLeast(transform, wanted);
  if (how.fromCentre) return aboutCentre(transform, size, centreOf(transform));
  const shift = {
    x: (handle.x * (size.width - transform.width)) / 2,
    y: (handle.y * (size.height - transform.height)) / 2,
  };
  return aboutCentre(transform, size, movedCentre(transform, shift));
}

/** The middle after a shift along the box's own sides. */
function movedCentre(transform: Transform, shift: Point): Point {
  const centre = centreOf(transform);
  const turn = turned(shift, origin, transform.rotation);
  return { x: centre.x + turn.x, y: centre.y + turn.y };
}

function aboutCentre(transform: Transform, size: Size, centre: Point): Transform {
  return withBox(transform, { x: centre.x - size.width / 2, y: centre.y - size.height / 2, ...size });
}

function atLeast(old: Size, { width, height }: Size): Size {
  return {
    width: boundedExtent(Math.max(Math.min(leastSide, old.width), width)),
    height: boundedExtent(Math.max(Math.min(leastSide, old.height), height)),
  };
}

/** The size on the way of the box's diagonal, or of one side, that is nearest to the one wanted. */
function inShape(old: Size, handle: Handle, wanted: Size): Size {
  const wide = old.width ** 2 * Math.abs(handle.x);
  const high = old.height ** 2 * Math.abs(handle.y);
  const along = handle.x * handle.x * wanted.width * old.width + handle.y * handle.y * wanted.height * old.height;
  const least = Math.max(
    Math.min(leastSide, old.width) / old.width,
    Math.min(leastSide, old.height) / old.height,
    1 / old.width,
    1 / old.height,
  );
  const most = Math.min(boundedExtent(Infinity) / old.width, boundedExtent(Infinity) / old.height);
  const scale = wide + high === 0 ? 1 : Math.min(most, Math.max(least, along / (wide + high)));
  return { width: old.width * scale, height: old.height * scale };
}

/** The rotation after a pointer went from one point to another round the middle; with `step` in steps of so many degrees. */
export function rotated(
  transform: Transform,
  drag: { readonly from: Point; readonly to: Point },
  step: number | null,
): Transform {
  const centre = centreOf(transform);
  const angle = (point: Point) => (Math.atan2(point.y - centre.y, point.x - centre.x) * 180) / Math.PI;
  const rotation = transform.rotation + angle(drag.to) - angle(drag.from);
  return { ...transform, rotation: within(step === null ? rotation : Math.round(rotation / step) * step) };
}

/** Degrees from -180 (excluded) to 180, and never -0. */
function within(degrees: number): number {
  const rest = ((degrees % 360) + 360) % 360;
  return (rest > 180 ? rest - 360 : rest) + 0;
}

/**
 * The transform with a side of the picture cut off, or given back, by dragging its handle; what stays keeps its place and
 * scale. The box is drawn tight round the picture.
 */
export function cropped(transform: Transform, size: Size, handle: Handle, move: Point): Transform {
  const part = shownPart(transform, size);
  const drawn = drawnSize(transform, part);
  const local = turned(move, origin, -transform.rotation);
  const across = cutSide(
    { start: part.x, length: part.width, whole: Math.max(1, size.width), scale: drawn.width / part.width },
    { side: handle.x, by: local.x, isFlipped: transform.flipX },
  );
  const down = cutSide(
    { start: part.y, length: part.height, whole: Math.max(1, size.height), scale: drawn.height / part.height },
    { side: handle.y, by: local.y, isFlipped: transform.flipY },
  );
  const centre = movedCentre(transform, { x: across.shift, y: down.shift });
  const box = { width: across.drawn, height: down.drawn };
  const crop = { left: across.before, top: down.before, right: across.after, bottom: down.after };
  return { ...aboutCentre(transform, box, centre), crop };
}

/** One way of a picture: what is shown of it in its own pixels, and canvas pixels per pixel. */
type Stretch = { readonly start: number; readonly length: number; readonly whole: number; readonly scale: number };
type Pull = { readonly side: -1 | 0 | 1; readonly by: number; readonly isFlipped: boolean };
type Cut = {
  /** Parts of the picture's size. */
  readonly before: number;
  readonly after: number;
  /** Canvas pixels: what is left, and how far its middle moved. */
  readonly drawn: number;
  readonly shift: number;
};

function cutSide({ start, length, whole, scale }: Stretch, { side, by, isFlipped }: Pull): Cut {
  const isAtEnd = (side === 1) !== isFlipped;
  const room = isAtEnd ? whole - start - length : start;
  const least = Math.min(length, Math.max(leastSide / scale, whole * leastKept));
  const grown = side === 0 ? 0 : Math.min(room, Math.max(least - length, (side * by) / scale));
  const before = isAtEnd || side === 0 ? start : start - grown;
  const shown = length + grown;
  const part = (cut: number) => Math.min(0.999, Math.max(0, cut / whole)) + 0;
  return {
    before: part(before),
    after: part(whole - before - shown),
    drawn: boundedExtent(shown * scale),
    shift: boundedPlace((side * grown * scale) / 2),
  };
}
