/** What can be done to the selected items by key, menu or palette; each says where they are afterwards. */
import { noCrop, type Item, type Transform } from '../../../../shared/studio/document/scene.ts';
import type { Show } from '../../../../shared/studio/document/show.ts';
import type { Command } from '../../../../shared/studio/edit/commands.ts';
import { boundsOfAll, placedTogether, type Box } from '../../../../shared/studio/geometry/box.ts';
import type { Alignment, Fitting } from '../../../../shared/studio/geometry/fitting.ts';
import type { Layout } from '../../../../shared/studio/geometry/layouts.ts';
import { t } from '../../../words/words.ts';
import { tell } from '../../notices.ts';
import { clipboardOf, planPaste } from '../plans/copies.ts';
import { copy, select, selectedItems, useSelection } from '../selection.ts';
import { currentShow, edit, editedScene, itemName, newGesture, newId } from '../show.ts';
import { say } from '../spoken.ts';

/** Steps of one series of key presses become one step to undo while they come quicker than this, ms. */
const seriesMillis = 1000;

let series = { gesture: '', name: '', at: 0 };

/** The gesture of a press: the last one's when it is the same key soon after. */
function seriesOf(name: string): string {
  const now = performance.now();
  const goesOn = series.name === name && now - series.at < seriesMillis;
  series = { gesture: goesOn ? series.gesture : newGesture(), name, at: now };
  return series.gesture;
}

type Chosen = { readonly show: Show; readonly sceneId: string; readonly items: readonly Item[] };

function chosen(): Chosen | null {
  const show = currentShow();
  const items = selectedItems();
  return show === null || items.length === 0 ? null : { show, sceneId: editedScene(show).id, items };
}

/**
 * What of the selection may be moved, turned, fitted or taken out: what is locked stays as it is, with a sentence that
 * says so. Null when nothing is left.
 */
function unlocked(): Chosen | null {
  const now = chosen();
  const free = now?.items.filter(({ locked }) => !locked) ?? [];
  if (now !== null && free.length < now.items.length) tellLocked(now);
  return now === null || free.length === 0 ? null : { ...now, items: free };
}

function tellLocked({ show, sceneId, items }: Chosen): void {
  const held = items.filter(({ locked }) => locked);
  const [first] = held;
  if (first === undefined) return;
  const text = t('editor.locked.stays', { count: held.length, name: itemName(show, first) });
  const unlock = () => void edit({ name: 'item.set', sceneId, itemIds: idsOf(held), patch: { locked: false } });
  tell({ tone: 'info', text, next: '' }, { label: t('editor.locked.unlock', { count: held.length }), act: unlock });
}

const idsOf = (items: readonly Item[]): string[] => items.map(({ id }) => id);

/** Where the selected items are, in canvas pixels, as it is read out. */
export function placeWords(show: Show, items: readonly Item[]): string {
  const [first] = items;
  if (first === undefined) return t('editor.said.nothing');
  if (items.length > 1) return t('editor.said.several', { count: items.length });
  const { x, y, width, height, rotation } = first.transform;
  const facts = { name: itemName(show, first), x: Math.round(x), y: Math.round(y) };
  const size = { width: Math.round(width), height: Math.round(height) };
  const place = t('editor.said.place', { ...facts, ...size });
  return rotation === 0 ? place : `${place} ${t('editor.said.turned', { degrees: Math.round(rotation) })}`;
}

async function change(command: Command, gesture: string | null = null): Promise<void> {
  if (!(await edit(command, gesture))) return;
  const after = chosen();
  if (after !== null) say(placeWords(after.show, after.items));
}

/** Moves the selected items that are not locked by so many canvas pixels. */
export async function nudge(dx: number, dy: number): Promise<void> {
  const free = chosen();
  if (free === null) return;
  const changes = free.items
    .filter(({ locked }) => !locked)
    .map(({ id, transform }) => ({
      itemId: id,
      transform: { ...transform, x: transform.x + dx, y: transform.y + dy },
    }));
  if (changes.length === 0) say(t('editor.said.locked'));
  else await change({ name: 'item.transform', sceneId: free.sceneId, changes }, seriesOf('nudge'));
}

