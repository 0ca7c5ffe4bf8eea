/** A colour table from a file, baked once into Y, U, V. */
import type { VideoFilter } from '../../../../../shared/studio/document/filters.ts';
import { lookUp, overshoot, type Cube } from '../colour/cube-file.ts';
import { rgbOfYuv, yuvOfRgb, type ProgramColour } from '../colour/colour-space.ts';
import { nowhere } from '../memory/heap.ts';
import type { Surface } from '../memory/surface.ts';
import type { Pixels } from '../pixels.ts';
import { copySurface, OwnSurface, placeBytes, premultiply, straighten, type SurfaceFilter } from './filter.ts';

export type LutSettings = Extract<VideoFilter, { kind: 'lut' }>;

const points = 33;
const pointStep = 8;

type Triple = readonly [number, number, number];

/** 33 × 33 × 33 points as the kernel `cube` wants them; `amount` mixes with the original. */
function bakeCube(cube: Cube, amount: number, matrix: ProgramColour): Uint8Array {
  const table = new Uint8Array(points ** 3 * 4);
  let at = 0;
  for (let v = 0; v < points; v += 1) {
    for (let u = 0; u < points; u += 1) {
      for (let y = 0; y < points; y += 1) {
        const yuv: Triple = [y * pointStep, u * pointStep, v * pointStep];
        table.set(baked(cube, amount, matrix, yuv), at);
        at += 4;
      }
    }
  }
  return table;
}

/** What lies far outside of R, G, B keeps its distance, so that a table that changes nothing changes nothing. */
function baked(cube: Cube, amount: number, matrix: ProgramColour, yuv: Triple): Triple {
  const rgb = rgbOfYuv(yuv, matrix);
  const inside = mapTriple(rgb, (part) => Math.min(1 + overshoot, Math.max(-overshoot, part)));
  const looked = lookUp(cube, inside);
  const mixed = mapTriple(rgb, (part, index) => part + amount * ((looked[index] ?? 0) - (inside[index] ?? 0)));
  return mapTriple(yuvOfRgb(mixed, matrix), (part) => Math.min(255, Math.max(0, Math.round(part))));
}

function mapTriple([first, second, third]: Triple, by: (value: number, index: number) => number): Triple {
  return [by(first, 0), by(second, 1), by(third, 2)];
}

export function createLut(pixels: Pixels, { amount }: LutSettings, cube: Cube): SurfaceFilter {
  const { heap, kernels, colour } = pixels;
  const own = new OwnSurface(heap);
  const table = placeBytes(heap, bakeCube(cube, amount, colour));
  return {
    isMoving: false,
    apply: (source: Surface) => {
      const to = own.of(source, source.a !== nowhere);
      copySurface(pixels, to, source);
      if (to.a !== nowhere) straighten(pixels, to);
      kernels.cube({ ...to, stride: to.width }, table, to);
      if (to.a !== nowhere) premultiply(pixels, to);
      return to;
    },
    close: () => {
      own.close();
      heap.free(table);
    },
  };
}
