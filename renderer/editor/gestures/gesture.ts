/** From a press to a command: which gesture a press begins, how it goes on, and what it leaves when it ends. */
import type { Item } from '../../../shared/studio/document/scene.ts';
import { centreOf, turned, type Point } from '../../../shared/studio/geometry/box.ts';
import type { Handle } from '../../../shared/studio/geometry/handles.ts';
import { itemsAt } from '../../../shared/studio/geometry/hit-test.ts';
import type { Command } from '../../../shared/studio/edit/commands.ts';
import { croppedTo, type Crop } from './crop.ts';
import { guideAt, guideMovedTo, type GuideMove } from './guide.ts';
import { framedTo, type Marquee } from './marquee.ts';
import { movedTo, type Move } from './move.ts';
import { resizedTo, type Resize } from './resize.ts';
import type { Course, HeldKeys, SceneView } from './scene-view.ts';
import { turnedTo, type Turn } from './turn.ts';

export type Gesture = Move | Resize | Crop | Turn | Marquee | GuideMove;

/** What a press selects, and the gesture that a drag would be. */
export type Pressed = { readonly selected: readonly string[]; readonly gesture: Gesture };

/** Eight handles, and the one above the box that turns it. */
export const handles: readonly Handle[] = [
  { x: -1, y: -1 },
  { x: 0, y: -1 },
  { x: 1, y: -1 },
  { x: 1, y: 0 },
  { x: 1, y: 1 },
  { x: 0, y: 1 },
  { x: -1, y: 1 },
  { x: -1, y: 0 },
];

/** Window px: how near a press has to be to a handle, and how far the turning handle stands off. */
const handleReach = 9;
const turnHandleDistance = 26;

/** Where a handle lies on the canvas. */
export function handlePoint({ transform }: Item, handle: Handle): Point {
  const centre = centreOf(transform);
  const point = {
    x: centre.x + (handle.x * transform.width) / 2,
    y: centre.y + (handle.y * transform.height) / 2,
  };
  return turned(point, centre, transform.rotation);
}

/** Where the turning handle lies; `grain` as in the view. */
export function turnHandlePoint({ transform }: Item, grain: number): Point {
  const centre = centreOf(transform);
  const above = { x: centre.x, y: transform.y - turnHandleDistance * grain };
  return turned(above, centre, transform.rotation);
}

/** Begins with a press: on a handle of the only selected item, on a guide, on an item, or on nothing. */
export function pressedAt(view: SceneView, point: Point, keys: HeldKeys): Pressed {
  const held = handleAt(view, point, keys) ?? guideAt(view, point);
  if (held !== null) return { selected: view.selected, gesture: held };
  const hit = itemsAt(view.items, point).filter(({ locked }) => !locked);
  // What is selected stays under the pointer, even if something lies above it.
  const item = hit.find(({ id }) => view.selected.includes(id)) ?? hit[0];
  if (item === undefined) {
    return { selected: keys.shift ? view.selected : [], gesture: { kind: 'marquee', from: point } };
  }
  const selected = selectedBy(view, item, keys);
  const items = view.items.filter(({ id, locked }) => selected.includes(id) && !locked);
  return { selected, gesture: { kind: 'move', from: point, items } };
}

/** A member of a group brings the whole of it; Ctrl takes one item alone, Shift adds or removes. */
function selectedBy(view: SceneView, item: Item, { shift, control }: HeldKeys): readonly string[] {
  const isWhole = item.groupId !== null && !control;
  const ids = isWhole ? view.items.filter(({ groupId }) => groupId === item.groupId).map(({ id }) => id) : [item.id];
  if (!shift) return view.selected.includes(item.id) && !control ? view.selected : ids;
  return view.selected.includes(item.id) ? view.selected.filter((id) => !ids.includes(id)) : [...view.selected, ...ids];
}

function handleAt(view: SceneView, point: Point, keys: HeldKeys): Gesture | null {
  const [only, second] = view.items.filter(({ id }) => view.selected.includes(id));
  if (only === undefined || second !== undefined || only.locked) return null;
  const reach = handleReach * view.grain;
  const isNear = (at: Point) => Math.hypot(at.x - point.x, at.y - point.y) <= reach;
  if (isNear(turnHandlePoint(only, view.grain))) return { kind: 'turn', from: point, item: only };
  const handle = handles.find((each) => isNear(handlePoint(only, each)));
  if (handle === undefined) return null;
  return { kind: keys.alt ? 'crop' : 'resize', from: point, item: only, handle };
}

/** How it stands once the pointer is at `to`. */
export function courseOf(view: SceneView, gesture: Gesture, to: Point, keys: HeldKeys): Course {
  switch (gesture.kind) {
    case 'move':
      return movedTo(view, gesture, to, keys);
    case 'resize':
      return resizedTo(view, gesture, to, keys);
    case 'crop':
      return croppedTo(view, gesture, to);
    case 'turn':
      return turnedTo(view, gesture, to, keys);
    case 'marquee':
      return framedTo(view, gesture, to, keys);
    case 'guide':
      return guideMovedTo(view, gesture, to, keys);
  }
}

/** The one command that a gesture leaves; null where nothing moved. */
export function commandOf(sceneId: string, { changes, guides }: Course): Command | null {
  if (guides !== undefined) return { name: 'guides.set', patch: { lines: [...guides] } };
  return changes.length === 0 ? null : { name: 'item.transform', sceneId, changes: [...changes] };
}
