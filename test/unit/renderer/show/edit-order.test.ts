/** What the window sends of its edits: undo comes after what was held back, and everything names the show it is for. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { edit, mirrorShow, redo, undo, useShowStore } from '../../../../renderer/store/show/show.ts';
import { ok } from '../../../../shared/errors.ts';
import type { Command } from '../../../../shared/studio/edit/commands.ts';
import {
  colourInput,
  makeItem,
  makeScene,
  makeShow,
  makeSource,
  wholeCanvas,
} from '../../../support/studio/show-parts.ts';

const show = makeShow([makeScene('a', [makeItem('red')])], [makeSource('red', colourInput())]);
const move = (x: number): Command => ({
  name: 'item.transform',
  sceneId: 'a',
  changes: [{ itemId: 'item-red', transform: { ...wholeCanvas, x } }],
});

let asked: [string, unknown][];
/** Of each test another: what a gesture has sent is remembered. */
let gesture: string;

const tell = (profileId: string) => mirrorShow({ profileId, revision: 1, show, undo: null, redo: null, undoSteps: [] });

beforeEach(() => {
  vi.useFakeTimers();
  asked = [];
  gesture = crypto.randomUUID();
  const call = async (name: string, input: unknown) => {
    asked.push([name, input]);
    return ok({ revision: 2 });
  };
  vi.stubGlobal('window', { studio: { call, on: () => () => undefined } });
  useShowStore.setState({ mirror: null });
  tell('one');
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const sent = (profileId: string, x: number) => ['show.do', { profileId, command: move(x), gesture }];

test.each([
  ['undo', undo],
  ['redo', redo],
] as const)('%s goes out after the last place of a drag, which is not sent a second time', async (name, act) => {
  for (const x of [1, 2, 3]) void edit(move(x), gesture);
  expect(asked).toEqual([sent('one', 1)]);
  await act();
  await vi.runAllTimersAsync();
  expect(asked).toEqual([sent('one', 1), sent('one', 3), [`show.${name}`, { profileId: 'one' }]]);
});

test('what was held back for one profile’s show is sent as that one’s, and before what comes for another', () => {
  for (const x of [1, 2]) void edit(move(x), gesture);
  tell('two');
  void edit(move(3), gesture);
  expect(asked).toEqual([sent('one', 1), sent('one', 2), sent('two', 3)]);
});

test('without a show there is nothing to undo', async () => {
  useShowStore.setState({ mirror: null });
  await undo();
  expect(asked).toEqual([]);
});
