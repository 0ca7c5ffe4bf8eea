/** Dragging a handle: corners keep the box's shape unless Shift is held, Ctrl grows it from the middle. */
import type { Item } from '../../../shared/studio/document/scene.ts';
import { boundsOf, turned, type Point } from '../../../shared/studio/geometry/box.ts';
import { resized, type Handle } from '../../../shared/studio/geometry/handles.ts';
import { snap, type Snap } from '../../../shared/studio/geometry/snapping.ts';
import { between, snapRoom, type Course, type HeldKeys, type SceneView } from './scene-view.ts';

export type Resize = { readonly kind: 'resize'; readonly from: Point; readonly item: Item; readonly handle: Handle };

/** The item once the pointer is at `to`. */
export function resizedTo(view: SceneView, { from, item, handle }: Resize, to: Point, keys: HeldKeys): Course {
  const how = { keepsShape: handle.x !== 0 && handle.y !== 0 && !keys.shift, fromCentre: keys.control };
  const pulled = between(from, to);
  const free = resized(item.transform, handle, pulled, how);
  const { dx, dy, lines } = snapped(view, { item, handle, free }, keys);
  const transform =
    dx === 0 && dy === 0 ? free : resized(item.transform, handle, { x: pulled.x + dx, y: pulled.y + dy }, how);
  return { changes: [{ itemId: item.id, transform }], lines, frame: null, selected: view.selected };
}

type Dragged = { readonly item: Item; readonly handle: Handle; readonly free: Item['transform'] };

function side(value: number): -1 | 0 | 1 {
  if (value > 0.5) return 1;
  return value < -0.5 ? -1 : 0;
}

/** Only upright boxes have sides that can lie on something. */
function snapped(view: SceneView, { item, handle, free }: Dragged, keys: HeldKeys): Snap {
  if (free.rotation % 90 !== 0 || keys.control) return { dx: 0, dy: 0, lines: [] };
  const corner = turned(handle, { x: 0, y: 0 }, free.rotation);
  return snap(boundsOf(free), snapRoom(view, [item.id], keys), { x: side(corner.x), y: side(corner.y) });
}
