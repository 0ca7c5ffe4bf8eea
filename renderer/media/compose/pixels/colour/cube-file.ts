/** Reads `.cube` colour tables (Adobe's "Cube LUT Specification 1.0"): hostile text in, numbers or a flaw out. */

/** Red runs fastest in 3D. Values as the file has them, mostly 0 to 1. */
export type Cube = {
  readonly kind: '1d' | '3d';
  /** Points a side. */
  readonly size: number;
  readonly values: Float32Array;
  readonly low: readonly [number, number, number];
  readonly high: readonly [number, number, number];
};

/** A 3D table of 65 points a side is 275 000 lines. */
export const largestCubeMebibytes = 16;
const largest3d = 65;
const largest1d = 65_536;

type Head = { kind: '1d' | '3d' | null; size: number; low: number[]; high: number[] };

/** The numbers of the rows, as they come; room for them all is made with the first. */
type Rows = { values: Float32Array; count: number };

/** The table, or null for anything that is not exactly one. Yields now and then: reading one takes up to a second. */
export function* readCube(text: string): Generator<void, Cube | null> {
  if (text.length > largestCubeMebibytes * 1_048_576) return null;
  const head: Head = { kind: null, size: 0, low: [0, 0, 0], high: [1, 1, 1] };
  const rows: Rows = { values: new Float32Array(0), count: 0 };
  let lines = 0;
  for (let from = 0; from < text.length; lines += 1) {
    const newline = text.indexOf('\n', from);
    const end = newline === -1 ? text.length : newline;
    if (!addLine(text.slice(from, end).trim(), head, rows)) return null;
    from = end + 1;
    if (lines % 64 === 63) yield;
  }
  return cubeOf(head, rows);
}

function addLine(line: string, head: Head, rows: Rows): boolean {
  if (line === '' || line.startsWith('#')) return true;
  return /^[-+.\d]/.test(line) ? addRow(rows, line, head) : addKeyword(head, line);
}

function cubeOf({ kind, size, ...domain }: Head, { values, count }: Rows): Cube | null {
  const [low, high] = [triple(domain.low), triple(domain.high)];
  if (kind === null || count === 0 || count !== values.length || low === null || high === null) return null;
  if (low.some((value, index) => value >= (high[index] ?? 0))) return null;
  return { kind, size, values, low, high };
}

function addRow(rows: Rows, line: string, { kind, size }: Head): boolean {
  const row = triple(numbersOf(line));
  if (row === null || kind === null) return false;
  if (rows.count === 0) rows.values = new Float32Array(3 * (kind === '3d' ? size ** 3 : size));
  if (rows.count >= rows.values.length) return false;
  rows.values.set(row, rows.count);
  rows.count += 3;
  return true;
}

function addKeyword(head: Head, line: string): boolean {
  const [keyword = '', ...rest] = line.split(/\s+/);
  const numbers = rest.map(Number);
  switch (keyword) {
    case 'TITLE':
      return true;
    case 'LUT_1D_SIZE':
      return setSize(head, '1d', numbers);
    case 'LUT_3D_SIZE':
      return setSize(head, '3d', numbers);
    case 'DOMAIN_MIN':
      head.low = numbers;
      return true;
    case 'DOMAIN_MAX':
      head.high = numbers;
      return true;
    // Not in Adobe's text, but in many files of Resolve's.
    case 'LUT_1D_INPUT_RANGE':
    case 'LUT_3D_INPUT_RANGE':
      head.low = Array.from({ length: 3 }, () => numbers[0] ?? Number.NaN);
      head.high = Array.from({ length: 3 }, () => numbers[1] ?? Number.NaN);
      return true;
    default:
      return false;
  }
}

function setSize(head: Head, kind: '1d' | '3d', [size = 0]: readonly number[]): boolean {
  const most = kind === '1d' ? largest1d : largest3d;
  if (head.kind !== null || !Number.isInteger(size) || size < 2 || size > most) return false;
  head.kind = kind;
  head.size = size;
  return true;
}

function numbersOf(line: string): readonly number[] {
  return line.split(/\s+/).map(Number);
}

function triple(numbers: readonly number[]): readonly [number, number, number] | null {
  const [first, second, third, ...more] = numbers;
  if (first === undefined || second === undefined || third === undefined || more.length > 0) return null;
  const all: readonly [number, number, number] = [first, second, third];
  return all.every((value) => Number.isFinite(value)) ? all : null;
}

/** How far the last step of a table goes on, in parts of its domain. */
export const overshoot = 0.15;

/**
 * Writes what the table makes of a colour into `out`; linear between points, as the specification asks, and a little
 * beyond the last.
 */
export function lookUp(cube: Cube, rgb: Float64Array, out: Float64Array): void {
  if (cube.kind === '1d')
    for (let part = 0; part < 3; part += 1) out[part] = lookUp1d(cube, part, placeOf(cube, rgb, part));
  else lookUp3d(cube, rgb, out);
}

/** Where a part of a colour lies between the points of the table. */
function placeOf({ low, high, size }: Cube, rgb: Float64Array, part: number): number {
  const from = low[part] ?? 0;
  const place = ((rgb[part] ?? 0) - from) / ((high[part] ?? 1) - from);
  return Math.min(1 + overshoot, Math.max(-overshoot, place)) * (size - 1);
}

function cellOf(place: number, size: number): number {
  return Math.max(0, Math.min(size - 2, Math.floor(place)));
}

function lookUp1d({ size, values }: Cube, part: number, place: number): number {
  const cell = cellOf(place, size);
  const share = place - cell;
  return (values[3 * cell + part] ?? 0) * (1 - share) + (values[3 * cell + 3 + part] ?? 0) * share;
}

function lookUp3d(cube: Cube, rgb: Float64Array, out: Float64Array): void {
  const { size, values } = cube;
  const [red, green, blue] = [placeOf(cube, rgb, 0), placeOf(cube, rgb, 1), placeOf(cube, rgb, 2)];
  const [r, g, b] = [cellOf(red, size), cellOf(green, size), cellOf(blue, size)];
  out.fill(0);
  for (let corner = 0; corner < 8; corner += 1) {
    const [dr, dg, db] = [corner & 1, (corner >> 1) & 1, corner >> 2];
    const weight = shareOf(red - r, dr) * shareOf(green - g, dg) * shareOf(blue - b, db);
    const at = 3 * (r + dr + size * (g + dg + size * (b + db)));
    for (let part = 0; part < 3; part += 1) out[part] = (out[part] ?? 0) + weight * (values[at + part] ?? 0);
  }
}

function shareOf(share: number, step: number): number {
  return step === 1 ? share : 1 - share;
}
