/** The program's clock while nobody sees its pictures: sources are only looked after, and everything is there when it counts. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ProgramPicture, type ProgramFrame } from '../../../../../renderer/media/compose/program-picture.ts';
import { camera, createStudio, FrameProducer, size } from '../../../../support/media/engine-rig.ts';
import { FrameStandIn, openFrames } from '../../../../support/media/frame-stand-in.ts';
import { makeItem, makeScene, makeShow, makeSource } from '../../../../support/studio/show-parts.ts';

const placed = { ...makeItem('camera').transform, ...size, x: 0, y: 0 };
const show = makeShow([makeScene('a', [makeItem('camera', { transform: placed })])], [makeSource('camera', camera)], {
  canvas: size,
});

function canvasStandIn(): OffscreenCanvas {
  const canvas = { width: 160, height: 90 };
  const value: unknown = {
    ...canvas,
    getContext: () => ({ canvas, clearRect: () => undefined, putImageData: () => undefined }),
  };
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return value as OffscreenCanvas;
}

function running() {
  const { engine, told } = createStudio(show);
  const turns = vi.spyOn(engine, 'turn');
  const frames: number[] = [];
  let taker: ((frame: ProgramFrame) => void) | null = null;
  const picture = new ProgramPicture({
    now: () => performance.now() * 1000,
    engine,
    onAir: () => taker,
    isBusy: () => false,
    onFault: (error) => told.faults.push(error),
  });
  const goOnAir = () => {
    taker = ({ slot }) => frames.push(slot);
    picture.restart({ epoch: performance.now() * 1000, fps: 30, startPts: 0 });
  };
  /** Lets the camera give a picture every 33 ms meanwhile; returns the turns made. */
  const pass = async (millis: number): Promise<number> => {
    const before = turns.mock.calls.length;
    for (let at = 0; at < millis; at += 33) {
      await vi.advanceTimersByTimeAsync(33);
      FrameProducer.made[0]?.give(70);
    }
    return turns.mock.calls.length - before;
  };
  return { engine, told, picture, frames, pass, goOnAir };
}

describe('the program clock', () => {
  beforeEach(() => {
    vi.useFakeTimers();
    vi.stubGlobal('VideoFrame', FrameStandIn);
    vi.stubGlobal('ImageData', Object);
    FrameProducer.made.length = 0;
  });

  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
    openFrames.clear();
  });

  test('makes every slot while a window shows it, and a few a second while it is hidden', async () => {
    const { engine, pass, told } = running();
    engine.views.attach(1, canvasStandIn(), { of: { kind: 'program' }, fps: 10 });
    expect(await pass(2000)).toBeGreaterThanOrEqual(57);
    engine.views.setActive(false);
    await pass(300);
    expect(await pass(4000)).toBeLessThanOrEqual(17);
    engine.views.setActive(true);
    await pass(300);
    expect(await pass(2000)).toBeGreaterThanOrEqual(57);
    expect(told.faults).toEqual([]);
  });

  test('sees that a camera nobody looks at falls silent and comes back, as ever', async () => {
    const { pass, told } = running();
    await pass(5000);
    expect(told.reports.map(({ state }) => state)).toEqual(['late', 'fresh']);
    await vi.advanceTimersByTimeAsync(1500);
    expect(told.reports.at(-1)?.state).toBe('late');
    await pass(5000);
    expect(told.reports.at(-1)?.state).toBe('fresh');
  });

  test('makes every slot of what goes on air, from the first on, seen or not', async () => {
    const { pass, frames, goOnAir, picture, told } = running();
    await pass(3000);
    goOnAir();
    await pass(2000);
    expect(frames[0]).toBe(0);
    expect(frames).toEqual(frames.map((_, index) => index));
    expect(frames.length).toBeGreaterThanOrEqual(59);
    expect(picture.droppedLate).toBe(0);
    expect(told.faults).toEqual([]);
  });
});
