/** Plans how a row or column is scaled: which samples make each new one, and in which parts. */
import type { PixelHeap, Pointer } from '../memory/heap.ts';
import type { AxisTaps } from './kernels.ts';

/** `count` samples from the part `[from, from + length)` of a line; `isMirrored` turns it round. */
export type Axis = {
  readonly from: number;
  readonly length: number;
  readonly count: number;
  readonly isMirrored: boolean;
};

/** First source sample, and the parts of it and the three after it, of 128. */
type Taps = { readonly start: number; readonly weights: readonly number[] };

const mostTaps = 4;
const whole = 128;

/** Samples of the source that an axis may touch: from `first` to before `end`. */
export function touched({ from, length }: Axis): { readonly first: number; readonly end: number } {
  return { first: Math.floor(from), end: Math.max(Math.floor(from) + 1, Math.ceil(from + length)) };
}

/** The taps of one new sample: linear when growing, the covered part of each when shrinking. */
export function tapsOf(axis: Axis, index: number): Taps {
  const { first, end } = touched(axis);
  const ratio = axis.length / axis.count;
  const place = axis.isMirrored ? axis.count - 1 - index : index;
  const parts = ratio > 1 ? covered(axis.from + place * ratio, ratio) : between(axis.from + (place + 0.5) * ratio - 0.5);
  return clamped(parts, first, end);
}

type Part = { readonly at: number; readonly part: number };

function between(centre: number): readonly Part[] {
  const left = Math.floor(centre);
  const right = centre - left;
  return [
    { at: left, part: 1 - right },
    { at: left + 1, part: right },
  ];
}

function covered(start: number, ratio: number): readonly Part[] {
  const parts: Part[] = [];
  for (let at = Math.floor(start); at < start + ratio; at += 1) {
    const part = (Math.min(at + 1, start + ratio) - Math.max(at, start)) / ratio;
    if (part > 0) parts.push({ at, part });
  }
  // Larger steps are halved before; what still reaches further is cut about its middle.
  const surplus = Math.max(0, parts.length - mostTaps);
  return parts.slice(surplus >> 1, (surplus >> 1) + mostTaps);
}

/** Taps outside the line count for its last sample; four in a row, inside where the line has four. */
function clamped(parts: readonly Part[], first: number, end: number): Taps {
  const inside = parts.map(({ at, part }) => ({ at: Math.min(end - 1, Math.max(first, at)), part }));
  const lowest = Math.min(...inside.map(({ at }) => at));
  const start = Math.max(first, Math.min(lowest, end - mostTaps));
  const sums = [0, 0, 0, 0];
  for (const { at, part } of inside) sums[at - start] = (sums[at - start] ?? 0) + part;
  return { start, weights: rounded(sums) };
}

/** Whole numbers that add up to 128: what rounding leaves goes to the largest. */
function rounded(parts: readonly number[]): readonly number[] {
  const total = parts.reduce((sum, part) => sum + part, 0);
  const weights = parts.map((part) => Math.round((part / total) * whole));
  const rest = whole - weights.reduce((sum, weight) => sum + weight, 0);
  const largest = weights.indexOf(Math.max(...weights));
  return weights.map((weight, index) => (index === largest ? weight + rest : weight));
}

/** Start, four weights, a quarter of a base, four picks. */
const bytesPerSample = 4 + 4 + 1 + 4;

/** Writes the plan into the heap; `origin` is the source sample that place 0 stands for. */
export function planAxis(heap: PixelHeap, axis: Axis, origin: number): AxisTaps {
  const padded = Math.ceil(axis.count / 8) * 8;
  const starts = heap.allocate(padded * bytesPerSample);
  const weights = starts + 4 * padded;
  const bases = weights + 4 * padded;
  const picks = bases + padded;
  const all = Array.from({ length: axis.count }, (_, index) => {
    const taps = tapsOf(axis, index);
    return { start: taps.start - origin, weights: taps.weights };
  });
  const view = new DataView(heap.bytes.buffer);
  let isNarrow = true;
  for (const [index, taps] of all.entries()) {
    view.setInt32(starts + 4 * index, taps.start, true);
    heap.bytes.set(taps.weights, weights + 4 * index);
  }
  for (let index = 0; index < padded; index += 4) {
    const group = all.slice(index, index + 4);
    const base = Math.min(...group.map(({ start }) => start), group.length === 0 ? 0 : Infinity);
    view.setInt32(bases + index, base, true);
    isNarrow = pickGroup(heap, picks + 4 * index, group.map(({ start }) => start - base)) && isNarrow;
  }
  return { starts, weights, bases, picks, isNarrow };
}

/** Bytes that one group of four samples shuffles together; false when they reach too far. */
function pickGroup(heap: PixelHeap, at: Pointer, offsets: readonly number[]): boolean {
  let fits = true;
  for (let index = 0; index < 16; index += 1) {
    const place = (offsets[index >> 2] ?? 0) + (index & 3);
    fits &&= place < 16;
    heap.bytes[at + index] = Math.min(place, 255);
  }
  return fits;
}

export function freeAxis(heap: PixelHeap, taps: AxisTaps): void {
  heap.free(taps.starts);
}
