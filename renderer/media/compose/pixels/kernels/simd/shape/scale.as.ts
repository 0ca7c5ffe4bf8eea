/** Scaling along rows and columns. AssemblyScript. */
import { pairSums, sample } from '../lanes.as';

export function halve(to: usize, toStride: i32, from: usize, fromStride: i32, width: i32, height: i32): void {
  for (let row = 0; row < height; row += 1) {
    const lower = from + fromStride;
    let x = 0;
    for (; x + 16 <= width; x += 16) {
      const at = 2 * x;
      v128.store(
        to + x,
        i8x16.narrow_i16x8_u(
          means(v128.load(from + at), v128.load(lower + at)),
          means(v128.load(from + at + 16), v128.load(lower + at + 16)),
        ),
      );
    }
    for (; x < width; x += 1) {
      const at = 2 * x;
      const sum = sample(from + at) + sample(from + at + 1) + sample(lower + at) + sample(lower + at + 1);
      store<u8>(to + x, <u8>((sum + 2) >> 2));
    }
    to += toStride;
    from += 2 * fromStride;
  }
}

// @ts-ignore: decorator
@inline
function means(upper: v128, lower: v128): v128 {
  const sum = i16x8.add(i16x8.extadd_pairwise_i8x16_u(upper), i16x8.extadd_pairwise_i8x16_u(lower));
  return i16x8.shr_u(i16x8.add(sum, i16x8.splat(2)), 2);
}

export function double(to: usize, toStride: i32, from: usize, fromStride: i32, width: i32, height: i32): void {
  for (let row = 0; row < 2 * height; row += 1) {
    const near = from + (row >> 1) * fromStride;
    const neighbour = (row & 1) == 0 ? max(0, (row >> 1) - 1) : min(height - 1, (row >> 1) + 1);
    const far = from + neighbour * fromStride;
    doublePart(to, near, far, 0, min(1, width), width);
    let x = 1;
    for (; x + 9 <= width; x += 8) {
      const here = i16x8.add(times3(column8(near + x, far + x)), i16x8.splat(2));
      const even = i16x8.shr_u(i16x8.add(here, column8(near + x - 1, far + x - 1)), 2);
      const odd = i16x8.shr_u(i16x8.add(here, column8(near + x + 1, far + x + 1)), 2);
      v128.store(to + 2 * x, v128.or(even, i16x8.shl(odd, 8)));
    }
    doublePart(to, near, far, x, width, width);
    to += toStride;
  }
}

// @ts-ignore: decorator
@inline
function times3(x: v128): v128 {
  return i16x8.add(x, i16x8.add(x, x));
}

// @ts-ignore: decorator
@inline
function column8(near: usize, far: usize): v128 {
  const sum = i16x8.add(times3(v128.load_ext<u8>(near)), v128.load_ext<u8>(far));
  return i16x8.shr_u(i16x8.add(sum, i16x8.splat(2)), 2);
}

// @ts-ignore: decorator
@inline
function column(near: usize, far: usize, x: i32): i32 {
  return (3 * sample(near + x) + sample(far + x) + 2) >> 2;
}

function doublePart(to: usize, near: usize, far: usize, first: i32, end: i32, width: i32): void {
  for (let x = first; x < end; x += 1) {
    const here = 3 * column(near, far, x) + 2;
    store<u8>(to + 2 * x, <u8>((here + column(near, far, max(0, x - 1))) >> 2));
    store<u8>(to + 2 * x + 1, <u8>((here + column(near, far, min(width - 1, x + 1))) >> 2));
  }
}

export function resample(
  to: usize,
  toStride: i32,
  from: usize,
  fromStride: i32,
  columnStarts: usize,
  columnWeights: usize,
  bases: usize,
  picks: usize,
  rowStarts: usize,
  rowWeights: usize,
  sourceWidth: i32,
  scratch: usize,
  width: i32,
  height: i32,
): void {
  for (let row = 0; row < height; row += 1) {
    const first = from + load<i32>(rowStarts + 4 * row) * fromStride;
    const line = gatherRow(scratch, first, fromStride, rowWeights + 4 * row, sourceWidth);
    let x = bases == 0 ? 0 : pickRow(to, line, bases, picks, columnWeights, width);
    for (; x < width; x += 1) {
      const at = line + load<i32>(columnStarts + 4 * x);
      store<u8>(to + x, <u8>tapped(at, 1, columnWeights + 4 * x));
    }
    to += toStride;
  }
}

