/** Stingers in the scene engine: opened and wound back before the take, and anew after it. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Transition } from '../../../../../shared/studio/document/scene.ts';
import { createStudio, dark, FrameProducer, grey, light, size } from '../../../../support/media/engine-rig.ts';
import { FrameStandIn, openFrames } from '../../../../support/media/frame-stand-in.ts';
import { makeItem, makeScene, makeShow, makeSource } from '../../../../support/studio/show-parts.ts';

const stinger = (path: string): Transition => ({ kind: 'stinger', path, cutAtMillis: 100 });

const show = (changes: { own?: Transition; usual?: Transition; previewId?: string } = {}) =>
  makeShow(
    [
      makeScene('a', [makeItem('dark')]),
      makeScene('b', [makeItem('light')], { transition: changes.own ?? null }),
      makeScene('c', [makeItem('light')]),
    ],
    [makeSource('dark', grey('20')), makeSource('light', grey('c0'))],
    {
      canvas: size,
      transition: changes.usual ?? { kind: 'cut' },
      stage: { programId: 'a', previewId: changes.previewId ?? 'b', studioMode: true },
    },
  );

describe('stingers', () => {
  beforeEach(() => {
    vi.stubGlobal('VideoFrame', FrameStandIn);
    FrameProducer.made.length = 0;
    openFrames.clear();
  });

  afterEach(() => vi.unstubAllGlobals());

  test('the next take’s films are open and stand before anybody takes', async () => {
    const { lumas } = createStudio(show({ own: stinger('/own.webm'), usual: stinger('/usual.webm') }));
    await lumas(2);
    expect(FrameProducer.made).toHaveLength(2);
    expect(FrameProducer.made.map(({ shown }) => shown)).toEqual([null, null]);
  });

  test('the film is seen in the slot after the take, from its beginning', async () => {
    const { engine, lumas } = createStudio(show({ own: stinger('/own.webm') }));
    const [film] = FrameProducer.made;
    film?.give(70);
    expect(await lumas(2)).toEqual([dark, dark]);
    expect(film?.shown).toBeNull();
    engine.take('b', null);
    expect(await lumas(2)).toEqual([70, 70]);
    expect(film?.shown).toBe(true);
    expect(FrameProducer.made).toHaveLength(1);
  });

  test('after it the film is closed, and opened anew for the next take', async () => {
    const { engine, lumas, told } = createStudio(show({ own: stinger('/own.webm') }));
    const [film] = FrameProducer.made;
    film?.give(70);
    engine.take('b', null);
    await lumas(2);
    if (film !== undefined) film.state = { state: 'ended' };
    expect((await lumas(6)).at(-1)).toBe(light);
    expect(film?.isClosed).toBe(true);
    expect(FrameProducer.made).toHaveLength(2);
    expect(FrameProducer.made[1]?.shown).toBeNull();
    expect(told.faults).toEqual([]);
  });

  test('a film that gives nothing is waited for, and then the scenes are cut', async () => {
    const { engine, lumas } = createStudio(show({ own: stinger('/own.webm') }));
    await lumas(1);
    engine.take('b', null);
    const made = await lumas(30);
    expect(made.slice(0, 18)).toEqual(Array.from({ length: 18 }, () => dark));
    expect(made.at(-1)).toBe(light);
  });

  test('what no take needs any more is closed; the same file under another owner is opened anew', async () => {
    const { engine, lumas } = createStudio(show({ own: stinger('/one.webm'), usual: stinger('/one.webm') }));
    await lumas(1);
    expect(FrameProducer.made).toHaveLength(1);
    engine.setShow('profile', show({ usual: stinger('/one.webm') }));
    expect(FrameProducer.made.map(({ isClosed }) => isClosed)).toEqual([true, false]);
    engine.setShow('profile', show());
    expect(FrameProducer.made.map(({ isClosed }) => isClosed)).toEqual([true, true]);
  });
});
