/** What gestures know of the scene: items, selection, canvas, guides and how large a window pixel is there. */
import type { Item, Transform } from '../../../shared/studio/document/scene.ts';
import type { Guides } from '../../../shared/studio/document/show.ts';
import { boundsOf, type Box, type Point, type Size } from '../../../shared/studio/geometry/box.ts';
import type { SnapLine, SnapRoom } from '../../../shared/studio/geometry/snapping.ts';

/** The edited scene as a gesture found it; it doesn't change while one lasts. */
export type SceneView = {
  readonly items: readonly Item[];
  readonly selected: readonly string[];
  readonly canvas: Size;
  readonly guides: Guides;
  /** Canvas pixels of one window pixel. */
  readonly grain: number;
  /** Size of an item's picture; null while it is not known. */
  readonly pictureOf: (item: Item) => Size | null;
};

/** Keys held while the pointer moves. */
export type HeldKeys = { readonly shift: boolean; readonly alt: boolean; readonly control: boolean };

/** Where items are while a gesture lasts. */
export type Change = { readonly itemId: string; readonly transform: Transform };

/** What a gesture has come to: shown at once, and stored when it ends. */
export type Course = {
  readonly changes: readonly Change[];
  readonly lines: readonly SnapLine[];
  /** The frame that is drawn to select. */
  readonly frame: Box | null;
  readonly selected: readonly string[];
  /** The guides as they are now; absent while none is dragged. */
  readonly guides?: Guides['lines'];
};

/** Window px within which edges jump to each other. */
const snapReach = 8;

/** What the moved items may snap to: all visible others. */
export function snapRoom(view: SceneView, movedIds: readonly string[], { control }: HeldKeys): SnapRoom {
  const others = view.items.filter(({ id, visible }) => visible && !movedIds.includes(id));
  return {
    canvas: view.canvas,
    others: others.map(({ transform }) => boundsOf(transform)),
    guides: view.guides,
    distance: control ? 0 : snapReach * view.grain,
  };
}

/** From one point to another. */
export function between(from: Point, to: Point): Point {
  return { x: to.x - from.x, y: to.y - from.y };
}
