/** The multiview through edits: a tile that stayed is neither cleared nor drawn anew. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createStudio, grey, size } from '../../../../support/media/engine-rig.ts';
import { FrameStandIn, openFrames } from '../../../../support/media/frame-stand-in.ts';
import { makeItem, makeScene, makeShow, makeSource } from '../../../../support/studio/show-parts.ts';

const parts = ['10', '30', '50', '70', '90', 'b0', 'd0', 'f0'];
const scenes = parts.map((part) => makeScene(`scene-${part}`, [makeItem(part, { id: `item-${part}` })]));
const sources = parts.map((part) => makeSource(part, grey(part)));
const show = makeShow(scenes, sources, { canvas: size });

/** As much of a canvas as a view uses, with what is done to it. */
function canvasStandIn() {
  const cleared: { x: number; width: number }[] = [];
  const put: { x: number; y: number }[] = [];
  const canvas = { width: 640, height: 360 };
  const context = {
    canvas,
    clearRect: (x: number, _y: number, width: number) => cleared.push({ x, width }),
    putImageData: (_image: unknown, x: number, y: number) => put.push({ x, y }),
  };
  const value: unknown = { ...canvas, getContext: () => context };
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return { canvas: value as OffscreenCanvas, cleared, put };
}

async function studioWithMultiview() {
  const studio = createStudio(show);
  const stand = canvasStandIn();
  studio.engine.views.attach(1, stand.canvas, { of: { kind: 'multiview' }, fps: 10 });
  await studio.lumas(10);
  const forget = () => {
    stand.put.length = 0;
    stand.cleared.length = 0;
  };
  return { ...studio, ...stand, forget };
}

describe('the multiview', () => {
  beforeEach(() => {
    vi.stubGlobal('VideoFrame', FrameStandIn);
    vi.stubGlobal('ImageData', Object);
  });

  afterEach(() => {
    vi.unstubAllGlobals();
    openFrames.clear();
  });

  test('draws preview, program and every scene', async () => {
    const { put, told } = await studioWithMultiview();
    expect(put.length).toBeGreaterThanOrEqual(2 + parts.length);
    expect(told.faults).toEqual([]);
  });

  test('goes on through edits that leave its tiles where they are, at any rate', async () => {
    const { engine, lumas, forget, put, cleared } = await studioWithMultiview();
    forget();
    for (let step = 1; step <= 12; step += 1) {
      engine.setShow('profile', { ...show, master: { ...show.master, faderDb: -step } });
      await lumas(1);
    }
    expect(cleared).toEqual([]);
    // They stand still, so there was nothing to draw.
    expect(put).toEqual([]);
  });

  test('draws all scenes in their turn while a fader is drawn', async () => {
    const { engine, lumas, forget, put } = await studioWithMultiview();
    forget();
    const turned = { ...show, sources: parts.map((part, at) => makeSource(part, grey(parts[at ^ 1] ?? part))) };
    for (let step = 1; step <= 12; step += 1) {
      engine.setShow('profile', { ...turned, master: { ...show.master, faderDb: -step } });
      await lumas(1);
    }
    const tiles = new Set(put.map(({ x, y }) => `${x} ${y}`));
    expect(tiles.size).toBe(2 + parts.length);
  });

  test('takes away a scene that is gone, and only that', async () => {
    const { engine, lumas, forget, put, cleared } = await studioWithMultiview();
    forget();
    engine.setShow('profile', { ...show, scenes: scenes.slice(0, -1) });
    await lumas(10);
    expect(cleared).toHaveLength(1);
    expect(put).toEqual([]);
  });
});
