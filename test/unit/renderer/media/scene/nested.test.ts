/** Scenes within scenes: one that fills the canvas opaquely hides what lies behind, and costs no more than on its own. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Rooms } from '../../../../../renderer/media/compose/scene/paint/rooms.ts';
import type { Item } from '../../../../../shared/studio/document/scene.ts';
import { camera, createStudio, dark, FrameProducer, grey, light, size } from '../../../../support/media/engine-rig.ts';
import { FrameStandIn, openFrames } from '../../../../support/media/frame-stand-in.ts';
import { makeItem, makeScene, makeShow, makeSource } from '../../../../support/studio/show-parts.ts';

function place(sourceId: string, changes: Partial<Item> = {}, box: object = {}): Item {
  const item = makeItem(sourceId, changes);
  return { ...item, transform: { ...item.transform, ...size, x: 0, y: 0, ...box } };
}

/** Calls are counted, not printed: they hold all of the heap. */
const calls = (spy: { readonly mock: { readonly calls: readonly unknown[] } }) => spy.mock.calls.length;

/** A camera behind a scene, which is `inner`. */
const showOf = (inner: readonly Item[], outer: Partial<Item> = {}) =>
  makeShow(
    [makeScene('outer', [place('camera'), place('inside', outer)]), makeScene('inner', inner)],
    [
      makeSource('camera', camera),
      makeSource('other-camera', camera),
      makeSource('light', grey('c0')),
      makeSource('dark', grey('20')),
      makeSource('inside', { kind: 'scene', sceneId: 'inner' }),
    ],
    { canvas: size },
  );

const corner = place('dark', {}, { width: 40, height: 40, x: 200 });

describe('a scene within a scene', () => {
  beforeEach(() => {
    vi.stubGlobal('VideoFrame', FrameStandIn);
    FrameProducer.made.length = 0;
  });

  afterEach(() => {
    vi.unstubAllGlobals();
    vi.restoreAllMocks();
    openFrames.clear();
  });

  test('that is opaque hides the camera behind it, which is not even read', async () => {
    const copied = vi.spyOn(FrameStandIn.prototype, 'copyTo');
    const targets = vi.spyOn(Rooms.prototype, 'target');
    const { lumas, told } = createStudio(showOf([place('light'), corner]));
    FrameProducer.made[0]?.give(70);
    expect(await lumas(3)).toEqual([light, light, light]);
    expect(calls(copied)).toBe(0);
    expect(targets.mock.calls.filter(([, hasAlpha]) => hasAlpha === true)).toEqual([]);
    expect(told.faults).toEqual([]);
  });

  test('that does not fill the canvas lets the camera be seen', async () => {
    const { lumas } = createStudio(showOf([corner]));
    FrameProducer.made[0]?.give(70);
    expect((await lumas(2)).at(-1)).toBe(70);
  });

  test.each([
    ['half transparent', { opacity: 0.5 }],
    ['added', { blend: 'add' as const }],
  ])('that is %s hides nothing', async (_, changes) => {
    const { lumas } = createStudio(showOf([place('dark')], changes));
    FrameProducer.made[0]?.give(200);
    const [, luma = 0] = await lumas(2);
    expect(luma).toBeGreaterThan(dark + 20);
  });

  test('that is nothing but a camera goes on untouched', async () => {
    const copied = vi.spyOn(FrameStandIn.prototype, 'copyTo');
    const { lumas } = createStudio(showOf([place('other-camera')]));
    for (const [index, made] of FrameProducer.made.entries()) made.give(60 + index);
    const shown = await lumas(2);
    expect(shown[0]).toBe(shown[1]);
    expect([60, 61]).toContain(shown[0]);
    expect(calls(copied)).toBe(0);
  });

  test('may become transparent and opaque again from one edit to the next', async () => {
    const solid = showOf([place('light'), corner]);
    const { engine, lumas, told } = createStudio(solid);
    FrameProducer.made[0]?.give(70);
    await lumas(2);
    engine.setShow('profile', showOf([corner]));
    expect((await lumas(2)).at(-1)).toBe(70);
    engine.setShow('profile', solid);
    expect((await lumas(2)).at(-1)).toBe(light);
    await lumas(200);
    expect((await lumas(1)).at(-1)).toBe(light);
    expect(told.faults).toEqual([]);
  });
});
