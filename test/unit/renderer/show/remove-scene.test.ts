/** Removing scenes from the list: not under the eyes of viewers, and not without a way back. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { mirrorSession } from '../../../../renderer/store/live.ts';
import { useNotices } from '../../../../renderer/store/notices.ts';
import { removeScene } from '../../../../renderer/store/show/acts/remove-scene.ts';
import { currentShow, mirrorShow, useShowStore } from '../../../../renderer/store/show/show.ts';
import type { Show } from '../../../../shared/studio/document/show.ts';
import { fail, ok } from '../../../../shared/errors.ts';
import type { Label } from '../../../../shared/studio/edit/label.ts';
import { recording } from '../../../fixtures/window-harness/recording.ts';
import { sessions } from '../../../fixtures/window-harness/snapshots.ts';
import { makeItem, makeScene, makeShow, makeSource } from '../../../support/studio/show-parts.ts';

/** Scene "a" on air shows scene "c" within; "b" lies beside it. */
const show: Show = makeShow(
  [makeScene('a', [makeItem('inset')]), makeScene('b', []), makeScene('c', [])],
  [makeSource('inset', { kind: 'scene', sceneId: 'c' })],
);

let asked: string[];

function tellShow(shown: Show, revision: number, undo: Label | null): void {
  mirrorShow({ profileId: 'p', revision, show: shown, undo, redo: null, undoSteps: [] });
}

const scenes = () => currentShow()?.scenes.map(({ id }) => id);
const toasts = () => useNotices.getState().toasts;

beforeEach(() => {
  asked = [];
  const call = async (name: string) => {
    asked.push(name);
    return name === 'show.do' || name === 'show.undo' ? ok({ revision: 2 }) : fail('internal');
  };
  vi.stubGlobal('window', { studio: { call, on: () => () => undefined } });
  useShowStore.setState({ mirror: null });
  useNotices.setState({ toasts: [] });
  tellShow(show, 1, null);
});

afterEach(() => {
  mirrorSession(sessions['off-air']);
  vi.unstubAllGlobals();
});

test('while viewers watch, the scene on air and one within it stay, and a sentence says why', async () => {
  mirrorSession(sessions['live-two']);
  await removeScene('a');
  await removeScene('c');
  expect([scenes(), asked]).toEqual([['a', 'b', 'c'], []]);
  expect(toasts().map(({ tone }) => tone)).toEqual(['warn', 'warn']);
  await removeScene('b');
  expect(scenes()).toEqual(['a', 'c']);
});

test('what is recorded counts like what is watched', async () => {
  mirrorSession({ ...sessions['off-air'], recording });
  await removeScene('a');
  expect(scenes()).toEqual(['a', 'b', 'c']);
});

test('off air it goes, and the notice takes it back', async () => {
  mirrorSession({ ...sessions['off-air'], recording: null });
  await removeScene('a');
  expect(scenes()).toEqual(['b', 'c']);
  const name = show.scenes[0]?.name ?? '';
  tellShow(show, 2, { key: 'edit.scene.remove', name });
  toasts()[0]?.action?.act();
  expect(asked).toEqual(['show.do', 'show.undo']);
});

test('the notice takes nothing else back', async () => {
  mirrorSession({ ...sessions['off-air'], recording: null });
  await removeScene('b');
  tellShow(show, 3, { key: 'edit.scene.rename', name: 'Talk' });
  toasts()[0]?.action?.act();
  expect(asked).toEqual(['show.do']);
});
