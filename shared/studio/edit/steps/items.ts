/** Commands on items: what a scene shows and where. */
import { ok } from '../../../errors.ts';
import type { Item, Scene, Transform } from '../../document/scene.ts';
import type { Show } from '../../document/show.ts';
import type { InputKind } from '../../document/source.ts';
import { withBox, type Size } from '../../geometry/box.ts';
import { aligned, fitted } from '../../geometry/fitting.ts';
import { boxesOf, type Layout } from '../../geometry/layouts.ts';
import type { CommandMap } from '../commands.ts';
import { editItems, editScene, hasAll, inserted, refuse, tidied, type Step } from './parts.ts';
import { withSource } from './sources.ts';

type Of<Name extends keyof CommandMap> = Step<CommandMap[Name]>;

export const addItem: Of<'item.add'> = (show, { sceneId, item, at }) =>
  editScene(show, sceneId, (scene) => ok(tidied({ ...scene, items: inserted(scene.items, item, at) })));

export const removeItems: Of<'item.remove'> = (show, { sceneId, itemIds }) => {
  const gone = new Set(itemIds);
  return editScene(show, sceneId, (scene) =>
    hasAll(scene, gone)
      ? ok(tidied({ ...scene, items: scene.items.filter(({ id }) => !gone.has(id)) }))
      : refuse('item-missing'),
  );
};

export const transformItems: Of<'item.transform'> = (show, { sceneId, changes }) => {
  const transforms = new Map(changes.map(({ itemId, transform }) => [itemId, transform]));
  return editItems(show, { sceneId, itemIds: [...transforms.keys()] }, (item) => ({
    ...item,
    transform: transforms.get(item.id) ?? item.transform,
  }));
};

export const setItems: Of<'item.set'> = (show, { sceneId, itemIds, patch }) =>
  editItems(show, { sceneId, itemIds }, (item) => ({ ...item, ...patch }));

export const setItemSource: Of<'item.source'> = (show, { sceneId, itemId, sourceId }) =>
  editItems(show, { sceneId, itemIds: [itemId] }, (item) => ({ ...item, sourceId }));

export const pasteItems: Of<'item.paste'> = (show, { sceneId, items, sources, groups }) => {
  const known = new Set(show.sources.map(({ id }) => id));
  const withSources = sources.filter(({ id }) => !known.has(id)).reduce(withSource, show);
  return editScene(withSources, sceneId, (scene) => {
    const own = new Set(scene.groups.map(({ id }) => id));
    const added = (groups ?? []).filter(({ id }) => !own.has(id));
    return ok(tidied({ ...scene, items: [...scene.items, ...items], groups: [...scene.groups, ...added] }));
  });
};

export const alignItems: Of<'item.align'> = (show, { sceneId, itemIds, to }) =>
  editItems(show, { sceneId, itemIds }, (item) => ({ ...item, transform: aligned(item.transform, to, show.canvas) }));

export const fitItems: Of<'item.fit'> = (show, { sceneId, itemIds, to }) =>
  editItems(show, { sceneId, itemIds }, (item) => ({ ...item, transform: fitted(item.transform, to, show.canvas) }));

/** Kinds that a layout places: pictures of something, not what is written or drawn over them. */
const placedKinds: ReadonlySet<InputKind> = new Set([
  'test',
  'camera',
  'screen',
  'window',
  'media',
  'slideshow',
  'rtmp',
  'scene',
]);
/** Of these nothing at the edge may be cut off. */
const wholeKinds: ReadonlySet<InputKind> = new Set(['screen', 'window', 'media', 'slideshow']);

/**
 * Locked items stay. The backmost picture is the one that matters; all but `full` show at least two where there are two,
 * `full` hides the others.
 */
export const applyLayout: Of<'layout.apply'> = (show, { sceneId, layout }) =>
  editScene(show, sceneId, (scene) => {
    const pictures = placedItems(show, scene);
    const seen = pictures.filter(({ visible }) => visible).length;
    const wanted = Math.max(seen, layout === 'full' ? 1 : 2);
    const hidden = pictures.filter(({ visible }) => !visible);
    const unhidden = new Set(hidden.slice(0, wanted - seen));
    const chosen = pictures.filter((item) => item.visible || unhidden.has(item));
    if (chosen.length === 0) return refuse('nothing-to-place');
    const placed = new Map(placedIn(layout, chosen, show).map((item) => [item.id, item]));
    return ok({ ...scene, items: scene.items.map((item) => placed.get(item.id) ?? item) });
  });

function placedItems(show: Show, scene: Scene): readonly Item[] {
  const kinds = new Map(show.sources.map(({ id, input }) => [id, input.kind]));
  return scene.items.filter(({ sourceId, locked }) => {
    const kind = kinds.get(sourceId);
    return !locked && kind !== undefined && placedKinds.has(kind);
  });
}

function placedIn(layout: Layout, items: readonly Item[], show: Show): readonly Item[] {
  const boxes = boxesOf(layout, show.canvas, items.length);
  const kinds = new Map(show.sources.map(({ id, input }) => [id, input.kind]));
  return items.map((item, index) => {
    const box = boxes[index];
    if (box === undefined) return { ...item, visible: false };
    const kind = kinds.get(item.sourceId);
    const fit = kind !== undefined && wholeKinds.has(kind) ? 'contain' : 'cover';
    return { ...item, visible: true, transform: { ...withBox(item.transform, box), rotation: 0, fit } };
  });
}

/** A place on a canvas of another size: each way by its own factor, so what filled the canvas fills it. */
export function rescaled(transform: Transform, from: Size, to: Size): Transform {
  const x = to.width / from.width;
  const y = to.height / from.height;
  return withBox(transform, {
    x: transform.x * x,
    y: transform.y * y,
    width: transform.width * x,
    height: transform.height * y,
  });
}
