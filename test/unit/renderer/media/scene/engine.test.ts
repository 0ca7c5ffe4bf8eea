/** The scene engine with real pixels under Node: what is on air in each slot, and that nothing is left open. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { CpuCompositor } from '../../../../../renderer/media/compose/pixels/compositor/cpu-compositor.ts';
import { copyFrame } from '../../../../../renderer/media/compose/pixels/frames/copy-frame.ts';
import { createScalarKernels } from '../../../../../renderer/media/compose/pixels/kernels/scalar-kernels.ts';
import { PixelHeap } from '../../../../../renderer/media/compose/pixels/memory/heap.ts';
import { createPicture } from '../../../../../renderer/media/compose/picture/i420.ts';
import { SceneEngine } from '../../../../../renderer/media/compose/scene/engine.ts';
import type { OnAirReport } from '../../../../../renderer/media/compose/scene/program/director.ts';
import type { Look, Producer } from '../../../../../renderer/media/compose/sources/producer.ts';
import { ColourProducer } from '../../../../../renderer/media/compose/sources/still/colour.ts';
import { createSurfaces } from '../../../../../renderer/media/compose/sources/surfaces.ts';
import type { Show } from '../../../../../shared/studio/document/show.ts';
import type { Input } from '../../../../../shared/studio/document/source.ts';
import type { SourceReport } from '../../../../../shared/studio/scene/source-status.ts';
import { FrameStandIn, openFrames } from '../../../../support/media/frame-stand-in.ts';
import { makeItem, makeScene, makeShow, makeSource } from '../../../../support/studio/show-parts.ts';

const size = { width: 320, height: 180 };
const slotMicros = 1_000_000 / 30;
const holdingLuma = 99;

/** A source of frames that the test feeds by hand. */
class FrameProducer implements Producer {
  static readonly made: FrameProducer[] = [];
  frame: FrameStandIn | null = null;
  version = 0;
  isClosed = false;
  shown: boolean | null = null;
  breaks = false;
  readonly ageMillis = 0;
  readonly state = { state: 'running' } as const;

  constructor() {
    FrameProducer.made.push(this);
  }

  give(luma: number): void {
    this.frame?.close();
    this.frame = frameOf(luma);
    this.version += 1;
  }

  look(now: number): Look | null {
    if (this.breaks) throw new Error('broken on purpose');
    if (this.frame === null) return null;
    const { frame, version } = this;
    // The engine asks of a frame only what the stand-in has.
    return { surface: null, frame: asFrame(frame), version, captured: now, ...size, isOpaque: true };
  }

  setShown(shown: boolean): void {
    this.shown = shown;
  }

  update(): boolean {
    return true;
  }

  close(): void {
    this.isClosed = true;
    this.frame?.close();
  }
}

function frameOf(luma: number): FrameStandIn {
  const colorSpace = { matrix: 'smpte170m', fullRange: false } as const;
  return new FrameStandIn(Uint8Array.of(luma), {
    timestamp: 0,
    codedWidth: size.width,
    codedHeight: size.height,
    colorSpace,
  });
}

function asFrame(frame: FrameStandIn): VideoFrame {
  const value: unknown = frame;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return value as VideoFrame;
}

function lumaOf(frame: VideoFrame): number {
  const value: unknown = frame;
  if (!(value instanceof FrameStandIn)) throw new Error('no stand-in');
  return value.luma;
}

const grey = (part: string): Input => ({ kind: 'colour', colour: `#${part}${part}${part}`, ...size });
const camera: Input = { kind: 'camera', deviceId: '', label: '', width: null, height: null, fps: null };

/** Limited range luma of a grey. */
const lumaOfGrey = (part: string) => Math.round(16 + (219 * Number.parseInt(part, 16)) / 255);

const dark = lumaOfGrey('20');
const light = lumaOfGrey('c0');

type Told = {
  readonly faults: unknown[];
  readonly reports: SourceReport[];
  readonly onAir: OnAirReport[];
  readonly gains: ReadonlyMap<string, number>[];
};

/** An engine on a clock that the test turns. */
function createStudio(show: Show) {
  let now = 0;
  let slot = 0;
  const told: Told = { faults: [], reports: [], onAir: [], gains: [] };
  const engine = new SceneEngine({
    now: () => now,
    mainOffset: () => null,
    openPixels: (colour) => {
      const heap = new PixelHeap();
      return { heap, colour, kernels: createScalarKernels(heap) };
    },
    createCompositor: (pixels) => new CpuCompositor(pixels),
    createSurfaces,
    copyFrame,
    drawHolding: (width, height) => createPicture(width, height, [holdingLuma, 128, 128]),
    createProducer: (input, context) =>
      input.kind === 'colour' ? new ColourProducer(input, context) : new FrameProducer(),
    onSound: () => undefined,
    onState: () => undefined,
    onReport: (report) => told.reports.push(report),
    onAir: (report) => told.onAir.push(report),
    onAudible: (gains) => told.gains.push(gains),
    onFault: (error) => told.faults.push(error),
  });
  engine.setSize(size);
  engine.setShow('profile', show);
  /** Makes one slot; the luma of its frame, and the frame's time. */
  const make = async (): Promise<{ luma: number; timestamp: number; captured: number }> => {
    const due = slot * slotMicros;
    now = due;
    const at = { number: slot, pts: Math.round(due), due };
    engine.turn(at);
    let made = { luma: -1, timestamp: -1, captured: -1 };
    await engine.run(at, ({ frame, captured }) => {
      made = { luma: lumaOf(frame), timestamp: frame.timestamp, captured };
    });
    slot += 1;
    return made;
  };
  const lumas = async (count: number): Promise<readonly number[]> => {
    const made: number[] = [];
    for (let index = 0; index < count; index += 1) {
      // oxlint-disable-next-line no-await-in-loop
      made.push((await make()).luma);
    }
    return made;
  };
  return { engine, told, make, lumas };
}

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

  test.each([
    ['fade', { kind: 'fade' as const, millis: 200 }],
    ['wipe', { kind: 'wipe' as const, millis: 200, direction: 'right' as const }],
    ['slide', { kind: 'slide' as const, millis: 200, direction: 'left' as const }],
  ])('goes over by a %s, told as it goes, and frees what that took', async (kind, transition) => {
    const { engine, lumas, told } = createStudio(twoGreys());
    await lumas(1);
    engine.take('b', transition);
    const made = await lumas(8);
    expect(made.at(-1)).toBe(light);
    if (kind === 'fade') {
      expect(made.slice(0, 5)).toEqual(made.slice(0, 5).toSorted((a, b) => a - b));
      expect(made[2]).toBeGreaterThan(dark + 20);
      expect(made[2]).toBeLessThan(light - 20);
    }
    const progress = told.onAir.map((report) => report.transition);
    expect(progress.some((share) => share !== null && share > 0)).toBe(true);
    expect(progress.at(-1)).toBeNull();
    expect(told.faults).toEqual([]);
  });

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
      // oxlint-disable-next-line no-await-in-loop
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

  test('leaves a source that throws empty, says so once, and goes on', async () => {
    const show = cameraShow();
    const { lumas, told, engine } = createStudio(show);
    const [producer] = FrameProducer.made;
    producer?.give(70);
    await lumas(1);
    if (producer !== undefined) producer.breaks = true;
    expect(await lumas(3)).toEqual([holdingLuma, holdingLuma, holdingLuma]);
    expect(told.faults).toHaveLength(1);
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
