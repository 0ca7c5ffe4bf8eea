/** Anamorphic pictures are drawn in the shape they are meant to have, composed as well as untouched. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { PixelHeap } from '../../../../../renderer/media/compose/pixels/memory/heap.ts';
import { createSurface } from '../../../../../renderer/media/compose/pixels/memory/surface.ts';
import { FrameCopies } from '../../../../../renderer/media/compose/scene/hub/frame-copies.ts';
import { pixelAspectOf, placed, seenSize } from '../../../../../renderer/media/compose/scene/paint/pixel-shape.ts';
import { mapped } from '../../../../../shared/studio/geometry/matrix.ts';
import { FrameStandIn } from '../../../../support/media/frame-stand-in.ts';
import { makeItem } from '../../../../support/studio/show-parts.ts';

const transform = { ...makeItem('dv').transform, x: 0, y: 0, width: 1024, height: 576 };
const dv = { width: 720, height: 576, pixelAspect: 1024 / 720 };

describe('anamorphic pictures', () => {
  beforeEach(() => void vi.stubGlobal('VideoFrame', FrameStandIn));
  afterEach(() => void vi.unstubAllGlobals());

  test.each([
    [{ width: 720, height: 576 }, { width: 1024, height: 576 }, 1024 / 720],
    [{ width: 1440, height: 1080 }, { width: 1920, height: 1080 }, 4 / 3],
    [{ width: 1920, height: 1080 }, { width: 1920, height: 1080 }, 1],
    [{ width: 854, height: 480 }, { width: 853, height: 480 }, 1],
    [{ width: 640, height: 480 }, { width: 320, height: 240 }, 1],
    [{ width: 640, height: 480 }, { width: 0, height: 0 }, 1],
  ])('%o seen as %o', (size, display, aspect) => {
    expect(pixelAspectOf(size, display)).toBeCloseTo(aspect, 9);
  });

  test.each(['contain', 'cover', 'stretch'] as const)('fill a box of their shape, by %s', (fit) => {
    const { matrix, source } = placed({ ...transform, fit }, dv);
    expect(source).toEqual({ x: 0, y: 0, width: expect.closeTo(720), height: expect.closeTo(576) });
    const corner = mapped(matrix, { x: 720, y: 576 });
    expect([corner.x, corner.y]).toEqual([expect.closeTo(1024), expect.closeTo(576)]);
  });

  test('are cropped by their own samples', () => {
    const crop = { left: 0.25, right: 0, top: 0, bottom: 0 };
    const { matrix, source } = placed({ ...transform, fit: 'stretch', crop }, dv);
    expect([source.x, source.width]).toEqual([expect.closeTo(180), expect.closeTo(540)]);
    expect(mapped(matrix, { x: 180, y: 0 }).x).toBeCloseTo(0);
    expect(mapped(matrix, { x: 720, y: 0 }).x).toBeCloseTo(1024);
    expect(seenSize(dv).width).toBeCloseTo(1024);
  });

  test('keep their shape when they are copied', async () => {
    const heap = new PixelHeap();
    const copies = new FrameCopies({
      create: (width, height, hasAlpha) => createSurface(heap, width, height, hasAlpha),
      free: () => undefined,
      copy: async () => undefined,
    });
    const frame: unknown = new FrameStandIn(Uint8Array.of(1), { timestamp: 0, codedWidth: 36, codedHeight: 24 });
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- of a frame only its sizes are asked
    const look = { surface: null, frame: frame as VideoFrame, version: 1, captured: 0, isOpaque: true };
    await copies.want({ ...look, width: 48, height: 24 });
    expect(copies.newest).toMatchObject({ width: 36, height: 24, pixelAspect: expect.closeTo(4 / 3, 9) });
  });
});
