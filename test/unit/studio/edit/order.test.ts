/** Commands on the order of items and on their groups. */
import { expect, test } from 'vitest';
import { makeItem } from '../../../support/studio/show-parts.ts';
import { after, itemOf, orderOf, refusal, rigShow, sceneOf } from './edit-rig.ts';

const inA = { sceneId: 'a' } as const;

/** Depth after an order command: ground, camera and logo (a group), inset, and what is put there before. */
function ordered(itemIds: string[], to: 'front' | 'back' | 'forward' | 'backward' | number) {
  return orderOf(after(rigShow(), { name: 'item.order', ...inA, itemIds, to }), 'a');
}

test('items go to the front and the back in their own order', () => {
  expect(ordered(['item-ground'], 'front')).toEqual(['a-camera', 'item-logo', 'item-inset', 'item-ground']);
  expect(ordered(['item-inset'], 'back')).toEqual(['item-inset', 'item-ground', 'a-camera', 'item-logo']);
  expect(ordered(['item-inset', 'item-ground'], 'front').slice(-2)).toEqual(['item-ground', 'item-inset']);
});

test('one step passes a whole group', () => {
  expect(ordered(['item-ground'], 'forward')).toEqual(['a-camera', 'item-logo', 'item-ground', 'item-inset']);
  expect(ordered(['item-inset'], 'backward')).toEqual(['item-ground', 'item-inset', 'a-camera', 'item-logo']);
  expect(ordered(['item-inset'], 'forward')).toEqual(['item-ground', 'a-camera', 'item-logo', 'item-inset']);
});

test('a group moves as one; an item of it moves within it', () => {
  expect(ordered(['a-camera', 'item-logo'], 'forward')).toEqual(['item-ground', 'item-inset', 'a-camera', 'item-logo']);
  expect(ordered(['a-camera'], 'forward')).toEqual(['item-ground', 'item-logo', 'a-camera', 'item-inset']);
  expect(ordered(['a-camera'], 'front')).toEqual(['item-ground', 'item-logo', 'a-camera', 'item-inset']);
  expect(ordered(['item-logo'], 'forward')).toEqual(['item-ground', 'a-camera', 'item-logo', 'item-inset']);
});

test('dropped into a group an item joins it, dragged away it leaves', () => {
  const joined = after(rigShow(), { name: 'item.order', ...inA, itemIds: ['item-inset'], to: 2 });
  expect(orderOf(joined, 'a')).toEqual(['item-ground', 'a-camera', 'item-inset', 'item-logo']);
  expect(itemOf(joined, 'item-inset').groupId).toBe('g');
  const left = after(rigShow(), { name: 'item.order', ...inA, itemIds: ['a-camera'], to: 0 });
  expect(orderOf(left, 'a')).toEqual(['a-camera', 'item-ground', 'item-logo', 'item-inset']);
  expect(itemOf(left, 'a-camera').groupId).toBeNull();
  const whole = after(rigShow(), { name: 'item.order', ...inA, itemIds: ['a-camera', 'item-logo'], to: 99 });
  expect(orderOf(whole, 'a')).toEqual(['item-ground', 'item-inset', 'a-camera', 'item-logo']);
  expect(sceneOf(whole, 'a').groups).toHaveLength(1);
});

test('items are grouped at the frontmost of them, out of the groups they were in', () => {
  const show = after(rigShow(), {
    name: 'group.make',
    ...inA,
    groupId: 'h',
    groupName: 'Both',
    itemIds: ['item-ground', 'item-logo'],
  });
  expect(orderOf(show, 'a')).toEqual(['a-camera', 'item-ground', 'item-logo', 'item-inset']);
  expect(sceneOf(show, 'a').groups).toEqual([
    { id: 'g', name: 'Host' },
    { id: 'h', name: 'Both' },
  ]);
  expect(refusal(show, { name: 'group.make', ...inA, groupId: 'h', groupName: 'x', itemIds: ['a-camera'] })).toBe(
    'id-twice',
  );
});

test('a group is renamed and dissolved', () => {
  const renamed = after(rigShow(), { name: 'group.rename', ...inA, groupId: 'g', to: 'Guests' });
  expect(sceneOf(renamed, 'a').groups).toEqual([{ id: 'g', name: 'Guests' }]);
  const dissolved = after(renamed, { name: 'group.dissolve', ...inA, groupId: 'g' });
  expect(sceneOf(dissolved, 'a').groups).toEqual([]);
  expect(itemOf(dissolved, 'a-camera').groupId).toBeNull();
  expect(refusal(dissolved, { name: 'group.dissolve', ...inA, groupId: 'g' })).toBe('group-missing');
  expect(refusal(dissolved, { name: 'group.rename', ...inA, groupId: 'g', to: 'x' })).toBe('group-missing');
});

test('items of other scenes and missing ones are refused', () => {
  expect(refusal(rigShow(), { name: 'item.order', ...inA, itemIds: ['b-camera'], to: 'front' })).toBe('item-missing');
  expect(refusal(rigShow(), { name: 'item.order', sceneId: 'x', itemIds: ['b-camera'], to: 'front' })).toBe(
    'scene-missing',
  );
  const more = after(rigShow(), { name: 'item.add', ...inA, item: makeItem('logo', { id: 'new' }), at: 99 });
  expect(orderOf(more, 'a').at(-1)).toBe('new');
});
