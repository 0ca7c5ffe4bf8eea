/** How a stream begins and ends for viewers: the opening scene before anything leaves, the closing one before the end. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { mirrorSession } from '../../../../renderer/store/live.ts';
import {
  closeAndEnd,
  closingSeconds,
  endNow,
  goLiveFromStart,
  keepStreaming,
  showAtStart,
  startOnOpening,
  useEdges,
} from '../../../../renderer/store/session/edges.ts';
import { connectAir } from '../../../../renderer/store/show/acts/scene-acts.ts';
import { mirrorShow, useShowStore } from '../../../../renderer/store/show/show.ts';
import { ok } from '../../../../shared/errors.ts';
import type { Show } from '../../../../shared/studio/document/show.ts';
import { sessions } from '../../../fixtures/window-harness/snapshots.ts';
import { makeScene, makeShow } from '../../../support/studio/show-parts.ts';

const scenes = [makeScene('a', []), makeScene('soon', []), makeScene('bye', [])];
const withEdges: Show = makeShow(scenes, [], { openingSceneId: 'soon', closingSceneId: 'bye' });

let asked: string[];

function tellShow(show: Show): void {
  mirrorShow({ profileId: 'p', revision: 1, show, undo: null, redo: null, undoSteps: [] });
}

beforeEach(() => {
  vi.useFakeTimers();
  asked = [];
  const call = async (name: string) => {
    asked.push(name);
    return ok({ revision: 2 });
  };
  vi.stubGlobal('window', { studio: { call, on: () => () => undefined } });
  vi.stubGlobal('sessionStorage', { getItem: () => null, setItem: () => undefined });
  connectAir({
    take: (sceneId, transition) => asked.push(`${sceneId} ${transition?.kind}`),
    setHolding: () => undefined,
  });
  useShowStore.setState({ mirror: null });
  startOnOpening(true);
  keepStreaming();
  tellShow(withEdges);
  mirrorSession(sessions['live-two']);
});

afterEach(() => {
  keepStreaming();
  mirrorSession(sessions['off-air']);
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

const left = () => useEdges.getState().secondsLeft;

describe('the beginning', () => {
  test('the opening scene is on air before the session is asked for', async () => {
    await goLiveFromStart();
    expect(asked).toEqual(['soon cut', 'show.do', 'live.start']);
  });

  test('unless the user does not want it, or there is none', async () => {
    startOnOpening(false);
    await goLiveFromStart();
    startOnOpening(true);
    tellShow(makeShow(scenes, []));
    await goLiveFromStart();
    expect(asked).toEqual(['live.start', 'live.start']);
  });

  test('what is checked before is what viewers will see first', () => {
    expect(showAtStart(withEdges, true).stage.programId).toBe('soon');
    expect(showAtStart(withEdges, false).stage.programId).toBe('a');
    expect(showAtStart(makeShow(scenes, []), true).stage.programId).toBe('a');
  });
});

describe('the end', () => {
  test('the closing scene is seen for its time, then the stream ends', async () => {
    await closeAndEnd();
    expect(asked).toEqual(['bye undefined', 'show.do']);
    expect(left()).toBe(closingSeconds);
    await vi.advanceTimersByTimeAsync(5000);
    expect(left()).toBe(closingSeconds - 5);
    await vi.advanceTimersByTimeAsync(9500);
    expect(asked).not.toContain('live.stop');
    await vi.advanceTimersByTimeAsync(1000);
    expect(asked.filter((name) => name === 'live.stop')).toHaveLength(1);
    expect(left()).toBeNull();
    expect(vi.getTimerCount()).toBe(0);
  });

  test('it goes on when the user thinks better of it', async () => {
    await closeAndEnd();
    await vi.advanceTimersByTimeAsync(5000);
    keepStreaming();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(asked).not.toContain('live.stop');
  });

  test('it can end sooner, and a session that ended by itself is not stopped', async () => {
    await closeAndEnd();
    await endNow();
    expect(asked.at(-1)).toBe('live.stop');
    await closeAndEnd();
    mirrorSession(sessions['off-air']);
    asked = [];
    await vi.advanceTimersByTimeAsync(60_000);
    expect([asked, left()]).toEqual([[], null]);
  });

  test('without a closing scene there is nothing to wait for', async () => {
    tellShow(makeShow(scenes, []));
    await closeAndEnd();
    expect([asked, left()]).toEqual([[], null]);
  });
});