/** Gives each selected item these numbers; those not named stay. Places of several belong to `placeSelected`. */
export async function transformSelected(patch: Partial<Transform>, gesture: string | null = null): Promise<void> {
  const now = unlocked();
  if (now === null) return;
  const changes = now.items.map(({ id, transform }) => ({ itemId: id, transform: { ...transform, ...patch } }));
  await change({ name: 'item.transform', sceneId: now.sceneId, changes }, gesture);
}

/** Where the selected items are together: of one its own box, of several the upright one round those not locked. */
export function placeOf(items: readonly Item[]): Box {
  const [only, second] = items;
  if (only !== undefined && second === undefined) return only.transform;
  const free = items.filter(({ locked }) => !locked);
  return boundsOfAll((free.length > 0 ? free : items).map(({ transform }) => transform));
}

/** Gives that place or size another value; several items keep how they stand to each other. */
export async function placeSelected(side: keyof Box, value: number, gesture: string | null): Promise<void> {
  const now = unlocked();
  if (now === null) return;
  const [only, second] = chosen()?.items ?? [];
  if (only !== undefined && second === undefined) return transformSelected({ [side]: value }, gesture);
  const places = placedTogether(
    now.items.map(({ transform }) => transform),
    side,
    value,
  );
  const changes = now.items.map(({ id, transform }, index) => ({ itemId: id, transform: places[index] ?? transform }));
  await change({ name: 'item.transform', sceneId: now.sceneId, changes }, gesture);
}

/** How much of each selected item's picture is seen, 0 to 1; locked ones too, for they keep their places. */
export async function fadeSelected(opacity: number, gesture: string): Promise<void> {
  const now = chosen();
  if (now === null) return;
  await edit({ name: 'item.set', sceneId: now.sceneId, itemIds: idsOf(now.items), patch: { opacity } }, gesture);
}

/** Upright, uncut and not mirrored. */
export async function straighten(): Promise<void> {
  await transformSelected({ rotation: 0, crop: noCrop, flipX: false, flipY: false });
}

/** Mirrors across the vertical (x) or horizontal (y) middle. */
export async function flip(axis: 'x' | 'y'): Promise<void> {
  const now = unlocked();
  if (now === null) return;
  const changes = now.items.map(({ id, transform }) => ({
    itemId: id,
    transform: axis === 'x' ? { ...transform, flipX: !transform.flipX } : { ...transform, flipY: !transform.flipY },
  }));
  await change({ name: 'item.transform', sceneId: now.sceneId, changes });
}

/** Turns by so many degrees, clockwise. */
export async function turn(degrees: number): Promise<void> {
  const now = unlocked();
  if (now === null) return;
  const changes = now.items.map(({ id, transform }) => ({
    itemId: id,
    transform: { ...transform, rotation: ((transform.rotation + degrees + 540) % 360) - 180 },
  }));
  await change({ name: 'item.transform', sceneId: now.sceneId, changes }, seriesOf('turn'));
}

/** Grows or shrinks about the middle, by a factor. */
export async function scale(factor: number): Promise<void> {
  const now = unlocked();
  if (now === null) return;
  const changes = now.items.map(({ id, transform }) => {
    const width = Math.max(1, transform.width * factor);
    const height = Math.max(1, transform.height * factor);
    const x = transform.x + (transform.width - width) / 2;
    const y = transform.y + (transform.height - height) / 2;
    return { itemId: id, transform: { ...transform, x, y, width, height } };
  });
  await change({ name: 'item.transform', sceneId: now.sceneId, changes }, seriesOf('scale'));
}

/** Forward, backward, to the front or the back. */
export async function order(to: 'front' | 'back' | 'forward' | 'backward'): Promise<void> {
  const now = chosen();
  if (now === null) return;
  await edit({ name: 'item.order', sceneId: now.sceneId, itemIds: idsOf(now.items), to });
  const show = currentShow();
  const [first] = now.items;
  if (show === null || first === undefined) return;
  const { items } = editedScene(show);
  const place = items.length - items.findIndex(({ id }) => id === first.id);
  say(t('editor.said.order', { name: itemName(show, first), place, count: items.length }));
}

