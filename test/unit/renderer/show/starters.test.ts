/** The starter shows of the first run: which sources stand where for each intent, once however often it is chosen. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { mirrorDevices } from '../../../../renderer/store/devices.ts';
import { startWith } from '../../../../renderer/store/show/acts/starter-acts.ts';
import { currentShow, mirrorShow, useShowStore } from '../../../../renderer/store/show/show.ts';
import { ok } from '../../../../shared/errors.ts';
import { createShow } from '../../../../shared/studio/document/default-show.ts';
import type { Show } from '../../../../shared/studio/document/show.ts';

beforeEach(() => {
  let revision = 0;
  vi.stubGlobal('window', {
    studio: { call: async () => ok({ revision: (revision += 1) }), on: () => () => undefined },
  });
  let drawn = 0;
  const show = createShow({ newId: () => `id-${(drawn += 1)}` });
  const profileId = '8d1c0b1e-6a34-4a53-9a0c-3d9f1a8e0001';
  mirrorShow({ profileId, revision, show, undo: null, redo: null, undoSteps: [] });
  mirrorDevices({
    cameras: [
      { deviceId: 'a', label: 'Pulpit' },
      { deviceId: 'b', label: 'Choir' },
      { deviceId: 'c', label: 'Aisle' },
    ],
    microphones: [],
  });
});

afterEach(() => {
  vi.unstubAllGlobals();
  useShowStore.setState({ mirror: null });
});

function shown(): Show {
  const show = currentShow();
  if (show === null) throw new Error('there is no show');
  return show;
}

const kinds = () => shown().sources.map(({ input }) => input.kind);

/** Kinds of a scene's pictures, back to front. */
function picturesOf(index: number): (string | undefined)[] {
  const { scenes, sources } = shown();
  return (scenes[index]?.items ?? []).map(({ sourceId }) => sources.find(({ id }) => id === sourceId)?.input.kind);
}

describe('a starter show', () => {
  test('to talk has a camera and a main microphone', async () => {
    await startWith('talk');
    expect(picturesOf(0)).toContain('camera');
    expect(shown().sources.filter(({ strip }) => strip?.isMainMicrophone)).toMatchObject([
      { input: { kind: 'microphone' } },
    ]);
  });

  test('for the screen has the camera before it, in a corner', async () => {
    await startWith('screen');
    expect(picturesOf(0)).toEqual(['screen', 'camera']);
    const [screen, camera] = shown().scenes[0]?.items ?? [];
    expect(screen?.transform.width).toBe(shown().canvas.width);
    expect(camera?.transform.width).toBeLessThan(shown().canvas.width / 2);
    expect(kinds()).not.toContain('system-audio');
  });

  test('for a game has the sound of the computer too', async () => {
    await startWith('game');
    expect(kinds()).toEqual(expect.arrayContaining(['screen', 'camera', 'microphone', 'system-audio']));
  });

  test('for an event has a scene for each camera, and studio mode', async () => {
    await startWith('event');
    expect(shown().scenes.map((_scene, index) => picturesOf(index))).toEqual([['camera'], ['camera'], ['camera']]);
    expect(shown().sources.flatMap(({ input }) => (input.kind === 'camera' ? [input.deviceId] : []))).toEqual([
      '',
      'b',
      'c',
    ]);
    expect(shown().stage.studioMode).toBe(true);
  });

  test.each(['screen', 'game', 'event'] as const)('for %s is the same when it is chosen again', async (intent) => {
    await startWith(intent);
    const before = kinds();
    const scenes = shown().scenes.length;
    await startWith(intent);
    expect(kinds()).toEqual(before);
    expect(shown().scenes).toHaveLength(scenes);
  });
});
