/** Decides by the clock who composes: the GPU only where it is there and quicker than the CPU. */
import { createSurface, freeSurface, type Size, type Surface } from '../../memory/surface.ts';
import type { Pixels } from '../../pixels.ts';
import type { Compositor, Layer } from '../compositor.ts';
import { CpuCompositor } from '../cpu-compositor.ts';

/** Frames of the trial; fewer where the GPU is hopeless: without one, a frame may take a tenth of a second. */
const trialFrames = 30;
const warmUpFrames = 2;
const hopelessAfter = 3;
const hopelessFactor = 4;

/** A trial takes no longer than this, ms, shaders included; then what was seen decides. */
const mostMillis = 1500;

export type ChoiceOptions = {
  readonly size: Size;
  /** Milliseconds. */
  readonly now: () => number;
  /** Null where there is no GPU, or it was refused. */
  readonly createGpu: () => Compositor | null;
};

/** What was chosen, and what each took, ms a frame; null where the GPU was not there. */
export type Choice = { readonly compositor: Compositor; readonly cpuMillis: number; readonly gpuMillis: number | null };

/** Runs the trial at once. */
export function chooseCompositor(pixels: Pixels, { size, now, createGpu }: ChoiceOptions): Choice {
  const cpu = new CpuCompositor(pixels);
  const gpu = attempted(createGpu);
  if (gpu === null) return { compositor: cpu, cpuMillis: 0, gpuMillis: null };
  const target = createSurface(pixels.heap, size.width, size.height, false);
  const sources = Array.from({ length: 4 }, () => createSurface(pixels.heap, size.width, size.height, false));
  const run = (compositor: Compositor, patience: number) =>
    medianOf({
      now,
      patience,
      draw: (frame) => compositor.compose(trialLayers(sources, size, frame), target, 'changed'),
    });
  try {
    const cpuMillis = run(cpu, Infinity);
    const gpuMillis = attempted(() => run(gpu, cpuMillis * hopelessFactor)) ?? Infinity;
    const isGpu = gpuMillis < cpuMillis;
    const [chosen, other] = isGpu ? [gpu, cpu] : [cpu, gpu];
    other.close();
    for (const surface of [target, ...sources]) chosen.forget(surface);
    return { compositor: chosen, cpuMillis, gpuMillis };
  } finally {
    for (const surface of [target, ...sources]) freeSurface(pixels.heap, surface);
  }
}

/** A driver that fails is no driver. */
function attempted<Result>(work: () => Result | null): Result | null {
  try {
    return work();
  } catch {
    return null;
  }
}

/** Four live pictures, scaled, that move: what a busy scene costs. */
function trialLayers(sources: readonly Surface[], { width, height }: Size, frame: number): readonly Layer[] {
  return sources.map((surface, index) => ({
    surface,
    version: frame,
    matrix: [0.45, 0, 0, 0.45, (index & 1) * width * 0.5 + frame, (index >> 1) * height * 0.5],
    sourceRect: { x: 0, y: 0, width, height },
    opacity: 1,
    blend: 'normal',
    isOpaque: true,
  }));
}

type Trial = { readonly now: () => number; readonly patience: number; readonly draw: (frame: number) => void };

function medianOf({ now, patience, draw }: Trial): number {
  const times: number[] = [];
  const begun = now();
  for (let frame = 0; frame < trialFrames + warmUpFrames && now() - begun < mostMillis; frame += 1) {
    const start = now();
    draw(frame);
    if (frame >= warmUpFrames) times.push(now() - start);
    if (times.length === hopelessAfter && Math.min(...times) > patience) break;
  }
  return times.toSorted((one, other) => one - other)[times.length >> 1] ?? Infinity;
}