// @ts-ignore: decorator
@inline
function tapped(at: usize, step: i32, weights: usize): i32 {
  const near = sample(weights) * sample(at) + sample(weights + 1) * sample(at + step);
  const far = sample(weights + 2) * sample(at + 2 * step) + sample(weights + 3) * sample(at + 3 * step);
  return (near + far + 64) >> 7;
}

/** One row made of up to four: put into `scratch`, or where it is already. */
function gatherRow(scratch: usize, first: usize, stride: i32, weights: usize, width: i32): usize {
  const w0 = sample(weights);
  if (w0 == 128) return first;
  const w1 = sample(weights + 1);
  const w2 = sample(weights + 2);
  const w3 = sample(weights + 3);
  const second = first + stride;
  let x = 0;
  if (w2 + w3 == 0) {
    const a = i16x8.splat(<i16>w0);
    const b = i16x8.splat(<i16>w1);
    for (; x + 16 <= width; x += 16) {
      const p = v128.load(first + x);
      const q = v128.load(second + x);
      const low = i16x8.add(
        i16x8.mul(i16x8.extend_low_i8x16_u(p), a),
        i16x8.mul(i16x8.extend_low_i8x16_u(q), b),
      );
      const high = i16x8.add(
        i16x8.mul(i16x8.extend_high_i8x16_u(p), a),
        i16x8.mul(i16x8.extend_high_i8x16_u(q), b),
      );
      v128.store(scratch + x, narrow7(low, high));
    }
  } else {
    const third = second + stride;
    const fourth = third + stride;
    const a = i16x8.splat(<i16>w0);
    const b = i16x8.splat(<i16>w1);
    const c = i16x8.splat(<i16>w2);
    const d = i16x8.splat(<i16>w3);
    for (; x + 16 <= width; x += 16) {
      const p = v128.load(first + x);
      const q = v128.load(second + x);
      const r = v128.load(third + x);
      const s = v128.load(fourth + x);
      const low = i16x8.add(
        i16x8.add(i16x8.mul(i16x8.extend_low_i8x16_u(p), a), i16x8.mul(i16x8.extend_low_i8x16_u(q), b)),
        i16x8.add(i16x8.mul(i16x8.extend_low_i8x16_u(r), c), i16x8.mul(i16x8.extend_low_i8x16_u(s), d)),
      );
      const high = i16x8.add(
        i16x8.add(i16x8.mul(i16x8.extend_high_i8x16_u(p), a), i16x8.mul(i16x8.extend_high_i8x16_u(q), b)),
        i16x8.add(i16x8.mul(i16x8.extend_high_i8x16_u(r), c), i16x8.mul(i16x8.extend_high_i8x16_u(s), d)),
      );
      v128.store(scratch + x, narrow7(low, high));
    }
  }
  for (; x < width; x += 1) store<u8>(scratch + x, <u8>tapped(first + x, stride, weights));
  return scratch;
}

// @ts-ignore: decorator
@inline
function narrow7(low: v128, high: v128): v128 {
  const half = i16x8.splat(64);
  return i8x16.narrow_i16x8_u(i16x8.shr_u(i16x8.add(low, half), 7), i16x8.shr_u(i16x8.add(high, half), 7));
}

/** Four samples: each the sum of four taps that a shuffle picks out of sixteen. */
// @ts-ignore: decorator
@inline
function four(line: usize, base: usize, pick: usize, weights: usize): v128 {
  const picked = i8x16.swizzle(v128.load(line + load<i32>(base)), v128.load(pick));
  const by = v128.load(weights);
  const sums = pairSums(
    i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_u(picked), i16x8.extend_low_i8x16_u(by)),
    i32x4.dot_i16x8_s(i16x8.extend_high_i8x16_u(picked), i16x8.extend_high_i8x16_u(by)),
  );
  return i32x4.shr_u(i32x4.add(sums, i32x4.splat(64)), 7);
}

/** As many of a row as go in eights; returns how many. */
function pickRow(to: usize, line: usize, bases: usize, picks: usize, weights: usize, width: i32): i32 {
  let x = 0;
  for (; x + 8 <= width; x += 8) {
    const first = four(line, bases + x, picks + 4 * x, weights + 4 * x);
    const second = four(line, bases + x + 4, picks + 4 * x + 16, weights + 4 * x + 16);
    const samples = i16x8.narrow_i32x4_s(first, second);
    v128.store_lane<u64>(to + x, i8x16.narrow_i16x8_u(samples, samples), 0);
  }
  return x;
}
