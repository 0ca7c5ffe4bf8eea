/** Turning an item about its middle; Shift turns in steps. */
import type { Item } from '../../../shared/studio/document/scene.ts';
import type { Point } from '../../../shared/studio/geometry/box.ts';
import { rotated } from '../../../shared/studio/geometry/handles.ts';
import type { Course, HeldKeys, SceneView } from './scene-view.ts';

export type Turn = { readonly kind: 'turn'; readonly from: Point; readonly item: Item };

/** Degrees of a step. */
const step = 15;
/** Nearer than this to a whole quarter turn, an item stands upright, degrees. */
const uprightReach = 2;

/** The item once the pointer is at `to`. */
export function turnedTo(view: SceneView, { from, item }: Turn, to: Point, keys: HeldKeys): Course {
  const transform = rotated(item.transform, { from, to }, keys.shift ? step : null);
  const quarter = Math.round(transform.rotation / 90) * 90;
  const isNear = !keys.control && Math.abs(transform.rotation - quarter) < uprightReach;
  const rotation = isNear ? quarter + 0 : Math.round(transform.rotation * 10) / 10;
  return {
    changes: [{ itemId: item.id, transform: { ...transform, rotation } }],
    lines: [],
    frame: null,
    selected: view.selected,
  };
}
