/** Copying and pasting items: copies have ids of their own and stand a little beside what they were made from. */
import type { Item } from '../../../../shared/studio/document/scene.ts';
import type { Show } from '../../../../shared/studio/document/show.ts';
import type { Command } from '../../../../shared/studio/edit/commands.ts';
import { editedScene } from '../show.ts';
import type { Clipboard } from '../selection.ts';

/** Canvas pixels between a copy and what it covers. */
const aside = 24;

/** The items with the sources they show. */
export function clipboardOf(show: Show, items: readonly Item[]): Clipboard {
  const used = new Set(items.map(({ sourceId }) => sourceId));
  return { items, sources: show.sources.filter(({ id }) => used.has(id)) };
}

/** Pastes into the edited scene; groups stay behind. Null when nothing was copied. */
export function planPaste(show: Show, clipboard: Clipboard | null, newId: () => string): PastePlan | null {
  if (clipboard === null || clipboard.items.length === 0) return null;
  const scene = editedScene(show);
  const places = new Set(scene.items.map(placeKey));
  const items = clipboard.items.map((item) => besides({ ...item, id: newId(), groupId: null }, places));
  const known = new Set(show.sources.map(({ id }) => id));
  const sources = clipboard.sources.filter(({ id }) => !known.has(id));
  return {
    command: { name: 'item.paste', sceneId: scene.id, items, sources },
    itemIds: items.map(({ id }) => id),
  };
}

/** The command, and what is selected afterwards. */
export type PastePlan = { readonly command: Command; readonly itemIds: readonly string[] };

function placeKey({ sourceId, transform: { x, y } }: Item): string {
  return `${sourceId} ${x} ${y}`;
}

function besides(item: Item, places: ReadonlySet<string>): Item {
  const { transform } = item;
  const at = (steps: number): Item => ({
    ...item,
    transform: { ...transform, x: transform.x + steps * aside, y: transform.y + steps * aside },
  });
  let steps = 0;
  while (places.has(placeKey(at(steps)))) steps += 1;
  return at(steps);
}
