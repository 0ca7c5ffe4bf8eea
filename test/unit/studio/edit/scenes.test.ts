/** Commands on whole scenes, and what goes with a scene that goes. */
import { expect, test } from 'vitest';
import { flawOf } from '../../../../shared/studio/document/flaw.ts';
import { makeScene } from '../../../support/studio/show-parts.ts';
import { after, apply, itemOf, orderOf, refusal, rigShow, sceneOf } from './edit-rig.ts';

const names = (show: ReturnType<typeof rigShow>) => show.scenes.map(({ name }) => name);

test('the show of these tests is sound', () => {
  expect(flawOf(rigShow())).toBeNull();
});

test('a scene is added where it is asked for, beyond the end at the end', () => {
  const show = rigShow();
  expect(names(after(show, { name: 'scene.add', scene: makeScene('c', []), at: 1 }))).toEqual([
    'Talk',
    'c',
    'Camera 2',
  ]);
  expect(names(after(show, { name: 'scene.add', scene: makeScene('c', []), at: 99 }))).toEqual([
    'Talk',
    'Camera 2',
    'c',
  ]);
  expect(refusal(show, { name: 'scene.add', scene: makeScene('a', []), at: 0 })).toBe('id-twice');
});

test('a copy of a scene lies behind it, under a free name, with its groups and with items of its own', () => {
  const show = after(rigShow(), {
    name: 'scene.duplicate',
    sceneId: 'a',
    newId: 'c',
    itemIds: ['c-1', 'c-2', 'c-3', 'c-4'],
  });
  expect(names(show)).toEqual(['Talk', 'Talk 2', 'Camera 2']);
  expect(sceneOf(show, 'c').groups).toEqual([{ id: 'g', name: 'Host' }]);
  expect(itemOf(show, 'c-2')).toEqual({ ...itemOf(show, 'a-camera'), id: 'c-2' });
  expect(refusal(show, { name: 'scene.duplicate', sceneId: 'a', newId: 'd', itemIds: ['d-1'] })).toBe('item-missing');
  expect(refusal(show, { name: 'scene.duplicate', sceneId: 'x', newId: 'd', itemIds: [] })).toBe('scene-missing');
});

test('copies count on: "Camera 2" becomes "Camera 3"', () => {
  const show = after(rigShow(), { name: 'scene.duplicate', sceneId: 'b', newId: 'c', itemIds: ['c-1'] });
  expect(names(show)).toEqual(['Talk', 'Camera 2', 'Camera 3']);
});

test('a scene gets a name, a tag and a transition of its own', () => {
  const show = after(
    rigShow(),
    { name: 'scene.rename', sceneId: 'a', to: 'Interview' },
    { name: 'scene.set', sceneId: 'a', patch: { tag: '#ff0000' } },
    { name: 'scene.set', sceneId: 'a', patch: { transition: { kind: 'fade', millis: 500 } } },
  );
  expect(sceneOf(show, 'a')).toMatchObject({
    name: 'Interview',
    tag: '#ff0000',
    transition: { kind: 'fade', millis: 500 },
  });
});

test('a scene moves within the list', () => {
  expect(names(after(rigShow(), { name: 'scene.move', sceneId: 'a', to: 1 }))).toEqual(['Camera 2', 'Talk']);
  expect(refusal(rigShow(), { name: 'scene.move', sceneId: 'x', to: 0 })).toBe('scene-missing');
});

test('a scene that goes takes the source along that shows it, and leaves its roles', () => {
  const show = after(rigShow(), { name: 'scene.remove', sceneId: 'b' });
  expect(names(show)).toEqual(['Talk']);
  expect(show.sources.map(({ id }) => id)).not.toContain('inset');
  expect(orderOf(show, 'a')).toEqual(['item-ground', 'a-camera', 'item-logo']);
  expect(show.safeSceneId).toBeNull();
  expect(show.stage).toEqual({ programId: 'a', previewId: 'a', studioMode: true });
  expect(refusal(show, { name: 'scene.remove', sceneId: 'a' })).toBe('last-scene');
});

test('the scene after the one on air takes its place when that goes, and taking it back puts it on air again', () => {
  const { show, undo } = apply(rigShow(), { name: 'scene.remove', sceneId: 'a' });
  expect(show.stage.programId).toBe('b');
  expect(undo).toMatchObject({ stage: { to: { programId: 'a' } } });
});

test('taking back never undoes what somebody put on air since', () => {
  const base = after(rigShow(), { name: 'scene.add', scene: makeScene('c', []), at: 2 });
  const { show, undo } = apply(base, { name: 'scene.remove', sceneId: 'a' });
  if (undo === null) throw new Error('it can be taken back');
  const switched = after(show, { name: 'stage.program', sceneId: 'c' });
  const back = after(switched, undo);
  expect(names(back)).toEqual(['Talk', 'Camera 2', 'c']);
  expect(back.stage.programId).toBe('c');
});
