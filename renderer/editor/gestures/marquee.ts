/** Drawing a frame from an empty place: what it touches is selected, with Shift beside what was. */
import type { Box, Point } from '../../../shared/studio/geometry/box.ts';
import { itemsTouching } from '../../../shared/studio/geometry/hit-test.ts';
import type { Course, HeldKeys, SceneView } from './scene-view.ts';

export type Marquee = { readonly kind: 'marquee'; readonly from: Point };

/** The selection once the pointer is at `to`; locked items can't be caught so. */
export function framedTo(view: SceneView, { from }: Marquee, to: Point, keys: HeldKeys): Course {
  const frame = frameOf(from, to);
  const caught = itemsTouching(
    view.items.filter(({ locked }) => !locked),
    frame,
  ).map(({ id }) => id);
  const before = keys.shift ? view.selected : [];
  return { changes: [], lines: [], frame, selected: [...new Set([...before, ...caught])] };
}

function frameOf(from: Point, to: Point): Box {
  return {
    x: Math.min(from.x, to.x),
    y: Math.min(from.y, to.y),
    width: Math.abs(to.x - from.x),
    height: Math.abs(to.y - from.y),
  };
}
