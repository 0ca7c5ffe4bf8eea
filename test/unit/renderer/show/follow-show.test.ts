/** How the show of the window reaches the media side: at the display's rate, once for each change, with its last word. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { followShow } from '../../../../renderer/connect-media.ts';
import { edit, mirrorShow, useShowStore } from '../../../../renderer/store/show/show.ts';
import type { Show } from '../../../../shared/studio/document/show.ts';
import { applyCommand } from '../../../../shared/studio/edit/apply.ts';
import { makeItem, makeScene, makeShow, makeSource, colourInput } from '../../../support/studio/show-parts.ts';

const mic = makeSource('mic', { kind: 'microphone', deviceId: '', label: '' });
const first = makeShow([makeScene('a', [makeItem('back')])], [makeSource('back', colourInput()), mic]);
const profileId = '0b7d6f5e-1a2b-4c3d-8e4f-5a6b7c8d9e0f';
const state = (show: Show, revision: number) => ({ profileId, revision, show, undo: null, redo: null, undoSteps: [] });
const fader = (faderDb: number) => ({ name: 'strip.set', sourceId: 'mic', patch: { faderDb } }) as const;

let revision = 1;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('window', {
    studio: {
      call: () => {
        revision += 1;
        return Promise.resolve({ ok: true, value: { revision } });
      },
    },
  });
  revision = 1;
  useShowStore.setState({ mirror: null });
  mirrorShow(state(first, 1));
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const faderOf = (show: Show | undefined) => show?.sources[1]?.strip?.faderDb;

test('a drag of a second at pointer rate is sixty shows at most, with the last word in the end', async () => {
  const shows: Show[] = [];
  followShow((_, show) => shows.push(show));
  expect(shows).toEqual([first]);
  for (let step = 1; step <= 500; step += 1) {
    void edit(fader(-step / 100), 'drag');
    // Two milliseconds after another, as a fast pointer has it.
    await vi.advanceTimersByTimeAsync(2);
  }
  await vi.advanceTimersByTimeAsync(200);
  expect(shows.length).toBeLessThanOrEqual(65);
  expect(faderOf(shows.at(-1))).toBe(-5);
});

test('what main announces as it is here goes nowhere', async () => {
  const shows: Show[] = [];
  followShow((_, show) => shows.push(show));
  void edit(fader(-6));
  await vi.advanceTimersByTimeAsync(100);
  expect(shows).toHaveLength(2);
  const applied = applyCommand(first, fader(-6));
  if (applied.ok) mirrorShow(structuredClone(state(applied.value.show, 2)));
  await vi.advanceTimersByTimeAsync(100);
  expect(applied.ok).toBe(true);
  expect(shows).toHaveLength(2);
});
