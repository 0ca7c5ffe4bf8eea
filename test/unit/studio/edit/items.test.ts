/** Commands on what a scene shows and where, and layouts. */
import { expect, test } from 'vitest';
import { maxItems } from '../../../../shared/studio/document/scene.ts';
import { wholeCanvas as whole } from '../../../../shared/studio/geometry/fitting.ts';
import { cameraInput, canvas, makeItem, makeSource } from '../../../support/studio/show-parts.ts';
import { after, apply, itemOf, orderOf, refusal, rigShow, sceneOf, sourceOf } from './edit-rig.ts';

const inA = { sceneId: 'a' } as const;
const small = { ...whole(canvas), x: 100, y: 50, width: 320, height: 180 };

test('an item is added at a depth, but never between the items of a group', () => {
  const item = makeItem('logo', { id: 'new' });
  expect(orderOf(after(rigShow(), { name: 'item.add', ...inA, item, at: 0 }), 'a')[0]).toBe('new');
  expect(orderOf(after(rigShow(), { name: 'item.add', ...inA, item, at: 2 }), 'a')).toEqual([
    'item-ground',
    'new',
    'a-camera',
    'item-logo',
    'item-inset',
  ]);
  expect(refusal(rigShow(), { name: 'item.add', ...inA, item: makeItem('x'), at: 0 })).toBe('source-missing');
  expect(refusal(rigShow(), { name: 'item.add', ...inA, item: makeItem('mic'), at: 0 })).toBe('picture-missing');
  expect(refusal(rigShow(), { name: 'item.add', sceneId: 'b', item: makeItem('inset', { id: 'n' }), at: 0 })).toBe(
    'shows-itself',
  );
});

test('items go, their source stays, an empty group goes too', () => {
  const show = after(rigShow(), { name: 'item.remove', ...inA, itemIds: ['a-camera', 'item-logo'] });
  expect(orderOf(show, 'a')).toEqual(['item-ground', 'item-inset']);
  expect(sceneOf(show, 'a').groups).toEqual([]);
  expect(sourceOf(show, 'logo').name).toBe('logo');
  expect(refusal(show, { name: 'item.remove', ...inA, itemIds: ['a-camera', 'item-ground'] })).toBe('item-missing');
});

test('several items are moved, and set, at once', () => {
  const changes = ['a-camera', 'item-logo'].map((itemId) => ({ itemId, transform: small }));
  const show = after(
    rigShow(),
    { name: 'item.transform', ...inA, changes },
    { name: 'item.set', ...inA, itemIds: ['item-logo', 'item-inset'], patch: { visible: false, opacity: 0.5 } },
    { name: 'item.set', ...inA, itemIds: ['item-logo'], patch: { locked: true, blend: 'screen' } },
  );
  expect(itemOf(show, 'a-camera').transform).toEqual(small);
  expect(itemOf(show, 'item-logo')).toMatchObject({
    transform: small,
    visible: false,
    opacity: 0.5,
    locked: true,
    blend: 'screen',
  });
  expect(itemOf(show, 'item-inset')).toMatchObject({ visible: false, locked: false });
});

test('an item shows another source in the same place', () => {
  const show = after(rigShow(), { name: 'item.source', ...inA, itemId: 'item-logo', sourceId: 'camera' });
  expect(itemOf(show, 'item-logo').sourceId).toBe('camera');
  expect(refusal(show, { name: 'item.source', ...inA, itemId: 'item-logo', sourceId: 'mic' })).toBe('picture-missing');
});

test('pasted items come in front, with their group and with sources that are missing', () => {
  const card = makeSource('card', cameraInput);
  const items = [
    makeItem('card', { id: 'p1', groupId: 'pg' }),
    makeItem('logo', { id: 'p2', groupId: 'pg' }),
    makeItem('logo', { id: 'p3', groupId: 'lost' }),
  ];
  const show = after(rigShow(), {
    name: 'item.paste',
    sceneId: 'b',
    items,
    sources: [card, { ...makeSource('logo', cameraInput), name: 'Not this one' }],
    groups: [{ id: 'pg', name: 'Pasted' }],
  });
  expect(orderOf(show, 'b')).toEqual(['b-camera', 'p1', 'p2', 'p3']);
  expect(sceneOf(show, 'b').groups).toEqual([{ id: 'pg', name: 'Pasted' }]);
  expect(itemOf(show, 'p3').groupId).toBeNull();
  expect(sourceOf(show, 'card')).toEqual(card);
  expect(sourceOf(show, 'logo').name).toBe('logo');
});

