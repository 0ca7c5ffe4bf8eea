/** Finds the part of a show that a command is about and puts the changed one in its place; the rest stays the same object. */
import { fail, ok, type Reply } from '../../../errors.ts';
import type { Flaw } from '../../document/flaw.ts';
import type { Item, Scene } from '../../document/scene.ts';
import type { Show } from '../../document/show.ts';
import { defaultStrip, hasPicture, hasSound, type Source } from '../../document/source.ts';

/** Why a show refuses a command; the `why` of `edit-refused`. */
export type Refusal =
  Flaw | 'item-missing' | 'filter-missing' | 'last-scene' | 'too-many' | 'wrong-filter' | 'nothing-to-place';

/** What one command makes of a show. */
export type Step<Command> = (show: Show, command: Command) => Reply<Show>;

export function refuse(why: Refusal): Reply<never> {
  return fail('edit-refused', { why });
}

type Entry = { readonly id: string };

/** The list with one entry in another's place. */
export function replaced<T extends Entry>(list: readonly T[], entry: T): T[] {
  return list.map((old) => (old.id === entry.id ? entry : old));
}

/** The list with an entry at `at`; beyond its end at its end. */
export function inserted<T>(list: readonly T[], entry: T, at: number): T[] {
  return [...list.slice(0, at), entry, ...list.slice(at)];
}

/** The list with the entry `id` at `to`, counted without it. */
export function moved<T extends Entry>(list: readonly T[], id: string, to: number): T[] {
  const entry = list.find((candidate) => candidate.id === id);
  const others = list.filter((candidate) => candidate.id !== id);
  return entry === undefined ? others : inserted(others, entry, to);
}

export function editScene(show: Show, sceneId: string, edit: (scene: Scene) => Reply<Scene>): Reply<Show> {
  const scene = show.scenes.find(({ id }) => id === sceneId);
  if (scene === undefined) return refuse('scene-missing');
  const edited = edit(scene);
  return edited.ok ? ok({ ...show, scenes: replaced(show.scenes, edited.value) }) : edited;
}

export function editSource(show: Show, sourceId: string, edit: (source: Source) => Reply<Source>): Reply<Show> {
  const source = show.sources.find(({ id }) => id === sourceId);
  if (source === undefined) return refuse('source-missing');
  const edited = edit(source);
  return edited.ok ? ok({ ...show, sources: replaced(show.sources, edited.value) }) : edited;
}

/** Changes some items of a scene where they lie; all must be there. */
export function editItems(
  show: Show,
  at: { readonly sceneId: string; readonly itemIds: readonly string[] },
  edit: (item: Item) => Item,
): Reply<Show> {
  const picked = new Set(at.itemIds);
  return editScene(show, at.sceneId, (scene) =>
    hasAll(scene, picked)
      ? ok({ ...scene, items: scene.items.map((item) => (picked.has(item.id) ? edit(item) : item)) })
      : refuse('item-missing'),
  );
}

export function hasAll(scene: Scene, itemIds: ReadonlySet<string>): boolean {
  return scene.items.filter(({ id }) => itemIds.has(id)).length === itemIds.size;
}

/** A source as its kind wants it: with a strip where it may have a sound, and with a fallback only for a picture. */
export function fitForKind(source: Source): Source {
  const { kind } = source.input;
  return {
    ...source,
    strip: hasSound(kind) ? (source.strip ?? defaultStrip) : null,
    fallbackId: hasPicture(kind) ? source.fallbackId : null,
  };
}

/** Without groups that have no items, each group's items next to each other where its frontmost one lies. */
export function tidied(scene: Scene): Scene {
  const known = new Set(scene.groups.map(({ id }) => id));
  const items = scene.items.map((item) =>
    item.groupId === null || known.has(item.groupId) ? item : { ...item, groupId: null },
  );
  const used = new Set(items.map(({ groupId }) => groupId));
  return { ...scene, items: gathered(items), groups: scene.groups.filter(({ id }) => used.has(id)) };
}

function gathered(items: readonly Item[]): Item[] {
  return items.flatMap((item, index) => {
    const { groupId } = item;
    if (groupId === null) return [item];
    const isFrontmost = items.findLastIndex((other) => other.groupId === groupId) === index;
    return isFrontmost ? items.filter((other) => other.groupId === groupId) : [];
  });
}

/** A name that no entry has: "Camera" becomes "Camera 2", which becomes "Camera 3". */
export function freeName(name: string, taken: readonly { readonly name: string }[]): string {
  const names = new Set(taken.map((entry) => entry.name));
  const stem = name
    .replace(/ \d{1,6}$/, '')
    .slice(0, 72)
    .trimEnd();
  const free = Array.from({ length: taken.length + 1 }, (_, index) => `${stem} ${index + 2}`);
  return free.find((candidate) => !names.has(candidate)) ?? name;
}
