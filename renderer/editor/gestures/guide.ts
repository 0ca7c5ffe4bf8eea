/** Dragging a guide: it snaps as items do, and out of the canvas it is gone. */
import type { Guides } from '../../../shared/studio/document/show.ts';
import { boundedPlace, type Point, type Size } from '../../../shared/studio/geometry/box.ts';
import { snap } from '../../../shared/studio/geometry/snapping.ts';
import { between, snapRoom, type Course, type HeldKeys, type SceneView } from './scene-view.ts';

/** Upright (x) or level (y) lines of one's own, in no order. */
export type GuideLines = Guides['lines'];

export type GuideMove = { readonly kind: 'guide'; readonly from: Point; readonly index: number };

/** Window px within which a press takes hold of a line. */
export const guideReach = 4;

/** The nearest line that a press takes hold of; null where there is none. */
export function guideAt({ guides, grain }: SceneView, point: Point): GuideMove | null {
  const distances = guides.lines.map(({ axis, at }) => Math.abs(point[axis] - at));
  const nearest = Math.min(...distances);
  return nearest <= guideReach * grain ? { kind: 'guide', from: point, index: distances.indexOf(nearest) } : null;
}

/** The lines once the pointer is at `to`. */
export function guideMovedTo(view: SceneView, { from, index }: GuideMove, to: Point, keys: HeldKeys): Course {
  const { lines } = view.guides;
  const line = lines[index];
  const nothing: Course = { changes: [], lines: [], frame: null, selected: view.selected };
  if (line === undefined) return nothing;
  const free = line.at + between(from, to)[line.axis];
  if (isOutside(free, line.axis, view.canvas)) return { ...nothing, guides: withoutLine(lines, index) };
  const at = Math.round(free + pullOf(view, { index, free }, keys));
  return { ...nothing, guides: withLine(lines, index, at) };
}

/** How far it jumps to what lies along its own axis. */
function pullOf(view: SceneView, { index, free }: { readonly index: number; readonly free: number }, keys: HeldKeys) {
  const axis = view.guides.lines[index]?.axis ?? 'x';
  const room = snapRoom(view, [], keys);
  const point = { x: 0, y: 0, width: 0, height: 0, [axis]: free };
  const pulled = snap(point, { ...room, guides: { ...view.guides, lines: withoutLine(view.guides.lines, index) } });
  return axis === 'x' ? pulled.dx : pulled.dy;
}

function isOutside(at: number, axis: 'x' | 'y', canvas: Size): boolean {
  return at < 0 || at > (axis === 'x' ? canvas.width : canvas.height);
}

/** One of them at another place. */
export function withLine(lines: GuideLines, index: number, at: number): GuideLines {
  return lines.map((line, place) => (place === index ? { ...line, at: boundedPlace(at) } : line));
}

/** Without one of them. */
export function withoutLine(lines: GuideLines, index: number): GuideLines {
  return lines.filter((_line, place) => place !== index);
}
