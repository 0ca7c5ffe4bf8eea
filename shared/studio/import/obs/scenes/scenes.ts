/** The scenes of a collection: their items and groups, back to front. */
import { createItem, maxItems, type Blend, type Group, type Item, type Scene } from '../../../document/scene.ts';
import { hasPicture } from '../../../document/source.ts';
import type { Size } from '../../../geometry/box.ts';
import { nameOf, type Fields } from '../fields.ts';
import { quoted, type Reading } from '../reading.ts';
import type { KnownSource, Sources } from '../sources.ts';
import type { Transitions } from './transitions.ts';
import { placeInGroup, placeOf } from './places.ts';
import { say } from '../../../../wire/tongue.ts';

/** A scene of the file under the id it has here. */
export type SceneEntry = { readonly id: string; readonly name: string; readonly fields: Fields };

export type SceneParts = {
  readonly reading: Reading;
  readonly sources: Sources;
  /** By their names in OBS. */
  readonly scenes: ReadonlyMap<string, SceneEntry>;
  readonly groups: ReadonlyMap<string, Fields>;
  readonly transitions: Transitions;
};

const blends: Readonly<Record<string, Blend>> = {
  additive: 'add',
  subtract: 'subtract',
  screen: 'screen',
  multiply: 'multiply',
  lighten: 'lighten',
  darken: 'darken',
};

/** More than this is not looked at. */
const maxRead = 1000;

export function sceneOf(entry: SceneEntry, parts: SceneParts): Scene {
  const { fields, id, name } = entry;
  const what = say`Scene ${quoted(name)}`;
  const items: Item[] = [];
  const groups: Group[] = [];
  for (const item of itemsIn(fields)) {
    const group = parts.groups.get(item.text('name'));
    if (group === undefined) items.push(...itemOf(item, parts));
    else addGroup(item, group, { items, groups, parts });
  }
  if (items.length > maxItems) parts.reading.note(what, say`Only its first ${maxItems} items were taken over.`);
  if (fields.list('filters', 1).length > 0)
    parts.reading.note(what, say`Scenes have no filters here; put them on its items.`);
  const kept = items.slice(0, maxItems);
  const used = new Set(kept.map(({ groupId }) => groupId));
  return {
    id,
    name,
    tag: null,
    items: kept,
    groups: groups.filter((group) => used.has(group.id)),
    transition: overrideOf(fields, parts.transitions),
  };
}

/** Items of groups stand in the scene once more, as a backup for old versions. */
function itemsIn(fields: Fields): readonly Fields[] {
  const items = fields.object('settings').list('items', maxRead);
  return items.filter((item) => !item.flag('group_item_backup', false));
}

function overrideOf(fields: Fields, transitions: Transitions): Scene['transition'] {
  const own = fields.object('private_settings');
  const name = own.text('transition');
  return name === '' ? null : transitions.named(name, own.number('transition_duration', 300));
}

function itemOf(item: Fields, parts: SceneParts): readonly Item[] {
  const known = shownBy(item, parts);
  if (known === null) return [];
  const { source, size } = known;
  noteItem(item, known, parts.reading);
  const transform = placeOf(item, size ?? parts.reading.canvas);
  return [
    {
      ...createItem({ id: parts.reading.newId(), sourceId: source.id, transform }),
      visible: item.flag('visible', true),
      locked: item.flag('locked', false),
      blend: blends[item.text('blend_type')] ?? 'normal',
    },
  ];
}

function shownBy(item: Fields, { sources, scenes, reading }: SceneParts): KnownSource | null {
  const scene = scenes.get(item.text('name'));
  const known = sources.find(item) ?? (scene === undefined ? null : sources.nested(scene));
  if (known === null || hasPicture(known.source.input.kind)) return known;
  reading.note(quoted(known.source.name), say`It is heard in all scenes: sound alone has no place in a scene here.`);
  return null;
}

function noteItem(item: Fields, { source, size }: KnownSource, { note }: Reading): void {
  if (size === null && item.number('bounds_type', 0) === 0) {
    note(quoted(source.name), say`The size of its picture is not in the file, so its place is an estimate. Check it.`);
  }
  const isFading = ['show_transition', 'hide_transition'].some((key) => item.object(key).text('id') !== '');
  if (isFading) note(quoted(source.name), say`It appears and goes without a transition of its own.`);
}

/** A group lies in the scene as a whole; its items lie in the group. */
function addGroup(
  item: Fields,
  group: Fields,
  into: { readonly items: Item[]; readonly groups: Group[]; readonly parts: SceneParts },
): void {
  const { reading } = into.parts;
  const id = reading.newId();
  const settings = group.object('settings');
  const size: Size = {
    width: Math.max(1, settings.number('cx', reading.canvas.width)),
    height: Math.max(1, settings.number('cy', reading.canvas.height)),
  };
  const inGroup = itemsIn(group).flatMap((child) => itemOf(child, into.parts));
  if (inGroup.length === 0) return;
  if (group.list('filters', 1).length > 0)
    reading.note(say`Group ${quoted(group.text('name'))}`, say`Groups have no filters here.`);
  into.groups.push({ id, name: nameOf(group.text('name'), say`Group`) });
  for (const child of inGroup) {
    into.items.push({
      ...child,
      groupId: id,
      visible: child.visible && item.flag('visible', true),
      locked: child.locked || item.flag('locked', false),
      transform: placeInGroup(child.transform, item, size),
    });
  }
}