test('items align to the canvas, each by itself', () => {
  const changes = [
    { itemId: 'a-camera', transform: small },
    { itemId: 'item-logo', transform: { ...small, x: 7, width: 100 } },
  ];
  const show = after(
    rigShow(),
    { name: 'item.transform', ...inA, changes },
    { name: 'item.align', ...inA, itemIds: ['a-camera', 'item-logo'], to: 'right' },
  );
  expect(itemOf(show, 'a-camera').transform).toEqual({ ...small, x: 960 });
  expect(itemOf(show, 'item-logo').transform).toEqual({ ...small, x: 1180, width: 100 });
});

test('an item is fitted: over the canvas, and small in a corner', () => {
  const moved = after(rigShow(), {
    name: 'item.transform',
    ...inA,
    changes: [{ itemId: 'a-camera', transform: { ...small, rotation: 30, flipX: true } }],
  });
  const fit = (to: 'canvas' | 'fill' | 'stretch' | 'reset' | 'bottom-right') =>
    itemOf(after(moved, { name: 'item.fit', ...inA, itemIds: ['a-camera'], to }), 'a-camera').transform;
  expect(fit('canvas')).toEqual({ ...whole(canvas), flipX: true });
  expect(fit('fill')).toEqual({ ...whole(canvas), flipX: true, fit: 'cover' });
  expect(fit('stretch')).toEqual({ ...whole(canvas), flipX: true, fit: 'stretch' });
  expect(fit('reset')).toEqual(whole(canvas));
  const over = after(rigShow(), { name: 'item.fit', ...inA, itemIds: ['a-camera'], to: 'bottom-right' });
  const corner = itemOf(over, 'a-camera').transform;
  expect(corner).toMatchObject({ width: 384, height: 216 });
  expect(corner.x).toBe(1280 - 384 - 22);
  expect(corner.y).toBe(720 - 216 - 22);
});

test('a scene holds two hundred items', () => {
  const items = Array.from({ length: maxItems - 4 }, (_, index) => makeItem('logo', { id: `n${index}` }));
  const full = apply(rigShow(), { name: 'item.paste', ...inA, items, sources: [] }).show;
  expect(refusal(full, { name: 'item.add', ...inA, item: makeItem('logo', { id: 'more' }), at: 0 })).toBe('too-many');
});

test('a layout places pictures and leaves overlays, colours and locked items alone', () => {
  const show = after(rigShow(), { name: 'layout.apply', ...inA, layout: 'picture-in-picture' });
  expect(itemOf(show, 'item-ground')).toEqual(itemOf(rigShow(), 'item-ground'));
  expect(itemOf(show, 'item-logo')).toEqual(itemOf(rigShow(), 'item-logo'));
  expect(itemOf(show, 'a-camera').transform).toEqual({ ...whole(canvas), fit: 'cover' });
  const inset = itemOf(show, 'item-inset').transform;
  expect(inset).toMatchObject({ x: 900, y: 496, width: 358, height: 202 });
  const locked = after(rigShow(), {
    name: 'item.set',
    ...inA,
    itemIds: ['a-camera', 'item-inset'],
    patch: { locked: true },
  });
  expect(refusal(locked, { name: 'layout.apply', ...inA, layout: 'split' })).toBe('nothing-to-place');
});

test('full hides the other pictures, the next layout brings one back', () => {
  const full = after(rigShow(), { name: 'layout.apply', ...inA, layout: 'full' });
  expect(itemOf(full, 'a-camera').visible).toBe(true);
  expect(itemOf(full, 'item-inset').visible).toBe(false);
  expect(itemOf(full, 'item-logo').visible).toBe(true);
  const split = after(full, { name: 'layout.apply', ...inA, layout: 'split' });
  expect(itemOf(split, 'item-inset')).toMatchObject({
    visible: true,
    transform: { x: 640, y: 0, width: 640, height: 720 },
  });
  expect(itemOf(split, 'a-camera').transform).toMatchObject({ x: 0, y: 0, width: 640, height: 720 });
});
