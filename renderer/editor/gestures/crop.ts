/** Dragging a handle with Alt: the picture is cut off there, or given back; what stays keeps its place and size. */
import type { Item } from '../../../shared/studio/document/scene.ts';
import type { Point } from '../../../shared/studio/geometry/box.ts';
import { cropped, type Handle } from '../../../shared/studio/geometry/handles.ts';
import { between, type Course, type SceneView } from './scene-view.ts';

export type Crop = { readonly kind: 'crop'; readonly from: Point; readonly item: Item; readonly handle: Handle };

/** The item once the pointer is at `to`; a picture of unknown size counts as large as its box. */
export function croppedTo(view: SceneView, { from, item, handle }: Crop, to: Point): Course {
  const size = view.pictureOf(item) ?? item.transform;
  const transform = cropped(item.transform, size, handle, between(from, to));
  return { changes: [{ itemId: item.id, transform }], lines: [], frame: null, selected: view.selected };
}
