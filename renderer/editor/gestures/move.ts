/** Moving the selected items: they snap as one box; Shift keeps them on the nearer axis, Ctrl lets them go freely. */
import type { Item } from '../../../shared/studio/document/scene.ts';
import { boundsOfAll, movedBy, type Point } from '../../../shared/studio/geometry/box.ts';
import { snap } from '../../../shared/studio/geometry/snapping.ts';
import { between, snapRoom, type Course, type HeldKeys, type SceneView } from './scene-view.ts';

export type Move = { readonly kind: 'move'; readonly from: Point; readonly items: readonly Item[] };

/** Where the items are once the pointer is at `to`. */
export function movedTo(view: SceneView, { from, items }: Move, to: Point, keys: HeldKeys): Course {
  const pulled = between(from, to);
  const isAcross = Math.abs(pulled.x) >= Math.abs(pulled.y);
  const x = keys.shift && !isAcross ? 0 : pulled.x;
  const y = keys.shift && isAcross ? 0 : pulled.y;
  const ids = items.map(({ id }) => id);
  const bounds = boundsOfAll(items.map(({ transform }) => transform));
  const room = snapRoom(view, ids, keys);
  const { dx, dy, lines } = snap({ ...bounds, x: bounds.x + x, y: bounds.y + y }, room);
  // Snapping must not leave the axis that Shift keeps.
  const byX = x + (keys.shift && !isAcross ? 0 : dx);
  const byY = y + (keys.shift && isAcross ? 0 : dy);
  const changes = items.map(({ id, transform }) => {
    const moved = movedBy(transform, byX, byY);
    return { itemId: id, transform: { ...moved, x: Math.round(moved.x), y: Math.round(moved.y) } };
  });
  return { changes, lines, frame: null, selected: view.selected };
}
