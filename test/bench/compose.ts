/** What composing costs: medians in ms a frame, scalar beside vectors, at 720p and 1080p. `node test/bench/compose.ts`. */
import { compileKernels } from '../../build/kernels/compile.mjs';
import { bakeCube, type BakedCube } from '../../renderer/media/compose/pixels/colour/baked-cube.ts';
import { yuvMatrix } from '../../renderer/media/compose/pixels/colour/colour-space.ts';
import type { Cube } from '../../renderer/media/compose/pixels/colour/cube-file.ts';
import type { Layer } from '../../renderer/media/compose/pixels/compositor/compositor.ts';
import { CpuCompositor } from '../../renderer/media/compose/pixels/compositor/cpu-compositor.ts';
import { createFilter } from '../../renderer/media/compose/pixels/filters/create-filter.ts';
import { createScalarKernels } from '../../renderer/media/compose/pixels/kernels/scalar-kernels.ts';
import { createWasmKernels } from '../../renderer/media/compose/pixels/kernels/wasm-kernels.ts';
import { PixelHeap } from '../../renderer/media/compose/pixels/memory/heap.ts';
import {
  createSurface,
  yuvBytes,
  type Area,
  type Size,
  type Surface,
} from '../../renderer/media/compose/pixels/memory/surface.ts';
import type { Pixels } from '../../renderer/media/compose/pixels/pixels.ts';
import { hasChromium, launchPipelineBrowser } from '../support/pipeline-browser.ts';
import type { VideoFilter } from '../../shared/studio/document/filters.ts';

/** Turns the frame with this number into work. */
type Work = (frame: number) => void;

const module = await compileKernels();

function openPixels(kind: 'scalar' | 'simd'): Pixels {
  const heap = new PixelHeap();
  return {
    heap,
    colour: 'bt709',
    kernels: kind === 'simd' ? createWasmKernels(module, heap) : createScalarKernels(heap),
  };
}

/** Noise, as hard on caches and branches as a real picture; alpha is mostly nothing or all, as overlays have it. */
function filled({ heap }: Pixels, { width, height }: Size, hasAlpha: boolean): Surface {
  const surface = createSurface(heap, width, height, hasAlpha);
  const { bytes } = heap;
  for (let at = surface.y; at < surface.y + yuvBytes(surface); at += 1) bytes[at] = Math.floor(Math.random() * 200);
  if (!hasAlpha) return surface;
  for (let at = 0; at < surface.width * surface.height; at += 1) {
    bytes[surface.a + at] = [0, 0, 128, 255][Math.floor(at / 40) % 4] ?? 0;
  }
  bytes.fill(128, surface.h, surface.h + (surface.width * surface.height) / 4);
  return surface;
}

function layerAt(surface: Surface, { x, y, width, height }: Area, version: number): Layer {
  const matrix = [width / surface.width, 0, 0, height / surface.height, x, y] as const;
  const sourceRect = { x: 0, y: 0, width: surface.width, height: surface.height };
  return { surface, version, matrix, sourceRect, opacity: 1, blend: 'normal', isOpaque: false };
}

function works(pixels: Pixels, size: Size): Readonly<Record<string, Work>> {
  const whole = { x: 0, y: 0, ...size };
  const target = createSurface(pixels.heap, size.width, size.height, false);
  const camera = filled(pixels, size, false);
  const four = Array.from({ length: 4 }, () => filled(pixels, size, false));
  const unit = size.height / 720;
  const logo = filled(pixels, { width: 200 * unit, height: 100 * unit }, true);
  const text = filled(pixels, { width: 900 * unit, height: 80 * unit }, true);
  const overlay = filled(pixels, { width: 1000 * unit, height: 200 * unit }, true);
  const over = (surface: Surface, y: number) => layerAt(surface, { ...surface, x: 40, y }, 1);
  const half = { width: size.width / 2, height: size.height / 2 };
  const matrix = yuvMatrix({ matrix: 'bt601', isFullRange: false }, 'bt709');
  const { kernels } = pixels;
  const composed = (layers: (frame: number) => readonly Layer[]): Work => {
    const compositor = new CpuCompositor(pixels);
    return (frame) => compositor.compose(layers(frame), target, 'changed');
  };
  const picture = { ...camera, stride: camera.width };
  return {
    copy: () => {
      const bytes = { width: yuvBytes(size), height: 1 };
      kernels.copy({ at: target.y, stride: bytes.width }, { at: camera.y, stride: bytes.width }, bytes);
    },
    'BT.601 to BT.709': () => {
      if (matrix !== null) kernels.convert(picture, matrix, size);
    },
    'one layer': composed((frame) => [layerAt(camera, whole, frame)]),
    'one layer, scaled to three quarters': composed((frame) => [
      layerAt(camera, { x: 40, y: 40, width: size.width * 0.75, height: size.height * 0.75 }, frame),
    ]),
    'camera, logo and text': composed((frame) => [layerAt(camera, whole, frame), over(logo, 40), over(text, 400)]),
    'camera and overlay of 200 000 pixels': composed((frame) => [layerAt(camera, whole, frame), over(overlay, 400)]),
    'four layers of live pictures': composed((frame) =>
      four.map((surface, index) =>
        layerAt(surface, { x: (index & 1) * half.width, y: (index >> 1) * half.height, ...half }, frame),
      ),
    ),
    'four layers that move': composed((frame) =>
      four.map((surface, index) =>
        layerAt(
          surface,
          { x: (index & 1) * half.width * 0.8 + (frame % 50), y: (index >> 1) * half.height * 0.8, ...half },
          frame,
        ),
      ),
    ),
    'nothing changed': composed(() => [layerAt(camera, whole, 1), over(logo, 40), over(text, 400)]),
    'turned by 20 degrees': composed((frame) => [
      { ...layerAt(camera, whole, frame), matrix: [0.75, 0.27, -0.27, 0.75, 200 * unit, 0] },
    ]),
    ...filterWorks(pixels, camera),
  };
}

