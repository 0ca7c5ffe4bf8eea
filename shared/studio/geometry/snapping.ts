/** Snapping: edges and middles of what is moved jump to those of the canvas, of other items, guides and grid. */
import type { Guides } from '../document/show.ts';
import type { Box, Size } from './box.ts';
import type { Handle } from './handles.ts';

/** A line to draw while something snaps: across the canvas at `at`, along the other axis from `from` to `to`. */
export type SnapLine = { readonly axis: 'x' | 'y'; readonly at: number; readonly from: number; readonly to: number };

/** What to add to the place, and why. */
export type Snap = { readonly dx: number; readonly dy: number; readonly lines: readonly SnapLine[] };

/** What there is to snap to; `distance` in canvas pixels. */
export type SnapRoom = {
  readonly canvas: Size;
  readonly others: readonly Box[];
  readonly guides: Guides;
  readonly distance: number;
};

const nowhere: Snap = { dx: 0, dy: 0, lines: [] };

/** Margins of the safe areas, EBU R 95: action 3.5 %, text 5 % of each side. */
const safeMargins = { action: 0.035, text: 0.05 } as const;

export function safeAreasOf(canvas: Size): { readonly action: Box; readonly text: Box } {
  const area = (margin: number): Box => ({
    x: canvas.width * margin,
    y: canvas.height * margin,
    width: canvas.width * (1 - 2 * margin),
    height: canvas.height * (1 - 2 * margin),
  });
  return { action: area(safeMargins.action), text: area(safeMargins.text) };
}

/** Distance of grid lines: 32 cells along the longer side. */
export function gridStepOf(canvas: Size): number {
  return Math.max(canvas.width, canvas.height) / 32;
}

/** A place on one axis, and how far along the other the thing reaches that it belongs to. */
type Mark = { readonly at: number; readonly from: number; readonly to: number };

/**
 * What a box must be moved by to snap: with a `handle` only the sides that it drags, without one edges and middle. Each
 * axis takes the nearest place within the distance.
 */
export function snap(moving: Box, room: SnapRoom, handle?: Handle): Snap {
  if (!room.guides.snap || room.distance <= 0) return nowhere;
  const x = nearest('x', sidesOf(moving, 'x', handle?.x), room);
  const y = nearest('y', sidesOf(moving, 'y', handle?.y), room);
  const dx = x?.by ?? 0;
  const dy = y?.by ?? 0;
  const at = { ...moving, x: moving.x + dx, y: moving.y + dy };
  return { dx, dy, lines: [...lineOf('x', x, at), ...lineOf('y', y, at)] };
}

/** The places of the box that may snap. */
function sidesOf(box: Box, axis: 'x' | 'y', side: -1 | 0 | 1 | undefined): readonly number[] {
  const start = box[axis];
  const length = axis === 'x' ? box.width : box.height;
  const [before, middle, after] = [start, start + length / 2, start + length];
  if (side === undefined) return [before, middle, after];
  if (side === 0) return [];
  return [side < 0 ? before : after];
}

type Pull = { readonly by: number; readonly mark: Mark };

function nearest(axis: 'x' | 'y', sides: readonly number[], room: SnapRoom): Pull | null {
  const marks = marksOf(axis, room);
  let best: Pull | null = null;
  for (const side of sides) {
    for (const mark of [...marks, ...gridMark(axis, side, room)]) {
      const by = mark.at - side;
      const isNear = Math.abs(by) <= room.distance;
      if (isNear && (best === null || Math.abs(by) < Math.abs(best.by))) best = { by, mark };
    }
  }
  return best;
}

function marksOf(axis: 'x' | 'y', { canvas, others, guides }: SnapRoom): readonly Mark[] {
  const whole = { x: 0, y: 0, ...canvas };
  const safe = safeAreasOf(canvas);
  const boxes = [whole, ...others, ...(guides.safeAreas ? [safe.action, safe.text] : [])];
  const ofBoxes = boxes.flatMap((box) => marksOfBox(axis, box));
  const to = axis === 'x' ? canvas.height : canvas.width;
  const lines = guides.lines.filter((line) => line.axis === axis).map(({ at }) => ({ at, from: 0, to }));
  return [...ofBoxes, ...lines];
}

function marksOfBox(axis: 'x' | 'y', box: Box): readonly Mark[] {
  const from = axis === 'x' ? box.y : box.x;
  const to = from + (axis === 'x' ? box.height : box.width);
  return sidesOf(box, axis, undefined).map((at) => ({ at, from, to }));
}

/** Of the grid only the line next to the side matters. */
function gridMark(axis: 'x' | 'y', side: number, { canvas, guides }: SnapRoom): readonly Mark[] {
  if (!guides.grid) return [];
  const step = gridStepOf(canvas);
  return [{ at: Math.round(side / step) * step, from: 0, to: axis === 'x' ? canvas.height : canvas.width }];
}

/** From the thing that pulled to the thing that was moved. */
function lineOf(axis: 'x' | 'y', pull: Pull | null, box: Box): readonly SnapLine[] {
  if (pull === null) return [];
  const own = axis === 'x' ? [box.y, box.y + box.height] : [box.x, box.x + box.width];
  const { at, from, to } = pull.mark;
  return [{ axis, at, from: Math.min(from, ...own), to: Math.max(to, ...own) }];
}
