/** What everything that touches pixels is handed: one heap, the kernels over it, and the program's colour. */
import type { ProgramColour } from './colour/colour-space.ts';
import type { Kernels } from './kernels/kernels.ts';
import type { PixelHeap } from './memory/heap.ts';

export type Pixels = {
  readonly heap: PixelHeap;
  readonly kernels: Kernels;
  /** Of every surface in the heap; a program of another colour starts with pixels anew. */
  readonly colour: ProgramColour;
};
