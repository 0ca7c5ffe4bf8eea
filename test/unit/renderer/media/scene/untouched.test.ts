/** What goes to the encoder untouched: what Uplink draws itself always, a camera where its colours are the program's. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createPicture, toVideoFrame } from '../../../../../renderer/media/compose/picture/i420.ts';
import { TestPicture } from '../../../../../renderer/media/compose/picture/test-picture.ts';
import { programColour, rgbOfYuv } from '../../../../../renderer/media/compose/pixels/colour/colour-space.ts';
import { copyFrame } from '../../../../../renderer/media/compose/pixels/frames/copy-frame.ts';
import { createScalarKernels } from '../../../../../renderer/media/compose/pixels/kernels/scalar-kernels.ts';
import { PixelHeap } from '../../../../../renderer/media/compose/pixels/memory/heap.ts';
import { createSurface } from '../../../../../renderer/media/compose/pixels/memory/surface.ts';
import { fitsEncoder } from '../../../../../renderer/media/compose/scene/paint/untouched.ts';
import { FrameStandIn, openFrames } from '../../../../support/media/frame-stand-in.ts';

const hd = { width: 1280, height: 720 };
const small = { width: 640, height: 360 };

type Size = typeof hd;

const programOf = (size: Size) => ({ size, colour: programColour(size) });

function cameraFrame({ width, height }: Size, colorSpace: VideoColorSpaceInit): VideoFrame {
  const init = { timestamp: 0, codedWidth: width, codedHeight: height, format: 'I420' as const, colorSpace };
  return new VideoFrame(new Uint8Array((width * height * 3) / 2), init);
}

describe('untouched', () => {
  beforeEach(() => vi.stubGlobal('VideoFrame', FrameStandIn));

  afterEach(() => {
    vi.unstubAllGlobals();
    openFrames.clear();
  });

  test.each([hd, small, { width: 1920, height: 1080 }, { width: 720, height: 1280 }])(
    'go the pictures that are drawn here, at $width×$height',
    (size) => {
      const drawn = toVideoFrame(createPicture(size.width, size.height, [40, 128, 128]), 0);
      expect(fitsEncoder(drawn, programOf(size))).toBe(true);
    },
  );

  test.each([
    ['bt709', false, hd, true],
    ['smpte170m', false, hd, false],
    ['bt470bg', false, hd, false],
    ['bt709', true, hd, false],
    ['bt709', false, small, false],
    ['smpte170m', false, small, true],
    ['smpte170m', true, small, false],
    // The encoder takes these for BT.709.
    [null, false, hd, true],
    [null, false, small, false],
  ] as const)('goes a camera of matrix %s, full range %s, in a program of %o: %s', (matrix, fullRange, size, goes) => {
    expect(fitsEncoder(cameraFrame(size, { matrix, fullRange }), programOf(size))).toBe(goes);
  });

  test.each([
    [{ primaries: 'bt2020', transfer: 'pq', matrix: 'bt2020-ncl' }],
    [{ primaries: 'bt2020', transfer: 'hlg', matrix: 'bt2020-ncl' }],
    [{ primaries: 'smpte432', transfer: 'bt709', matrix: 'bt709' }],
    [{ primaries: 'bt709', transfer: 'bt709', matrix: 'rgb' }],
    [{ primaries: 'bt709', transfer: 'linear', matrix: 'bt709' }],
  ])('no frame of other colours goes, and none is copied as if it had ours: %o', async (tag) => {
    // Words that TypeScript does not know yet.
    const foreign: object = { ...tag, fullRange: false };
    const frame = cameraFrame(hd, foreign);
    expect(fitsEncoder(frame, programOf(hd))).toBe(false);
    const heap = new PixelHeap();
    const pixels = { heap, colour: 'bt709' as const, kernels: createScalarKernels(heap) };
    const surface = createSurface(heap, hd.width, hd.height, false);
    const white = { data: new Uint8ClampedArray(hd.width * hd.height * 4).fill(255), ...hd };
    const drawn: unknown[] = [];
    const context = {
      canvas: hd,
      clearRect: () => undefined,
      drawImage: (picture: unknown) => drawn.push(picture),
      getImageData: () => white,
    };
    vi.stubGlobal(
      'OffscreenCanvas',
      class {
        readonly getContext = () => context;
      },
    );
    await copyFrame(pixels, frame, surface);
    expect(drawn).toEqual([frame]);
    expect(heap.bytes[surface.y]).toBe(235);
  });

  test('a camera of another size goes, one of another shape does not', () => {
    const colours = { matrix: 'bt709', fullRange: false } as const;
    expect(fitsEncoder(cameraFrame({ width: 1920, height: 1080 }, colours), programOf(hd))).toBe(true);
    expect(fitsEncoder(cameraFrame({ width: 960, height: 720 }, colours), programOf(hd))).toBe(false);
  });
});

/** 75 % of red, green and blue: white, yellow, cyan, green, magenta, red, blue. */
const bars = [
  [1, 1, 1],
  [1, 1, 0],
  [0, 1, 1],
  [0, 1, 0],
  [1, 0, 1],
  [1, 0, 0],
  [0, 0, 1],
] as const;

test.each([hd, small])('the bars have their colours in a program of $width×$height', (size) => {
  const { width, height } = size;
  const { samples } = new TestPicture(width, height).draw(500_000, 15, 'sync');
  const luma = width * height;
  for (const [index, bar] of bars.entries()) {
    const x = Math.floor(((index + 0.5) * width) / bars.length);
    const y = Math.floor(height * 0.12);
    const chroma = (y >> 1) * (width / 2) + (x >> 1);
    const code = [samples[y * width + x], samples[luma + chroma], samples[luma + luma / 4 + chroma]];
    const rgb = rgbOfYuv([code[0] ?? 0, code[1] ?? 0, code[2] ?? 0], programColour(size));
    for (const [part, is] of rgb.entries()) expect(Math.abs(is - 0.749 * (bar[part] ?? 0))).toBeLessThan(0.01);
  }
});
