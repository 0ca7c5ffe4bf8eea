/** Pixels in a real browser: the GPU's pictures beside the CPU's, and video frames in and out of the heap. */
import { chooseCompositor } from '../../../renderer/media/compose/pixels/compositor/gpu/choose-compositor.ts';
import { CpuCompositor } from '../../../renderer/media/compose/pixels/compositor/cpu-compositor.ts';
import type { Compositor, Layer } from '../../../renderer/media/compose/pixels/compositor/compositor.ts';
import { openGl } from '../../../renderer/media/compose/pixels/compositor/gpu/gl.ts';
import { GpuCompositor } from '../../../renderer/media/compose/pixels/compositor/gpu/gpu-compositor.ts';
import { copyFrame, frameHasAlpha, frameSize } from '../../../renderer/media/compose/pixels/frames/copy-frame.ts';
import { takeRgba } from '../../../renderer/media/compose/pixels/frames/rgba.ts';
import { toFrame } from '../../../renderer/media/compose/pixels/frames/to-frame.ts';
import {
  createSurface,
  freeSurface,
  planesOf,
  type Surface,
} from '../../../renderer/media/compose/pixels/memory/surface.ts';
import { openPixels } from '../../../renderer/media/compose/pixels/open-pixels.ts';
import { disc, layerOf, paint, waves } from '../../support/pixels/pictures.ts';

const pixels = openPixels('bt709');
const size = { width: 318, height: 178 };
const whole = { x: 0, y: 0, ...size };

/** dB between two surfaces, for each plane; equal ones are 99 dB apart. */
function psnr(one: Surface, other: Surface): readonly number[] {
  const { bytes } = pixels.heap;
  const others = planesOf(other);
  return planesOf(one).map(({ at, width, height }, index) => {
    let sum = 0;
    const start = others[index]?.at ?? 0;
    for (let place = 0; place < width * height; place += 1) {
      sum += ((bytes[at + place] ?? 0) - (bytes[start + place] ?? 0)) ** 2;
    }
    return Math.min(99, 10 * Math.log10((255 * 255 * width * height) / Math.max(sum, 1e-9)));
  });
}

function scenes(): Readonly<Record<string, readonly Layer[]>> {
  const camera = paint(pixels, size.width, size.height, waves(1));
  const logo = paint(pixels, 62, 50, disc(62, 50), true);
  const box = (x: number, y: number, width: number, height: number) => ({ x, y, width, height });
  return {
    'a camera': [layerOf(camera, whole)],
    'four quarters': [0, 1, 2, 3].map((index) => layerOf(camera, box((index & 1) * 160, (index >> 1) * 90, 158, 88))),
    'odd places': [layerOf(camera, box(11, 7, 201, 113)), layerOf(logo, box(121, 33, 62, 50))],
    'grown, hanging over': [layerOf(camera, box(-50, -41, 500, 300), { sourceRect: box(20, 10, 200, 120) })],
    'shrunk a lot': [layerOf(camera, box(20, 20, 40, 22)), layerOf(logo, box(100, 30, 21, 17))],
    'mirrored and faded': [layerOf(camera, whole, { matrix: [-1, 0, 0, 1, size.width, 0], opacity: 0.6 })],
    turned: [
      layerOf(camera, whole, { opacity: 0.5 }),
      layerOf(logo, whole, { matrix: [1.4, 0.8, -0.8, 1.4, 140, 20] }),
    ],
    'blended, by the CPU': [layerOf(camera, whole), layerOf(logo, box(60, 60, 62, 50), { blend: 'screen' })],
  };
}

function openGpu(): GpuCompositor | null {
  const gl = openGl('any');
  return gl === null ? null : new GpuCompositor(pixels, gl);
}

/** The same scenes one after the other on the same targets by both; null without WebGL. */
function compareCompositors(hasAlpha: boolean): Readonly<Record<string, readonly number[]>> | null {
  const gpu = openGpu();
  if (gpu === null) return null;
  const cpu = new CpuCompositor(pixels);
  const [one, other] = [0, 1].map(() => createSurface(pixels.heap, size.width, size.height, hasAlpha));
  if (one === undefined || other === undefined) return null;
  const results = Object.entries(scenes()).map(([name, layers]) => {
    cpu.compose(layers, one, 'changed');
    gpu.compose(layers, other, 'changed');
    return [name, psnr(one, other)] as const;
  });
  gpu.close();
  return Object.fromEntries(results);
}

function unchangedAreas(): number | null {
  const gpu = openGpu();
  const target = createSurface(pixels.heap, size.width, size.height, false);
  const layers = scenes()['odd places'] ?? [];
  gpu?.compose(layers, target, 'changed');
  return gpu?.compose(layers, target, 'changed').length ?? null;
}

function choose() {
  const now = () => performance.now();
  const { compositor, cpuMillis, gpuMillis } = chooseCompositor(pixels, {
    size,
    now,
    createGpu: openGpu,
  });
  return { kind: compositor.kind, cpuMillis, gpuMillis };
}

function chooseWithout(): Compositor['kind'] {
  const createGpu = () => {
    throw new Error('no driver');
  };
  return chooseCompositor(pixels, { size, now: () => 0, createGpu }).compositor.kind;
}

type FlatFormat = 'I420' | 'NV12' | 'I420A' | 'I422' | 'I444';

/** Chroma samples of each plane for a sample of luma. */
const chromaShare: Readonly<Record<FlatFormat, number>> = { I420: 0.25, NV12: 0.25, I420A: 0.25, I422: 0.5, I444: 1 };