/** To an edge or middle of the canvas. */
export async function align(to: Alignment): Promise<void> {
  const now = unlocked();
  if (now !== null) await change({ name: 'item.align', sceneId: now.sceneId, itemIds: idsOf(now.items), to });
}

/** Into the canvas, over it, or into a corner. */
export async function fit(to: Fitting): Promise<void> {
  const now = unlocked();
  if (now !== null) await change({ name: 'item.fit', sceneId: now.sceneId, itemIds: idsOf(now.items), to });
}

/** Locks all selected items, or opens them when all are locked. */
export async function toggleLock(): Promise<void> {
  const now = chosen();
  if (now === null) return;
  const locked = !now.items.every((item) => item.locked);
  await edit({ name: 'item.set', sceneId: now.sceneId, itemIds: idsOf(now.items), patch: { locked } });
  say(t(locked ? 'editor.said.nowLocked' : 'editor.said.unlocked'));
}

/** Hides all selected items, or shows them when all are hidden. */
export async function toggleHide(): Promise<void> {
  const now = chosen();
  if (now === null) return;
  const visible = now.items.every((item) => !item.visible);
  await edit({ name: 'item.set', sceneId: now.sceneId, itemIds: idsOf(now.items), patch: { visible } });
  say(t(visible ? 'editor.said.shown' : 'editor.said.hidden'));
}

/** Takes the selected items that are not locked out of the scene; their sources stay in the show. */
export async function removeSelected(): Promise<void> {
  const now = unlocked();
  if (now === null) return;
  await edit({ name: 'item.remove', sceneId: now.sceneId, itemIds: idsOf(now.items) });
  select([]);
  say(t('editor.said.removed', { count: now.items.length }));
}

/** Makes one group of the selected items. */
export async function group(): Promise<void> {
  const now = chosen();
  if (now === null) return;
  const taken = editedScene(now.show).groups.length + 1;
  const groupName = t('editor.groupName', { number: taken });
  await edit({ name: 'group.make', sceneId: now.sceneId, itemIds: idsOf(now.items), groupId: newId(), groupName });
  say(t('editor.said.grouped', { count: now.items.length }));
}

/** Dissolves every group that a selected item is in. */
export async function ungroup(): Promise<void> {
  const now = chosen();
  if (now === null) return;
  const groupIds = new Set(now.items.flatMap(({ groupId }) => (groupId === null ? [] : [groupId])));
  const gesture = newGesture();
  await Promise.all(
    [...groupIds].map((groupId) => edit({ name: 'group.dissolve', sceneId: now.sceneId, groupId }, gesture)),
  );
}

/** Selects all items of the edited scene that can be moved. */
export function selectAll(): void {
  const show = currentShow();
  if (show !== null) select(idsOf(editedScene(show).items.filter(({ locked }) => !locked)));
}

/** Keeps copies of the selected items. */
export function copySelected(): void {
  const now = chosen();
  if (now === null) return;
  copy(clipboardOf(now.show, now.items));
  say(t('editor.said.copied', { count: now.items.length }));
}

/** Copies, then takes out; what is locked is neither. */
export async function cutSelected(): Promise<void> {
  const now = unlocked();
  if (now === null) return;
  select(idsOf(now.items));
  copySelected();
  await removeSelected();
}

/** Puts what was copied into the edited scene and selects it. */
export async function paste(): Promise<void> {
  const show = currentShow();
  const plan = show === null ? null : planPaste(show, useSelection.getState().clipboard, newId);
  if (plan === null) return;
  if (!(await edit(plan.command))) return;
  select(plan.itemIds);
  say(t('editor.said.pasted', { count: plan.itemIds.length }));
}

/** Once more, beside the first. */
export async function duplicateSelected(): Promise<void> {
  const now = chosen();
  const plan = now === null ? null : planPaste(now.show, clipboardOf(now.show, now.items), newId);
  if (plan === null || !(await edit(plan.command))) return;
  select(plan.itemIds);
}

/** Places all pictures of the edited scene anew. */
export async function applyLayout(layout: Layout): Promise<void> {
  const show = currentShow();
  if (show === null) return;
  if (await edit({ name: 'layout.apply', sceneId: editedScene(show).id, layout })) {
    say(t('editor.said.layout', { layout: t(`editor.layouts.${layout}`) }));
  }
}