function filterWorks(pixels: Pixels, camera: Surface): Readonly<Record<string, Work>> {
  const base = { id: 'f', enabled: true };
  const side = 33;
  const cube = baked(pixels, {
    kind: '3d',
    size: side,
    values: Float32Array.from({ length: 3 * side ** 3 }, () => Math.random()),
    low: [0, 0, 0],
    high: [1, 1, 1],
  });
  const filters: Readonly<Record<string, VideoFilter>> = {
    'chroma key': { ...base, kind: 'chroma-key', colour: '#00b140', similarity: 0.3, smoothness: 0.1, spill: 1 },
    'colour correction': {
      ...base,
      kind: 'colour',
      brightness: 0.1,
      contrast: 1.1,
      saturation: 1.2,
      gamma: 1,
      hue: 0,
      opacity: 1,
    },
    'colour table': { ...base, kind: 'lut', path: '/l', amount: 1 },
    'blur of radius 12': { ...base, kind: 'blur', radius: 12 },
    sharpen: { ...base, kind: 'sharpen', amount: 1 },
  };
  return Object.fromEntries(
    Object.entries(filters).map(([name, filter]) => {
      const made = createFilter(pixels, filter, { cube, mask: null });
      return [name, () => made?.apply(camera, 0)];
    }),
  );
}

function baked(pixels: Pixels, cube: Cube): BakedCube {
  const steps = bakeCube(cube, pixels.colour);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** Median ms of so many runs that it takes about a second; at least five. */
function measure(work: Work): number {
  const times: number[] = [];
  const end = performance.now() + 1000;
  for (let frame = 2; times.length < 5 || (times.length < 200 && performance.now() < end); frame += 1) {
    const start = performance.now();
    work(frame);
    times.push(performance.now() - start);
  }
  times.sort((one, other) => one - other);
  return times[times.length >> 1] ?? 0;
}

const sizes = [
  { width: 1280, height: 720 },
  { width: 1920, height: 1080 },
];

for (const size of sizes) {
  const [scalar, vectors] = [openPixels('scalar'), openPixels('simd')].map((pixels) => works(pixels, size));
  process.stdout.write(`\n${size.height}p, ms a frame`.padEnd(46) + 'scalar   vectors\n');
  for (const [name, work] of Object.entries(vectors ?? {})) {
    const [slow, fast] = [scalar?.[name] ?? work, work].map((one) => measure(one).toFixed(2).padStart(7));
    process.stdout.write(`${name.padEnd(44)} ${slow}   ${fast}\n`);
  }
}

if (hasChromium) {
  const browser = await launchPipelineBrowser({ page: 'pixels-page', args: [] });
  const page = await browser.open();
  await page.waitForFunction(() => 'pixelsHarness' in globalThis);
  for (const { width, height } of sizes) {
    const { copy, make } = await page.evaluate((size) => pixelsHarness.frameCosts(size.width, size.height), {
      width,
      height,
    });
    const words = `copied in and converted ${copy.toFixed(2)}, made into a frame ${make.toFixed(2)}`;
    process.stdout.write(`\n${height}p camera frame in Chromium, ms: ${words}\n`);
  }
  await browser.close();
}