/** A frame of one colour, in the layout that the format has without gaps. */
function flatFrame(format: FlatFormat, yuva: readonly number[], tag: VideoColorSpaceInit): VideoFrame {
  const { width, height } = { width: 64, height: 48 };
  const [y = 0, u = 0, v = 0, a = 0] = yuva;
  const luma = width * height;
  const chroma = luma * chromaShare[format];
  const data = new Uint8Array(luma + 2 * chroma + (format === 'I420A' ? luma : 0)).fill(y, 0, luma);
  if (format === 'NV12') {
    for (let at = luma; at < data.length; at += 2) data.set([u, v], at);
  } else {
    data
      .fill(u, luma, luma + chroma)
      .fill(v, luma + chroma, luma + 2 * chroma)
      .fill(a, luma + 2 * chroma);
  }
  return new VideoFrame(data, { format, codedWidth: width, codedHeight: height, timestamp: 0, colorSpace: tag });
}

/** Pixels R, G, B, A by turns of their place, of an odd size. */
function pixelFrame(format: 'RGBA' | 'BGRA' | 'RGBX', rgba: readonly number[]): VideoFrame {
  const { width, height } = { width: 31, height: 17 };
  const [red = 0, green = 0, blue = 0, alpha = 0] = rgba;
  const inOrder = format === 'BGRA' ? [blue, green, red, alpha] : [red, green, blue, alpha];
  const data = Uint8Array.from({ length: width * height * 4 }, (_, index) => inOrder[index % 4] ?? 0);
  return new VideoFrame(data, { format, codedWidth: width, codedHeight: height, timestamp: 0 });
}

/** Opaque: those with alpha hold premultiplied samples and say so nowhere. */
function canvasFrame(): VideoFrame {
  const canvas = new OffscreenCanvas(40, 30);
  const context = canvas.getContext('2d', { alpha: false });
  if (context !== null) {
    context.fillStyle = '#ff0000';
    context.fillRect(0, 0, 40, 30);
  }
  return new VideoFrame(canvas, { timestamp: 0 });
}

type Copied = {
  readonly format: string | null;
  readonly first: readonly number[];
  readonly last: readonly number[];
};

/** The first and the last sample of each plane of its surface. */
async function copied(frame: VideoFrame): Promise<Copied> {
  const { width, height } = frameSize(frame);
  const surface = createSurface(pixels.heap, width, height, frameHasAlpha(frame));
  try {
    await copyFrame(pixels, frame, surface);
    const { bytes } = pixels.heap;
    const planes = planesOf(surface);
    return {
      format: frame.format,
      first: planes.map(({ at }) => bytes[at] ?? -1),
      last: planes.map(({ at, ...side }) => bytes[at + side.width * side.height - 1] ?? -1),
    };
  } finally {
    freeSurface(pixels.heap, surface);
    frame.close();
  }
}

/** A surface as a frame, read back, with its flags; and as R, G, B, A. */
async function roundTrip() {
  const surface = paint(pixels, 96, 54, waves(2));
  const frame = toFrame(pixels, surface, 1234);
  const data = new Uint8Array(frame.allocationSize());
  await frame.copyTo(data);
  const same = pixels.heap.bytes.subarray(surface.y, surface.y + data.length).every((value, at) => value === data[at]);
  const rgba = new Uint8ClampedArray(96 * 54 * 4);
  takeRgba(pixels, surface, rgba);
  const tag = frame.colorSpace.toJSON();
  const { timestamp, format } = frame;
  frame.close();
  return { same, tag, timestamp, format, rgba: [...rgba.subarray(0, 4)], painted: [...waves(2)(0, 0)] };
}

/** ms a frame to copy a camera's frame in, converted, and to make a frame of it again. */
async function frameCosts(width: number, height: number): Promise<{ readonly copy: number; readonly make: number }> {
  const data = new Uint8Array(width * height * 1.5).fill(100);
  const colorSpace = { matrix: 'smpte170m', primaries: 'smpte170m', transfer: 'smpte170m', fullRange: false } as const;
  const frame = new VideoFrame(data, {
    format: 'I420',
    codedWidth: width,
    codedHeight: height,
    timestamp: 0,
    colorSpace,
  });
  const surface = createSurface(pixels.heap, width, height, false);
  const times: { copy: number; make: number }[] = [];
  for (let run = 0; run < 60; run += 1) {
    const start = performance.now();
    await copyFrame(pixels, frame, surface);
    const middle = performance.now();
    toFrame(pixels, surface, run).close();
    times.push({ copy: middle - start, make: performance.now() - middle });
  }
  frame.close();
  const median = (values: readonly number[]) => values.toSorted((one, other) => one - other)[30] ?? 0;
  return { copy: median(times.map(({ copy }) => copy)), make: median(times.map(({ make }) => make)) };
}

const harness = {
  kernels: pixels.kernels.name,
  compareCompositors,
  unchangedAreas,
  choose,
  chooseWithout,
  fastGl: () => openGl('fast') !== null,
  copyFlat: (format: FlatFormat, yuva: readonly number[], tag: VideoColorSpaceInit) =>
    copied(flatFrame(format, yuva, tag)),
  copyPixels: (format: 'RGBA' | 'BGRA' | 'RGBX', rgba: readonly number[]) => copied(pixelFrame(format, rgba)),
  copyCanvas: () => copied(canvasFrame()),
  roundTrip,
  frameCosts,
};

declare global {
  var pixelsHarness: typeof harness;
}

globalThis.pixelsHarness = harness;
