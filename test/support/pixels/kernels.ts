/** Both kernels over heaps of the same content, and random planes for them. */
import { compileKernels } from '../../../build/kernels/compile.mjs';
import type { Kernels } from '../../../renderer/media/compose/pixels/kernels/kernels.ts';
import { createScalarKernels } from '../../../renderer/media/compose/pixels/kernels/scalar-kernels.ts';
import { createWasmKernels } from '../../../renderer/media/compose/pixels/kernels/wasm-kernels.ts';
import { PixelHeap } from '../../../renderer/media/compose/pixels/memory/heap.ts';

const kernelModule = await compileKernels();

const small = { initialBytes: 1 << 20, maxBytes: 64 << 20 };

/** A heap with kernels over it. */
export type Bench = { readonly heap: PixelHeap; readonly kernels: Kernels };

export function scalarBench(): Bench {
  const heap = new PixelHeap(small);
  return { heap, kernels: createScalarKernels(heap) };
}

export function vectorBench(): Bench {
  const heap = new PixelHeap(small);
  return { heap, kernels: createWasmKernels(kernelModule, heap) };
}

/** Repeatable noise: small numbers are as likely as 0 and 255, which have ways of their own. */
export function noise(length: number, seed: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  let state = (seed | 0) + 0x9e3779b9;
  for (let index = 0; index < length; index += 1) {
    state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d);
    state = (state + 0x6d2b79f5) | 0;
    const value = (state >>> 13) & 1023;
    bytes[index] = value < 128 ? 0 : value < 256 ? 255 : value & 255;
  }
  return bytes;
}
