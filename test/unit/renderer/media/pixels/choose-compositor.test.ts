/** Who composes is decided by the clock. */
import { expect, test } from 'vitest';
import type { Compositor } from '../../../../../renderer/media/compose/pixels/compositor/compositor.ts';
import { chooseCompositor } from '../../../../../renderer/media/compose/pixels/compositor/gpu/choose-compositor.ts';
import { CpuCompositor } from '../../../../../renderer/media/compose/pixels/compositor/cpu-compositor.ts';
import type { Pixels } from '../../../../../renderer/media/compose/pixels/pixels.ts';
import { vectorBench } from '../../../../support/pixels/kernels.ts';

/** A trial in which a frame takes each of them so long. */
function trial({ gpuMillis, cpuMillis }: { readonly gpuMillis: number; readonly cpuMillis: number }) {
  const pixels: Pixels = { ...vectorBench(), colour: 'bt709' };
  const before = pixels.heap.used;
  let time = 0;
  let frames = 0;
  const inner = new CpuCompositor(pixels);
  const gpu: Compositor = {
    kind: 'gpu',
    compose: (...input) => {
      frames += 1;
      time += gpuMillis - cpuMillis;
      return inner.compose(...input);
    },
    forget: (surface) => inner.forget(surface),
    close: () => inner.close(),
  };
  // Each look at the clock costs what a frame of the CPU does: between the two of a frame lies one.
  const now = () => {
    time += cpuMillis;
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

test('no trial goes on for seconds, however even the two are', () => {
  const { frames } = trial({ gpuMillis: 701, cpuMillis: 700 });
  expect(frames).toBeLessThan(3);
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
