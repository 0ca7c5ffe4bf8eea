/** Copying and pasting items: copies have ids of their own and stand a little beside what they were made from. */
import type { AudioFilter } from '../../../../shared/studio/document/filters.ts';
import type { Item } from '../../../../shared/studio/document/scene.ts';
import type { Show } from '../../../../shared/studio/document/show.ts';
import type { Source } from '../../../../shared/studio/document/source.ts';
import type { Command } from '../../../../shared/studio/edit/commands.ts';
import { editedScene } from '../show.ts';
import type { Clipboard } from '../selection.ts';

/** Canvas pixels between a copy and what it covers. */
const aside = 24;

/** The items with the sources they show and the groups of which more than one is among them. */
export function clipboardOf(show: Show, items: readonly Item[]): Clipboard {
  const used = new Set(items.map(({ sourceId }) => sourceId));
  const groups = editedScene(show).groups.filter(({ id }) => items.filter(({ groupId }) => groupId === id).length > 1);
  return { items, sources: show.sources.filter(({ id }) => used.has(id)), groups };
}

/** Pastes into the edited scene, groups as groups of their own. Null when nothing was copied, or nothing of it is left. */
export function planPaste(show: Show, clipboard: Clipboard | null, newId: () => string): PastePlan | null {
  if (clipboard === null) return null;
  const scene = editedScene(show);
  const places = new Set(scene.items.map(placeKey));
  const sources = missingSources(show, clipboard.sources);
  const known = new Set([...show.sources, ...sources].map(({ id }) => id));
  const kept = clipboard.items.filter(({ sourceId }) => known.has(sourceId));
  if (kept.length === 0) return null;
  const groupIds = new Map(clipboard.groups.map(({ id }) => [id, newId()]));
  const items = kept.map((item) => {
    const groupId = item.groupId === null ? null : (groupIds.get(item.groupId) ?? null);
    return besides({ ...item, id: newId(), groupId }, places);
  });
  const groups = clipboard.groups.map(({ id, name }) => ({ id: groupIds.get(id) ?? id, name }));
  return {
    command: { name: 'item.paste', sceneId: scene.id, items, sources: [...sources], groups },
    itemIds: items.map(({ id }) => id),
  };
}

/** Sources that are gone since come back without what they leaned on and what is gone too; one of a scene that is gone stays away. */
function missingSources(show: Show, sources: readonly Source[]): readonly Source[] {
  const known = new Set(show.sources.map(({ id }) => id));
  const scenes = new Set(show.scenes.map(({ id }) => id));
  const missing = sources.filter(
    ({ id, input }) => !known.has(id) && (input.kind !== 'scene' || scenes.has(input.sceneId)),
  );
  const there = new Set([...known, ...missing.map(({ id }) => id)]);
  return missing.map((source) => alone(source, there));
}

function alone(source: Source, there: ReadonlySet<string>): Source {
  const { fallbackId, strip } = source;
  return {
    ...source,
    fallbackId: fallbackId !== null && there.has(fallbackId) ? fallbackId : null,
    strip: strip === null ? null : { ...strip, filters: strip.filters.map(unpushed(there)) },
  };
}

/** A sound that is pushed down by one that is gone is pushed by itself. */
function unpushed(there: ReadonlySet<string>): (filter: AudioFilter) => AudioFilter {
  return (filter) =>
    filter.kind === 'compressor' && filter.sidechainId !== null && !there.has(filter.sidechainId)
      ? { ...filter, sidechainId: null }
      : filter;
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
