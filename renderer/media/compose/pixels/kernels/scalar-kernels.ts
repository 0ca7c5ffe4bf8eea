/** The kernels in plain TypeScript: the reference, and what there is where WebAssembly can't be had. */
import type { PixelHeap } from '../memory/heap.ts';
import type { Kernels } from './kernels.ts';
import { alphaKernels } from './scalar/alpha.ts';
import { blendKernels } from './scalar/blend.ts';
import { colourKernels } from './scalar/colour.ts';
import { moveKernels } from './scalar/move.ts';
import { neighbourKernels } from './scalar/neighbours.ts';
import { rgbaKernels } from './scalar/rgba.ts';
import { scaleKernels } from './scalar/scale.ts';
import { warpKernels } from './scalar/warp.ts';

export function createScalarKernels(heap: PixelHeap): Kernels {
  return {
    name: 'scalar',
    ...moveKernels(heap),
    ...alphaKernels(heap),
    ...scaleKernels(heap),
    ...warpKernels(heap),
    ...colourKernels(heap),
    ...rgbaKernels(heap),
    ...neighbourKernels(heap),
    ...blendKernels(heap),
  };
}
