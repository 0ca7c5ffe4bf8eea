/** The scene engine with real pixels under Node: what is on air in each slot, and that nothing is left open. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  camera,
  createStudio,
  dark,
  FrameProducer,
  grey,
  holdingLuma,
  light,
  size,
} from '../../../../support/media/engine-rig.ts';
import { PixelHeap } from '../../../../../renderer/media/compose/pixels/memory/heap.ts';
import type { VideoFilter } from '../../../../../shared/studio/document/filters.ts';
import { FrameStandIn, openFrames } from '../../../../support/media/frame-stand-in.ts';
import { makeItem, makeScene, makeShow, makeSource } from '../../../../support/studio/show-parts.ts';

const twoGreys = () =>
  makeShow(
    [makeScene('a', [makeItem('dark')]), makeScene('b', [makeItem('light')])],
    [makeSource('dark', grey('20')), makeSource('light', grey('c0'))],
    { canvas: size },
  );

const placed = { ...size, x: 0, y: 0 };
const whole = (sourceId: string) => makeItem(sourceId, { transform: { ...makeItem(sourceId).transform, ...placed } });
const cameraShow = (changes = {}) =>
  makeShow(
    [makeScene('a', [whole('camera')]), makeScene('b', [whole('light')])],
    [makeSource('camera', camera, changes), makeSource('light', grey('c0'))],
    { canvas: size },
  );

describe('the scene engine', () => {
  beforeEach(() => {
    vi.stubGlobal('VideoFrame', FrameStandIn);
    FrameProducer.made.length = 0;
    openFrames.clear();
  });

  afterEach(() => vi.unstubAllGlobals());

  test('shows the scene on program, every slot at its time', async () => {
    const { make, told } = createStudio(twoGreys());
    const made = [await make(), await make(), await make()];
    expect(made.map(({ luma }) => luma)).toEqual([dark, dark, dark]);
    expect(made.map(({ timestamp }) => timestamp)).toEqual([0, 33_333, 66_667]);
    expect(told.faults).toEqual([]);
    // One frame is kept, to be given further times.
    expect(openFrames.size).toBe(1);
  });

  test('gives the holding picture until a show comes', async () => {
    const { engine, lumas } = createStudio(null);
    expect(await lumas(2)).toEqual([holdingLuma, holdingLuma]);
    engine.setShow('profile', twoGreys());
    expect(await lumas(1)).toEqual([dark]);
  });

  test('counts what viewers see: a missing camera that something else makes up for is not missed', async () => {
    const count = async (show: ReturnType<typeof cameraShow>) => {
      const { engine, lumas } = createStudio(show);
      await lumas(60);
      return { captured: engine.captured, age: engine.sourceAgeMillis };
    };
    const withStandIn = cameraShow({ fallbackId: 'light' });
    expect(await count(withStandIn)).toEqual({ captured: 60, age: 0 });
    expect((await count(cameraShow())).captured).toBe(0);
  });

  test('cuts in the next slot, and an old show does not take it back', async () => {
    const show = twoGreys();
    const { engine, lumas, told } = createStudio(show);
    await lumas(1);
    engine.take('b', { kind: 'cut' });
    expect(await lumas(2)).toEqual([light, light]);
    engine.setShow('profile', show);
    expect(await lumas(1)).toEqual([light]);
    expect(told.onAir.at(-1)).toEqual({ programId: 'b', previewId: 'a', transition: null });
    expect([...(told.gains.at(-1) ?? [])]).toEqual([['light', 1]]);
  });

  test('fades evenly', async () => {
    const { engine, lumas } = createStudio(twoGreys());
    await lumas(1);
    engine.take('b', { kind: 'fade', millis: 200 });
    const made = await lumas(8);
    expect(made).toEqual(made.toSorted((a, b) => a - b));
    expect(made[2]).toBeGreaterThan(dark + 20);
    expect(made[2]).toBeLessThan(light - 20);
  });

  test.each([
    ['fade', { kind: 'fade' as const, millis: 200 }],
    ['wipe', { kind: 'wipe' as const, millis: 200, direction: 'right' as const }],
    ['slide', { kind: 'slide' as const, millis: 200, direction: 'left' as const }],
  ])('goes over by a %s, told as it goes, and frees what that took', async (_, transition) => {
    const { engine, lumas, told } = createStudio(twoGreys());
    await lumas(1);
    engine.take('b', transition);
    const made = await lumas(8);
    expect(made.at(-1)).toBe(light);
    const progress = told.onAir.map((report) => report.transition);
    expect(progress.some((share) => share !== null && share > 0)).toBe(true);
    expect(progress.at(-1)).toBeNull();
    expect(told.faults).toEqual([]);
  });

  test.each([0, 1])(
    'cuts where there is memory for %i of the pictures a transition needs, and keeps its memory whole',
    async (room) => {
      const heap = new PixelHeap({ initialBytes: 4_000_000, maxBytes: 4_000_000 });
      const { engine, lumas, told } = createStudio(twoGreys(), heap);
      // What both scenes need is there.
      await lumas(1);
      engine.take('b', { kind: 'cut' });
      await lumas(2);
      engine.take('a', { kind: 'cut' });
      expect(await lumas(1)).toEqual([dark]);
      const before = heap.used;
      const filled: number[] = [];
      const picture = (size.width * size.height * 3) / 2;
      expect(() => {
        for (;;) filled.push(heap.allocate(picture));
      }).toThrow(RangeError);
      for (let count = 0; count < room; count += 1) heap.free(filled.pop() ?? -1);
      const full = heap.used;
      engine.take('b', { kind: 'fade', millis: 100 });
      expect(heap.used).toBe(full);
      expect(await lumas(5)).toEqual([light, light, light, light, light]);
      expect(told.faults).toEqual([expect.any(RangeError)]);
      for (const pointer of filled) heap.free(pointer);
      engine.take('a', { kind: 'fade', millis: 100 });
      expect((await lumas(5)).at(-1)).toBe(dark);
      expect(heap.used).toBe(before);
      expect(told.faults).toHaveLength(1);
    },
  );

  test('sends a frame that fits on as it is, and copies it only for a transition', async () => {
    const { engine, lumas, told } = createStudio(cameraShow());
    const [producer] = FrameProducer.made;
    producer?.give(70);
    const copied = vi.spyOn(FrameStandIn.prototype, 'copyTo');
    expect(await lumas(2)).toEqual([70, 70]);
    expect(copied).not.toHaveBeenCalled();
    producer?.give(80);
    engine.take('b', { kind: 'fade', millis: 100 });
    // A third of the way, from the frame that would have gone on as it is.
    expect((await lumas(1))[0]).toBe(Math.round(80 + (light - 80) / 3));
    expect(copied).toHaveBeenCalledOnce();
    await lumas(4);
    expect(told.faults).toEqual([]);
    copied.mockRestore();
  });

  test('holds a camera that fell silent within a second, and shows it again after three steady ones', async () => {
    const { lumas, told } = createStudio(cameraShow());
    const [producer] = FrameProducer.made;
    producer?.give(70);
    const silent = await lumas(40);
    expect(silent[0]).toBe(70);
    expect(silent.indexOf(holdingLuma)).toBeGreaterThan(20);
    expect(silent.indexOf(holdingLuma)).toBeLessThan(30);
    const after: number[] = [];
    for (let index = 0; index < 100; index += 1) {
      producer?.give(75);
      after.push(...(await lumas(1)));
    }
    expect(after.indexOf(75)).toBeGreaterThan(85);
    expect(after.at(-1)).toBe(75);
    expect(told.reports.map(({ state }) => state)).toContain('late');
    expect(told.reports.at(-1)?.state).toBe('fresh');
  });

  test('shows the stand-in where there is one', async () => {
    const { lumas } = createStudio(cameraShow({ fallbackId: 'light' }));
    FrameProducer.made[0]?.give(70);
    expect((await lumas(40)).at(-1)).toBe(light);
  });

  test('puts filters on the source they belong to, not on what stands in for it', async () => {
    // A key that lets nothing through leaves black.
    const key: VideoFilter = { id: 'key', enabled: true, kind: 'luma-key', low: 0, high: 0, smoothness: 0 };
    const keyed = { filters: [key] };
    const own = createStudio(cameraShow({ ...keyed, fallbackId: 'light' }));
    FrameProducer.made[0]?.give(70);
    expect((await own.lumas(40)).at(-1)).toBe(light);
    const held = createStudio(cameraShow(keyed));
    FrameProducer.made[1]?.give(70);
    expect((await held.lumas(40)).at(-1)).toBe(holdingLuma);
    // Those of the stand-in itself are on it.
    const show = cameraShow({ fallbackId: 'light' });
    const sources = show.sources.map((source) => (source.id === 'light' ? { ...source, ...keyed } : source));
    const other = createStudio({ ...show, sources });
    FrameProducer.made[2]?.give(70);
    expect((await other.lumas(40)).at(-1)).toBe(16);
    expect([own, held, other].flatMap(({ told }) => told.faults)).toEqual([]);
  });

  test('leaves a source that throws empty, says so once, and goes on', async () => {
    const show = cameraShow();
    const { lumas, told, engine } = createStudio(show);
    const [producer] = FrameProducer.made;
    producer?.give(70);
    await lumas(1);
    if (producer !== undefined) producer.breaks = true;
    expect(await lumas(3)).toEqual([holdingLuma, holdingLuma, holdingLuma]);
    expect(told.faults).toEqual([expect.objectContaining({ name: 'SourceFault', sourceName: 'camera' })]);
    engine.take('b', { kind: 'cut' });
    expect(await lumas(1)).toEqual([light]);
  });

  test('paints a scene within a scene, and ends where scenes hold each other', async () => {
    const inner = makeSource('inner', { kind: 'scene', sceneId: 'b' });
    const ring = makeSource('ring', { kind: 'scene', sceneId: 'a' });
    const show = makeShow(
      [makeScene('a', [whole('dark'), whole('inner')]), makeScene('b', [whole('ring'), whole('light')])],
      [makeSource('dark', grey('20')), makeSource('light', grey('c0')), inner, ring],
      { canvas: size },
    );
    const { lumas, told } = createStudio(show);
    expect(await lumas(2)).toEqual([light, light]);
    expect(told.faults).toEqual([]);
  });

  test('opens what a scene needs, keeps what comes on a stream, closes what is gone from the show', async () => {
    const show = cameraShow();
    const { engine, lumas } = createStudio(show);
    const [producer] = FrameProducer.made;
    expect(producer?.shown).toBe(true);
    engine.take('b', { kind: 'cut' });
    await lumas(1);
    expect([producer?.shown, producer?.isClosed]).toEqual([false, false]);
    engine.setShow('profile', {
      ...show,
      sources: show.sources.filter(({ id }) => id !== 'camera'),
      scenes: show.scenes.map((scene) => (scene.id === 'a' ? { ...scene, items: [] } : scene)),
      stage: { ...show.stage, programId: 'b' },
    });
    expect(producer?.isClosed).toBe(true);
    expect(await lumas(1)).toEqual([light]);
  });

  test('changes nothing under a slot that is being painted', async () => {
    const { engine, told, lumas } = createStudio(cameraShow({ filters: [] }));
    FrameProducer.made[0]?.give(70);
    engine.take('b', { kind: 'fade', millis: 300 });
    await lumas(2);
    // The copy of the camera's frame is under way when the show and the size go another way.
    const at = { number: 9, pts: 300_000, due: 300_000 };
    FrameProducer.made[0]?.give(71);
    engine.turn(at);
    const running = engine.run(at, () => undefined);
    engine.setShow('profile', twoGreys());
    engine.setSize({ width: 160, height: 90 });
    expect(FrameProducer.made[0]?.isClosed).toBe(false);
    await running;
    expect(FrameProducer.made[0]?.isClosed).toBe(true);
    expect(told.faults).toEqual([]);
    expect(await lumas(1)).toHaveLength(1);
  });

  test('takes another size and colour off air', async () => {
    const { engine, lumas, told } = createStudio(cameraShow());
    FrameProducer.made[0]?.give(70);
    engine.take('b', { kind: 'cut' });
    await lumas(1);
    engine.setSize({ width: 1280, height: 720 });
    expect(await lumas(1)).toEqual([light]);
    engine.take('a', { kind: 'cut' });
    // Now it must be converted: grey stays grey.
    expect(await lumas(1)).toEqual([70]);
    expect(told.faults).toEqual([]);
  });

  test('shows items where they are dragged until the next show', async () => {
    const show = twoGreys();
    const { engine, lumas } = createStudio(show);
    const away = { ...makeItem('dark').transform, x: 5000 };
    engine.place('a', [{ itemId: 'item-dark', transform: away }]);
    expect(await lumas(1)).toEqual([16]);
    engine.setShow('profile', show);
    expect(await lumas(1)).toEqual([dark]);
  });

  test('shows the holding picture when that is asked for', async () => {
    const { engine, lumas } = createStudio(twoGreys());
    engine.setHolding(true);
    expect(await lumas(2)).toEqual([holdingLuma, holdingLuma]);
    engine.setHolding(false);
    expect(await lumas(1)).toEqual([dark]);
  });
});
