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
const mostCharacters = 16 * 1_048_576;
const largest3d = 65;
const largest1d = 65_536;

type Head = { kind: '1d' | '3d' | null; size: number; low: number[]; high: number[] };

/** The table, or null for anything that is not exactly one. */
export function parseCube(text: string): Cube | null {
  if (text.length > mostCharacters) return null;
  const head: Head = { kind: null, size: 0, low: [0, 0, 0], high: [1, 1, 1] };
  const values: number[] = [];
  const isRead = text.split('\n').every((raw) => {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) return true;
    return /^[-+.\d]/.test(line) ? addRow(values, line, head) : addKeyword(head, line);
  });
  return isRead ? cubeOf(head, values) : null;
}

function cubeOf({ kind, size, ...domain }: Head, values: readonly number[]): Cube | null {
  const rows = kind === '3d' ? size ** 3 : size;
  const [low, high] = [triple(domain.low), triple(domain.high)];
  if (kind === null || values.length !== rows * 3 || low === null || high === null) return null;
  if (low.some((value, index) => value >= (high[index] ?? 0))) return null;
  return { kind, size, values: Float32Array.from(values), low, high };
}

function addRow(values: number[], line: string, { kind, size }: Head): boolean {
  const row = triple(numbersOf(line));
  if (row === null || kind === null || values.length >= 3 * (kind === '3d' ? size ** 3 : size)) return false;
  values.push(...row);
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

type Rgb = readonly [number, number, number];

/** How far the last step of a table goes on, in parts of its domain. */
export const overshoot = 0.15;

/** What the table makes of a colour; linear between points, as the specification asks, and a little beyond the last. */
export function lookUp(cube: Cube, rgb: Rgb): Rgb {
  const place = rgb.map((value, index) => {
    const [low, high] = [cube.low[index] ?? 0, cube.high[index] ?? 1];
    return Math.min(1 + overshoot, Math.max(-overshoot, (value - low) / (high - low))) * (cube.size - 1);
  });
  return cube.kind === '1d' ? lookUp1d(cube, place) : lookUp3d(cube, place);
}

function cellOf(place: number, size: number): number {
  return Math.max(0, Math.min(size - 2, Math.floor(place)));
}

function lookUp1d({ size, values }: Cube, place: readonly number[]): Rgb {
  const part = (index: 0 | 1 | 2) => {
    const at = cellOf(place[index] ?? 0, size);
    const share = (place[index] ?? 0) - at;
    return (values[3 * at + index] ?? 0) * (1 - share) + (values[3 * at + 3 + index] ?? 0) * share;
  };
  return [part(0), part(1), part(2)];
}

function lookUp3d({ size, values }: Cube, place: readonly number[]): Rgb {
  const cell = place.map((value) => cellOf(value, size));
  const share = place.map((value, index) => value - (cell[index] ?? 0));
  const sums: [number, number, number] = [0, 0, 0];
  for (let corner = 0; corner < 8; corner += 1) {
    const steps = [corner & 1, (corner >> 1) & 1, corner >> 2];
    const weight = steps.reduce(
      (all, step, index) => all * (step === 1 ? (share[index] ?? 0) : 1 - (share[index] ?? 0)),
      1,
    );
    const [red = 0, green = 0, blue = 0] = steps.map((step, index) => (cell[index] ?? 0) + step);
    const at = 3 * (red + size * (green + size * blue));
    for (const index of [0, 1, 2] as const) sums[index] += weight * (values[at + index] ?? 0);
  }
  return sums;
}
