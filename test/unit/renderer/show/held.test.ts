/** A page that is started again goes on hiding what the one before it hid. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { connectAir, goSafe, toggleSlate } from '../../../../renderer/store/show/acts/scene-acts.ts';
import { mirrorHolding, useOnAir } from '../../../../renderer/store/show/on-air.ts';
import { mirrorShow, useShowStore } from '../../../../renderer/store/show/show.ts';
import { ok } from '../../../../shared/errors.ts';
import { makeScene, makeShow } from '../../../support/studio/show-parts.ts';

let stored: Map<string, string>;
let told: (readonly [string, unknown])[];

/** What a new page's engine hears. */
function startPage(): void {
  told = [];
  mirrorHolding(false);
  connectAir({
    take: (sceneId) => told.push(['take', sceneId]),
    setHolding: (active) => told.push(['holding', active]),
  });
}

beforeEach(() => {
  stored = new Map();
  vi.stubGlobal('sessionStorage', {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => stored.set(key, value),
  });
  vi.stubGlobal('window', { studio: { call: async () => ok({ revision: 2 }), on: () => () => undefined } });
  startPage();
});

afterEach(() => {
  useShowStore.setState({ mirror: null });
  vi.unstubAllGlobals();
});

test('a new window hides nothing', () => {
  expect([told, useOnAir.getState().holding]).toEqual([[], false]);
});

test('the holding picture that the user chose is there again before anything else, until it is taken away', () => {
  toggleSlate();
  startPage();
  expect([told, useOnAir.getState().holding]).toEqual([[['holding', true]], true]);
  toggleSlate();
  expect(told.at(-1)).toEqual(['holding', false]);
  startPage();
  expect([told, useOnAir.getState().holding]).toEqual([[], false]);
});

test('the way back from the safe scene is remembered', async () => {
  const show = makeShow([makeScene('a', []), makeScene('b', []), makeScene('safe', [])], []);
  const staged = (programId: string) => ({
    ...show,
    safeSceneId: 'safe',
    stage: { programId, previewId: programId, studioMode: false },
  });
  const tell = (programId: string, revision: number) =>
    mirrorShow({ profileId: 'p', revision, show: staged(programId), undo: null, redo: null, undoSteps: [] });
  tell('b', 1);
  await goSafe();
  startPage();
  useShowStore.setState({ mirror: null });
  tell('safe', 2);
  await goSafe();
  expect(told).toEqual([['take', 'b']]);
});

test('what no page of ours has kept hides nothing', () => {
  for (const text of ['{', '{"holding":1,"returnId":null}', '[]']) {
    for (const key of ['uplink-held']) stored.set(key, text);
    startPage();
    expect([told, useOnAir.getState().holding]).toEqual([[], false]);
  }
});
