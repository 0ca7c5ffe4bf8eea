/** A colour table as it works on Y, U, V: how far it moves each of 33 × 33 × 33 codes, before any mixing. */
import { rgbOfYuv, yuvOfRgb, type ProgramColour } from './colour-space.ts';
import { lookUp, overshoot, type Cube } from './cube-file.ts';

/** Y runs fastest, then U, then V; three numbers for each point, in codes. */
export type BakedCube = { readonly moves: Float32Array };

const points = 33;
const pointStep = 8;

/** Yields after every second row of points. */
export function* bakeCube(cube: Cube, matrix: ProgramColour): Generator<void, BakedCube> {
  const moves = new Float32Array(points ** 3 * 3);
  const row = createRow(cube, matrix, moves);
  for (let line = 0; line < points * points; line += 1) {
    row(line);
    if (line % 2 === 1) yield;
  }
  return { moves };
}

/** Four bytes for each point as the kernel `cube` wants them; `amount` of the move is made. */
export function mixCube({ moves }: BakedCube, amount: number): Uint8Array {
  // It rounds and clamps what is stored.
  const table = new Uint8ClampedArray(points ** 3 * 4);
  for (let line = 0, point = 0; line < points * points; line += 1) {
    const u = (line % points) * pointStep;
    const v = Math.floor(line / points) * pointStep;
    for (let y = 0; y < points; y += 1, point += 1) {
      table[4 * point] = y * pointStep + amount * (moves[3 * point] ?? 0);
      table[4 * point + 1] = u + amount * (moves[3 * point + 1] ?? 0);
      table[4 * point + 2] = v + amount * (moves[3 * point + 2] ?? 0);
    }
  }
  return new Uint8Array(table.buffer);
}

/**
 * Fills one row. What lies far outside of R, G, B is looked up at the edge and moved as far as that, so that a table that
 * changes nothing changes nothing. Nothing is allocated for a point.
 */
function createRow(cube: Cube, matrix: ProgramColour, moves: Float32Array): (line: number) => void {
  // Luma moves R, G, B alike.
  const lumaStep = rgbOfYuv([1, 0, 0], matrix)[0] - rgbOfYuv([0, 0, 0], matrix)[0];
  const toYuv = stepsOfRgb(matrix);
  const inside = new Float64Array(3);
  const move = new Float64Array(3);
  return (line) => {
    const dark = rgbOfYuv([0, (line % points) * pointStep, Math.floor(line / points) * pointStep], matrix);
    let at = line * points * 3;
    for (let y = 0; y < points; y += 1, at += 3) {
      const light = y * pointStep * lumaStep;
      for (let part = 0; part < 3; part += 1) inside[part] = within((dark[part] ?? 0) + light);
      lookUp(cube, inside, move);
      for (let part = 0; part < 3; part += 1) move[part] = (move[part] ?? 0) - (inside[part] ?? 0);
      for (let part = 0; part < 3; part += 1) moves[at + part] = product(toYuv, 3 * part, move);
    }
  };
}

/** How far Y, U, V go with one step of R, G, B each: three rows of three, in codes. */
function stepsOfRgb(matrix: ProgramColour): Float64Array {
  const zero = yuvOfRgb([0, 0, 0], matrix);
  const columns = [yuvOfRgb([1, 0, 0], matrix), yuvOfRgb([0, 1, 0], matrix), yuvOfRgb([0, 0, 1], matrix)];
  return Float64Array.from(([0, 1, 2] as const).flatMap((part) => columns.map((column) => column[part] - zero[part])));
}

function product(rows: Float64Array, at: number, by: Float64Array): number {
  let sum = 0;
  for (let part = 0; part < 3; part += 1) sum += (rows[at + part] ?? 0) * (by[part] ?? 0);
  return sum;
}

function within(part: number): number {
  return Math.min(1 + overshoot, Math.max(-overshoot, part));
}
