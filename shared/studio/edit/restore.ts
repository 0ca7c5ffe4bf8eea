/** The inverse of every other command: the parts of an earlier show that have changed since, put back as they were. */
import { z } from 'zod';
import { idSchema } from '../document/basics.ts';
import { itemSchema, maxItems, sceneSchema, type Item, type Scene } from '../document/scene.ts';
import { maxScenes, maxSources, showSchema, stageSchema, type Show, type Stage } from '../document/show.ts';
import { sourceSchema } from '../document/source.ts';
import { settleStage } from './stage.ts';

/** What becomes of a list: `put` are entries as they are to be, `order` the ids of all where some came, went or moved. */
const listSchema = <Schema extends z.ZodType>(entry: Schema, max: number) =>
  z.strictObject({ order: z.array(idSchema).max(max).nullable(), put: z.array(entry).max(max) });

const sceneChangeSchema = z.strictObject({
  id: idSchema,
  fields: sceneSchema.pick({ name: true, tag: true, groups: true, transition: true }).exactPartial(),
  items: listSchema(itemSchema, maxItems).nullable(),
});
type SceneChange = z.infer<typeof sceneChangeSchema>;

const fieldsSchema = showSchema
  .pick({
    canvas: true,
    transition: true,
    safeSceneId: true,
    openingSceneId: true,
    closingSceneId: true,
    master: true,
    guides: true,
  })
  .exactPartial();

export const restoreSchema = z.strictObject({
  name: z.literal('restore'),
  fields: fieldsSchema,
  sources: listSchema(sourceSchema, maxSources).nullable(),
  scenes: listSchema(sceneSchema, maxScenes).nullable(),
  /** Scenes that stay, with what changes in them. */
  inScenes: z.array(sceneChangeSchema).max(maxScenes),
  /** What is on air goes back only while it is still what the command made it: nobody's later switch is undone. */
  stage: z.strictObject({ was: stageSchema, to: stageSchema }).nullable(),
});
export type Restore = z.infer<typeof restoreSchema>;

type Entry = { readonly id: string };
type ListChange<T extends Entry> = { order: string[] | null; put: T[] };

/** True when two parts of a show hold the same. Parts are JSON with keys in schema order, so their texts tell. */
function isSame(one: unknown, other: unknown): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}

function byId<T extends Entry>(list: readonly T[]): ReadonlyMap<string, T> {
  return new Map(list.map((entry) => [entry.id, entry]));
}

function isSameOrder(one: readonly Entry[], other: readonly Entry[]): boolean {
  return one.length === other.length && one.every(({ id }, index) => other[index]?.id === id);
}

/** What turns the list `from` into `to`; null: nothing. */
function listChange<T extends Entry>(from: readonly T[], to: readonly T[]): ListChange<T> | null {
  if (from === to) return null;
  const known = byId(from);
  const put = to.filter((entry) => !isSame(known.get(entry.id), entry));
  const order = isSameOrder(from, to) ? null : to.map(({ id }) => id);
  return order === null && put.length === 0 ? null : { order, put };
}

function applyList<T extends Entry>(list: readonly T[], change: ListChange<T> | null): T[] {
  if (change === null) return [...list];
  const known = new Map([...byId(list), ...byId(change.put)]);
  const order = change.order ?? list.map(({ id }) => id);
  return order.flatMap((id) => known.get(id) ?? []);
}

function sceneChange(from: Scene, to: Scene): SceneChange | null {
  if (from === to) return null;
  const fields = {
    ...(from.name === to.name ? {} : { name: to.name }),
    ...(from.tag === to.tag ? {} : { tag: to.tag }),
    ...(isSame(from.groups, to.groups) ? {} : { groups: to.groups }),
    ...(isSame(from.transition, to.transition) ? {} : { transition: to.transition }),
  };
  const items = listChange<Item>(from.items, to.items);
  return items === null && Object.keys(fields).length === 0 ? null : { id: to.id, fields, items };
}

function fieldsChange(from: Show, to: Show): Restore['fields'] {
  return {
    ...(isSame(from.canvas, to.canvas) ? {} : { canvas: to.canvas }),
    ...(isSame(from.transition, to.transition) ? {} : { transition: to.transition }),
    ...(from.safeSceneId === to.safeSceneId ? {} : { safeSceneId: to.safeSceneId }),
    ...(from.openingSceneId === to.openingSceneId ? {} : { openingSceneId: to.openingSceneId }),
    ...(from.closingSceneId === to.closingSceneId ? {} : { closingSceneId: to.closingSceneId }),
    ...(isSame(from.master, to.master) ? {} : { master: to.master }),
    ...(isSame(from.guides, to.guides) ? {} : { guides: to.guides }),
  };
}

/** Scenes that came, went or moved, apart from those that only changed within. */
function scenesChange(from: Show, to: Show): Pick<Restore, 'scenes' | 'inScenes'> {
  if (from.scenes === to.scenes) return { scenes: null, inScenes: [] };
  const known = byId(from.scenes);
  const put = to.scenes.filter(({ id }) => !known.has(id));
  const order = isSameOrder(from.scenes, to.scenes) ? null : to.scenes.map(({ id }) => id);
  const inScenes = to.scenes.flatMap((scene) => {
    const before = known.get(scene.id);
    return before === undefined ? [] : (sceneChange(before, scene) ?? []);
  });
  return { scenes: order === null ? null : { order, put }, inScenes };
}

/** The command that turns `from` into `to`, holding only what differs; null when nothing does. */
export function restoreTo(from: Show, to: Show): Restore | null {
  const restore: Restore = {
    name: 'restore',
    fields: fieldsChange(from, to),
    sources: listChange(from.sources, to.sources),
    ...scenesChange(from, to),
    stage: isSame(from.stage, to.stage) ? null : { was: from.stage, to: to.stage },
  };
  const { fields, sources, scenes, inScenes, stage } = restore;
  const isNothing = Object.keys(fields).length === 0 && sources === null && scenes === null;
  return isNothing && inScenes.length === 0 && stage === null ? null : restore;
}

function changeScene(scene: Scene, change: SceneChange | undefined): Scene {
  if (change === undefined) return scene;
  return { ...scene, ...change.fields, items: applyList(scene.items, change.items) };
}

function stageAfter(stage: Stage, change: Restore['stage']): Stage {
  return change !== null && isSame(stage, change.was) ? change.to : stage;
}

/** Puts back what the command holds; what it names and is not there is left out. */
export function applyRestore(show: Show, restore: Restore): Show {
  const changes = new Map(restore.inScenes.map((change) => [change.id, change]));
  const scenes = applyList(show.scenes, restore.scenes).map((scene) => changeScene(scene, changes.get(scene.id)));
  const restored: Show = {
    ...show,
    ...restore.fields,
    sources: restore.sources === null ? show.sources : applyList(show.sources, restore.sources),
    scenes,
    stage: stageAfter(show.stage, restore.stage),
  };
  return settleStage(show, restored);
}
