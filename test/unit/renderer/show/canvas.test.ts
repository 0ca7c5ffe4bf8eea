/** The canvas of the show: chosen, typed, and offered where the programme has another shape. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { useNotices } from '../../../../renderer/store/notices.ts';
import {
  canvasNear,
  canvasSizes,
  hasBars,
  offerCanvas,
  setCanvas,
} from '../../../../renderer/store/show/acts/canvas-acts.ts';
import { currentShow, mirrorShow, useShowStore } from '../../../../renderer/store/show/show.ts';
import { ok } from '../../../../shared/errors.ts';
import { canvasSchema } from '../../../../shared/studio/document/show.ts';
import { canvas, cameraInput, makeItem, makeScene, makeShow, makeSource } from '../../../support/studio/show-parts.ts';

let asked: unknown[];
const vertical = { width: 720, height: 1280 };
const toasts = () => useNotices.getState().toasts;

beforeEach(() => {
  asked = [];
  const call = async (name: string, input: unknown) => {
    asked.push([name, input]);
    return ok({ revision: 2 });
  };
  vi.stubGlobal('window', { studio: { call, on: () => () => undefined } });
  useShowStore.setState({ mirror: null });
  useNotices.setState({ toasts: [] });
  const show = makeShow([makeScene('a', [makeItem('camera')])], [makeSource('camera', cameraInput)]);
  mirrorShow({ profileId: 'p', revision: 1, show, undo: null, redo: null, undoSteps: [] });
});

afterEach(() => void vi.unstubAllGlobals());

test('a vertical programme offers a vertical canvas, which is one step', async () => {
  offerCanvas(vertical);
  expect(toasts().map(({ tone, action }) => [tone, action?.label])).toEqual([['warn', 'Make the canvas vertical']]);
  toasts()[0]?.action?.act();
  await vi.waitFor(() => expect(currentShow()?.canvas).toEqual(vertical));
  expect(asked).toEqual([['show.do', { profileId: 'p', command: { name: 'canvas.set', ...vertical }, gesture: null }]]);
  expect(hasBars(vertical)).toBe(false);
});

test('a programme of the canvas’s shape offers nothing', () => {
  offerCanvas({ width: 1920, height: 1080 });
  expect(toasts()).toEqual([]);
});

test('an offer that is stale is taken away', async () => {
  offerCanvas(vertical);
  offerCanvas({ width: 1080, height: 1080 });
  expect(toasts().map(({ action }) => action?.label)).toEqual(['Make the canvas square']);
  await setCanvas(vertical);
  expect(toasts()).toEqual([]);
});

test('what is typed becomes a size that the document takes; the same size is no step', async () => {
  expect(await setCanvas({ width: 1001.4, height: 99_999 })).toBe(true);
  expect(currentShow()?.canvas).toEqual({ width: 1002, height: 7680 });
  expect(await setCanvas({ width: 1002, height: 7680 })).toBe(false);
  expect(asked).toHaveLength(1);
  expect(canvasNear({ width: 3, height: canvas.height })).toEqual({ width: 160, height: 720 });
  for (const size of canvasSizes) expect(canvasSchema.safeParse(size).success).toBe(true);
});
