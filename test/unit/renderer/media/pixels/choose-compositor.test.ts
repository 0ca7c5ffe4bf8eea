/** Who composes is decided by the clock. */
import { expect, test } from 'vitest';
import type { Compositor } from '../../../../../renderer/media/compose/pixels/compositor/compositor.ts';
import { chooseCompositor } from '../../../../../renderer/media/compose/pixels/compositor/gpu/choose-compositor.ts';
import { CpuCompositor } from '../../../../../renderer/media/compose/pixels/compositor/cpu-compositor.ts';
import type { Pixels } from '../../../../../renderer/media/compose/pixels/pixels.ts';
import { vectorBench } from '../../../../support/pixels/kernels.ts';

/** A GPU that takes so long a frame while the CPU takes no time at all, or the other way round. */
function trial({ gpuMillis, cpuMillis }: { readonly gpuMillis: number; readonly cpuMillis: number }) {
  const pixels: Pixels = { ...vectorBench(), colour: 'bt709' };
  const before = pixels.heap.used;
  let time = 0;
  let frames = 0;
  let isGpu = false;
  const inner = new CpuCompositor(pixels);
  const gpu: Compositor = {
    kind: 'gpu',
    compose: (...input) => {
      frames += 1;
      isGpu = true;
      return inner.compose(...input);
    },
    forget: (surface) => inner.forget(surface),
    close: () => inner.close(),
  };
  // The clock is read before and after each frame.
  let reads = 0;
  const now = () => {
    reads += 1;
    if (reads % 2 === 0) time += isGpu ? gpuMillis : cpuMillis;
    isGpu = false;
    return time;
  };
  const choice = chooseCompositor(pixels, { size: { width: 64, height: 36 }, now, createGpu: () => gpu });
  return { choice, frames, pixels, before };
}

test('the quicker one is taken', () => {
  expect(trial({ gpuMillis: 1, cpuMillis: 3 }).choice).toMatchObject({
    cpuMillis: 3,
    gpuMillis: 1,
    compositor: { kind: 'gpu' },
  });
  expect(trial({ gpuMillis: 3, cpuMillis: 2 }).choice).toMatchObject({ gpuMillis: 3, compositor: { kind: 'cpu' } });
});

test('a hopeless GPU is not tried for long', () => {
  const { choice, frames } = trial({ gpuMillis: 100, cpuMillis: 1 });
  expect(choice.compositor.kind).toBe('cpu');
  expect(frames).toBeLessThan(6);
});

test('a GPU that throws is none, and the trial leaves no memory behind', () => {
  const { choice, pixels, before } = trial({ gpuMillis: 1, cpuMillis: 3 });
  choice.compositor.close();
  expect(pixels.heap.used).toBe(before);
  const createGpu = () => {
    throw new Error('lost');
  };
  const size = { width: 64, height: 36 };
  const without = chooseCompositor(pixels, { size, now: () => 0, createGpu });
  expect(without).toMatchObject({ gpuMillis: null, compositor: { kind: 'cpu' } });
  without.compositor.close();
  expect(pixels.heap.used).toBe(before);
});
