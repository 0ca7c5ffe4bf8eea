/** Plans how a row or column is scaled: which samples make each new one, and in which parts. */
import type { PixelHeap, Pointer } from '../memory/heap.ts';
import type { AxisTaps } from './kernels.ts';

/**
 * `count` samples from the part `[from, from + length)` of a line, of which only `[first, end)` may be read: the outermost
 * of those stand for what lies beyond. `isMirrored` turns it round.
 */
export type Axis = {
  readonly from: number;
  readonly length: number;
  readonly count: number;
  readonly isMirrored: boolean;
  readonly first: number;
  readonly end: number;
};

/** A whole line of `length` samples, stretched to `count`. */
export function wholeAxis(length: number, count: number): Axis {
  return { from: 0, length, count, isMirrored: false, first: 0, end: length };
}

const mostTaps = 4;
const whole = 128;

/** Four parts of source samples from `start` on; one is used again for each new sample. */
type Taps = { start: number; readonly parts: Float64Array };

/** The taps of one new sample: linear when growing, the covered part of each when shrinking. */
function findTaps(axis: Axis, index: number, taps: Taps): void {
  const ratio = axis.length / axis.count;
  const place = axis.isMirrored ? axis.count - 1 - index : index;
  const centre = axis.from + (place + 0.5) * ratio;
  // Larger steps are halved before; what still reaches further is cut about its middle.
  const reach = Math.min(ratio, mostTaps - 1);
  const start = ratio > 1 ? centre - reach / 2 : centre - 0.5;
  taps.start = Math.max(axis.first, Math.min(Math.floor(start), axis.end - mostTaps));
  taps.parts.fill(0);
  if (ratio > 1) addCovered(axis, start, reach, taps);
  else {
    const right = start - Math.floor(start);
    addPart(axis, Math.floor(start), 1 - right, taps);
    addPart(axis, Math.floor(start) + 1, right, taps);
  }
}

function addCovered(axis: Axis, start: number, reach: number, taps: Taps): void {
  for (let at = Math.floor(start); at < start + reach; at += 1) {
    addPart(axis, at, (Math.min(at + 1, start + reach) - Math.max(at, start)) / reach, taps);
  }
}

function addPart({ first, end }: Axis, at: number, part: number, { start, parts }: Taps): void {
  const inside = at < first ? first : at >= end ? end - 1 : at;
  const index = inside - start;
  if (index >= 0 && index < mostTaps) parts[index] = (parts[index] ?? 0) + part;
}

/** Whole numbers that add up to 128: what rounding leaves goes to the largest. */
function roundInto(bytes: Uint8Array, at: Pointer, parts: Float64Array): void {
  let total = 0;
  for (const part of parts) total += part;
  let rest = whole;
  let largest = 0;
  for (let tap = 0; tap < mostTaps; tap += 1) {
    const weight = Math.round(((parts[tap] ?? 0) / total) * whole);
    bytes[at + tap] = weight;
    rest -= weight;
    if ((parts[tap] ?? 0) > (parts[largest] ?? 0)) largest = tap;
  }
  bytes[at + largest] = (bytes[at + largest] ?? 0) + rest;
}

/** Start, four weights, a quarter of a base, four picks. */
const bytesPerSample = 4 + 4 + 1 + 4;

/** Writes the plan into the heap; places are counted from `axis.first`. Whoever asks frees it. */
export function planAxis(heap: PixelHeap, axis: Axis): AxisTaps {
  const padded = Math.ceil(axis.count / 8) * 8;
  const starts = heap.allocate(padded * bytesPerSample);
  const weights = starts + 4 * padded;
  const bases = weights + 4 * padded;
  const picks = bases + padded;
  const words = new Int32Array(heap.bytes.buffer, starts, padded);
  const taps: Taps = { start: 0, parts: new Float64Array(mostTaps) };
  for (let index = 0; index < axis.count; index += 1) {
    findTaps(axis, index, taps);
    words[index] = taps.start - axis.first;
    roundInto(heap.bytes, weights + mostTaps * index, taps.parts);
  }
  words.fill(words[axis.count - 1] ?? 0, axis.count);
  return { starts, weights, bases, picks, isNarrow: planPicks(heap, words, { bases, picks }) };
}

/** For each four samples where their taps begin, and the bytes that are shuffled together; false when they reach too far. */
function planPicks(
  heap: PixelHeap,
  starts: Int32Array,
  to: { readonly bases: Pointer; readonly picks: Pointer },
): boolean {
  const bases = new Int32Array(heap.bytes.buffer, to.bases, starts.length / 4);
  let fits = true;
  for (let group = 0; group < starts.length; group += 4) {
    const four = starts.subarray(group, group + 4);
    const base = Math.min(...four);
    bases[group / 4] = base;
    for (let index = 0; index < 16; index += 1) {
      const place = (four[index >> 2] ?? 0) - base + (index & 3);
      fits &&= place < 16;
      heap.bytes[to.picks + 4 * group + index] = Math.min(place, 255);
    }
  }
  return fits;
}
