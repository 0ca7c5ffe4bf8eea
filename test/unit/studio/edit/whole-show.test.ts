/** Commands on roles, mix, guides, canvas, and on what is on air. */
import { expect, test } from 'vitest';
import { wholeCanvas as whole } from '../../../../shared/studio/geometry/fitting.ts';
import { canvas } from '../../../support/studio/show-parts.ts';
import { after, apply, itemOf, refusal, rigShow } from './edit-rig.ts';

test('the show’s transition, roles, master and guides are set', () => {
  const show = after(
    rigShow(),
    { name: 'transition.set', transition: { kind: 'wipe', millis: 700, direction: 'up' } },
    { name: 'role.set', role: 'safe', sceneId: null },
    { name: 'role.set', role: 'opening', sceneId: 'a' },
    { name: 'role.set', role: 'closing', sceneId: 'b' },
    { name: 'master.set', patch: { targetLufs: -23, limiterDb: null } },
    { name: 'guides.set', patch: { grid: true } },
  );
  expect(show).toMatchObject({
    transition: { kind: 'wipe', millis: 700, direction: 'up' },
    safeSceneId: null,
    openingSceneId: 'a',
    closingSceneId: 'b',
    master: { targetLufs: -23, limiterDb: null, muted: false },
    guides: { grid: true, snap: true },
  });
  expect(refusal(show, { name: 'role.set', role: 'safe', sceneId: 'x' })).toBe('scene-missing');
});

test('another canvas takes all places and lines along', () => {
  const small = { ...whole(canvas), x: 128, y: 72, width: 640, height: 360, rotation: 10 };
  const show = after(
    rigShow(),
    { name: 'item.transform', sceneId: 'a', changes: [{ itemId: 'a-camera', transform: small }] },
    {
      name: 'guides.set',
      patch: {
        lines: [
          { axis: 'x', at: 100 },
          { axis: 'y', at: 100 },
        ],
      },
    },
    { name: 'canvas.set', width: 1920, height: 720 },
  );
  expect(itemOf(show, 'item-ground').transform).toEqual({ ...whole(canvas), width: 1920 });
  expect(itemOf(show, 'a-camera').transform).toEqual({ ...small, x: 192, width: 960 });
  expect(show.guides.lines).toEqual([
    { axis: 'x', at: 150 },
    { axis: 'y', at: 100 },
  ]);
});

test('a camera that had the whole canvas fills an upright one; what must stay whole does not', () => {
  const corner = { ...whole(canvas), x: 640, y: 360, width: 640, height: 360 };
  const command = { name: 'canvas.set', width: 720, height: 1280 } as const;
  const cornered = after(rigShow(), {
    name: 'item.transform',
    sceneId: 'a',
    changes: [{ itemId: 'a-camera', transform: corner }],
  });
  const upright = apply(cornered, command);
  const all = { ...whole(canvas), width: 720, height: 1280 };
  expect(itemOf(upright.show, 'b-camera').transform).toEqual({ ...all, fit: 'cover' });
  expect(itemOf(upright.show, 'a-camera').transform).toMatchObject({ x: 360, y: 640, width: 360, fit: 'contain' });
  expect(itemOf(upright.show, 'item-logo').transform).toEqual(all);
  const larger = after(cornered, { name: 'canvas.set', width: 1920, height: 1080 });
  expect(itemOf(larger, 'b-camera').transform.fit).toBe('contain');
  if (upright.undo === null) throw new Error('a canvas is undone');
  expect(after(upright.show, upright.undo)).toEqual(cornered);
});

test('what is on air is not undone, and take changes program and preview', () => {
  const taken = apply(rigShow(), { name: 'stage.take' });
  expect(taken.undo).toBeNull();
  expect(taken.show.stage).toEqual({ programId: 'b', previewId: 'a', studioMode: true });
  expect(after(taken.show, { name: 'stage.preview', sceneId: 'b' }).stage.previewId).toBe('b');
  expect(refusal(rigShow(), { name: 'stage.program', sceneId: 'x' })).toBe('scene-missing');
  expect(refusal(rigShow(), { name: 'stage.preview', sceneId: 'x' })).toBe('scene-missing');
});

test('without studio mode the preview follows the program', () => {
  const prepared = after(rigShow(), { name: 'stage.program', sceneId: 'b' });
  expect(prepared.stage).toEqual({ programId: 'b', previewId: 'b', studioMode: true });
  const plain = after(rigShow(), { name: 'stage.studio', on: false });
  expect(plain.stage).toEqual({ programId: 'a', previewId: 'a', studioMode: false });
  expect(after(plain, { name: 'stage.program', sceneId: 'b' }).stage).toEqual({
    programId: 'b',
    previewId: 'b',
    studioMode: false,
  });
});
