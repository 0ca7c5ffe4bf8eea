/** Commands on the order of items and on their groups; a group is moved among others as one. */
import { ok } from '../../../errors.ts';
import type { Item } from '../../document/scene.ts';
import type { CommandMap } from '../commands.ts';
import { editScene, hasAll, refuse, replaced, tidied, type Step } from './parts.ts';

type Of<Name extends keyof CommandMap> = Step<CommandMap[Name]>;
type Way = 'front' | 'back' | 'forward' | 'backward';

export const orderItems: Of<'item.order'> = (show, { sceneId, itemIds, to }) => {
  const picked = new Set(itemIds);
  return editScene(show, sceneId, (scene) => {
    if (!hasAll(scene, picked)) return refuse('item-missing');
    const items = typeof to === 'number' ? droppedAt(scene.items, picked, to) : sent(scene.items, picked, to);
    return ok(tidied({ ...scene, items }));
  });
};

/** Groups picked as a whole move among the others, items picked out of a group move within it. */
function sent(items: readonly Item[], picked: ReadonlySet<string>, way: Way): Item[] {
  const isPicked = (item: Item) => picked.has(item.id);
  const units = unitsOf(items).map((unit) => (unit.every(isPicked) ? unit : shifted(unit, isPicked, way)));
  return shifted(units, (unit) => unit.every(isPicked), way).flat();
}

/** Back to front, the items of a group together. */
function unitsOf(items: readonly Item[]): readonly (readonly Item[])[] {
  const units: Item[][] = [];
  for (const item of items) {
    const last = units.at(-1);
    if (last !== undefined && item.groupId !== null && last[0]?.groupId === item.groupId) last.push(item);
    else units.push([item]);
  }
  return units;
}

function shifted<T>(list: readonly T[], isPicked: (entry: T) => boolean, way: Way): T[] {
  const picked = list.filter(isPicked);
  const others = list.filter((entry) => !isPicked(entry));
  if (way === 'front') return [...others, ...picked];
  if (way === 'back') return [...picked, ...others];
  if (way === 'backward') return oneBack(list, isPicked);
  return oneBack(list.toReversed(), isPicked).toReversed();
}

/** Each picked entry changes places with the one before it, unless that is picked too. */
function oneBack<T>(list: readonly T[], isPicked: (entry: T) => boolean): T[] {
  const result: T[] = [];
  for (const entry of list) {
    const before = result.at(-1);
    if (before !== undefined && isPicked(entry) && !isPicked(before)) result.splice(-1, 1, entry, before);
    else result.push(entry);
  }
  return result;
}

/** Dropped between two of a group the items join it; dropped away from their own group they leave it. */
function droppedAt(items: readonly Item[], picked: ReadonlySet<string>, to: number): Item[] {
  const others = items.filter(({ id }) => !picked.has(id));
  const stayed = new Set(others.map(({ groupId }) => groupId));
  const below = others[to - 1]?.groupId ?? null;
  const above = others[to]?.groupId ?? null;
  const joined = below !== null && below === above ? below : null;
  const regrouped = (item: Item): Item => {
    if (joined !== null) return { ...item, groupId: joined };
    const stays = item.groupId === below || item.groupId === above || !stayed.has(item.groupId);
    return stays ? item : { ...item, groupId: null };
  };
  const dropped = items.filter(({ id }) => picked.has(id)).map(regrouped);
  return [...others.slice(0, to), ...dropped, ...others.slice(to)];
}

export const makeGroup: Of<'group.make'> = (show, { sceneId, groupId, groupName, itemIds }) => {
  const picked = new Set(itemIds);
  return editScene(show, sceneId, (scene) => {
    if (!hasAll(scene, picked)) return refuse('item-missing');
    if (scene.groups.some(({ id }) => id === groupId)) return refuse('id-twice');
    const items = scene.items.map((item) => (picked.has(item.id) ? { ...item, groupId } : item));
    return ok(tidied({ ...scene, items, groups: [...scene.groups, { id: groupId, name: groupName }] }));
  });
};

export const dissolveGroup: Of<'group.dissolve'> = (show, { sceneId, groupId }) =>
  editScene(show, sceneId, (scene) => {
    if (!scene.groups.some(({ id }) => id === groupId)) return refuse('group-missing');
    const items = scene.items.map((item) => (item.groupId === groupId ? { ...item, groupId: null } : item));
    return ok(tidied({ ...scene, items }));
  });

export const renameGroup: Of<'group.rename'> = (show, { sceneId, groupId, to }) =>
  editScene(show, sceneId, (scene) => {
    if (!scene.groups.some(({ id }) => id === groupId)) return refuse('group-missing');
    return ok({ ...scene, groups: replaced(scene.groups, { id: groupId, name: to }) });
  });
