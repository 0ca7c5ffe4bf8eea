/** The rows of the Sources panel: items of a scene from front to back with their groups, then the sounds of the show. */
import type { Item, Scene } from '../../../../shared/studio/document/scene.ts';
import type { Show } from '../../../../shared/studio/document/show.ts';
import { hasPicture, type Source } from '../../../../shared/studio/document/source.ts';

/** An item's row; the first row of a group also heads it. */
export type ItemLine = {
  readonly item: Item;
  readonly source: Source;
  /** Place from the front, from 0. */
  readonly place: number;
  readonly group: { readonly id: string; readonly name: string; readonly isHead: boolean } | null;
};

/** Items from front to back. */
export function itemLines(show: Show, scene: Scene): readonly ItemLine[] {
  const sources = new Map(show.sources.map((source) => [source.id, source]));
  const groups = new Map(scene.groups.map((group) => [group.id, group]));
  let lastGroup: string | null = null;
  return scene.items.toReversed().flatMap((item, place) => {
    const source = sources.get(item.sourceId);
    if (source === undefined) return [];
    const group = item.groupId === null ? undefined : groups.get(item.groupId);
    const isHead = group !== undefined && group.id !== lastGroup;
    lastGroup = group?.id ?? null;
    return [{ item, source, place, group: group === undefined ? null : { ...group, isHead } }];
  });
}

/** Sources without a picture: they are heard whatever scene is on air. */
export function soundLines(show: Show): readonly Source[] {
  return show.sources.filter(({ input }) => !hasPicture(input.kind));
}

/** Where an item goes, counted from the back, when its row is dropped at `place` from the front. */
export function placeFromBack(count: number, place: number): number {
  return Math.max(0, count - 1 - place);
}

/** What is selected after a press on a row: that one, or with Shift all from the last one to it, or with Ctrl one more. */
export function selectionAfter(
  before: readonly string[],
  ids: readonly string[],
  press: { readonly id: string; readonly range: boolean; readonly more: boolean },
): readonly string[] {
  const { id, range, more } = press;
  if (more) return before.includes(id) ? before.filter((each) => each !== id) : [...before, id];
  const from = ids.indexOf(before.at(-1) ?? '');
  const to = ids.indexOf(id);
  if (!range || from < 0 || to < 0) return [id];
  const between = ids.slice(Math.min(from, to), Math.max(from, to) + 1);
  // The one that the range began with stays the last, so that the next range begins there too.
  return [...between.filter((each) => each !== ids[from]), ids[from] ?? id];
}
