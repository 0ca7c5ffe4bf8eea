/** Opens the heap and the kernels in the Worker: vectors where they are to be had, else plain TypeScript. */
import { kernelModule } from 'virtual:pixel-kernels';
import type { ProgramColour } from './colour/colour-space.ts';
import type { Kernels } from './kernels/kernels.ts';
import { createScalarKernels } from './kernels/scalar-kernels.ts';
import { createWasmKernels } from './kernels/wasm-kernels.ts';
import { PixelHeap } from './memory/heap.ts';
import type { Pixels } from './pixels.ts';

/** Pixels for a program of this colour; never fails for want of WebAssembly's vectors. */
export function openPixels(colour: ProgramColour): Pixels {
  const heap = new PixelHeap();
  return { heap, colour, kernels: openKernels(heap) };
}

function openKernels(heap: PixelHeap): Kernels {
  try {
    const text = atob(kernelModule);
    return createWasmKernels(
      Uint8Array.from(text, (character) => character.codePointAt(0) ?? 0),
      heap,
    );
  } catch {
    // The reference gives the same bytes, only later.
    return createScalarKernels(heap);
  }
}
