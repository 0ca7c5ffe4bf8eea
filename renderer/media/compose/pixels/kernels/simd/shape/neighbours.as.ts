/** Sharpening and blurring. AssemblyScript. */
import { clamp8, sample } from '../lanes.as';

export function sharpen(
  to: usize,
  toStride: i32,
  from: usize,
  fromStride: i32,
  amount: i32,
  width: i32,
  height: i32,
): void {
  const factor = i16x8.splat(<i16>amount);
  for (let row = 0; row < height; row += 1) {
    const here = from + row * fromStride;
    const above = from + max(0, row - 1) * fromStride;
    const below = from + min(height - 1, row + 1) * fromStride;
    sharpenPart(to, here, above, below, amount, 0, min(1, width), width);
    let x = 1;
    for (; x + 17 <= width; x += 16) {
      const centre = v128.load(here + x);
      const left = v128.load(here + x - 1);
      const right = v128.load(here + x + 1);
      const upper = v128.load(above + x);
      const lower = v128.load(below + x);
      const first = sharpened(
        i16x8.extend_low_i8x16_u(centre),
        i16x8.add(i16x8.extend_low_i8x16_u(left), i16x8.extend_low_i8x16_u(right)),
        i16x8.add(i16x8.extend_low_i8x16_u(upper), i16x8.extend_low_i8x16_u(lower)),
        factor,
      );
      const last = sharpened(
        i16x8.extend_high_i8x16_u(centre),
        i16x8.add(i16x8.extend_high_i8x16_u(left), i16x8.extend_high_i8x16_u(right)),
        i16x8.add(i16x8.extend_high_i8x16_u(upper), i16x8.extend_high_i8x16_u(lower)),
        factor,
      );
      v128.store(to + x, i8x16.narrow_i16x8_u(first, last));
    }
    sharpenPart(to, here, above, below, amount, x, width, width);
    to += toStride;
  }
}

// @ts-ignore: decorator
@inline
function sharpened(centre: v128, beside: v128, around: v128, factor: v128): v128 {
  const edge = i16x8.sub(i16x8.sub(i16x8.shl(centre, 2), beside), around);
  return i16x8.add(centre, i16x8.q15mulr_sat_s(edge, factor));
}

function sharpenPart(
  to: usize,
  here: usize,
  above: usize,
  below: usize,
  amount: i32,
  first: i32,
  end: i32,
  width: i32,
): void {
  for (let x = first; x < end; x += 1) {
    const centre = sample(here + x);
    const beside = sample(here + max(0, x - 1)) + sample(here + min(width - 1, x + 1));
    const edge = 4 * centre - beside - sample(above + x) - sample(below + x);
    store<u8>(to + x, <u8>clamp8(centre + ((edge * amount + 16384) >> 15)));
  }
}

// @ts-ignore: decorator
@inline
function reciprocalOf(radius: i32): i32 {
  return <i32>floor<f64>(65536.0 / <f64>(2 * radius + 1) + 0.5);
}

// @ts-ignore: decorator
@inline
function clampTo(place: i32, length: i32): i32 {
  return min(max(place, 0), length - 1);
}

export function blurRows(
  to: usize,
  toStride: i32,
  from: usize,
  fromStride: i32,
  radius: i32,
  width: i32,
  height: i32,
): void {
  const reciprocal = reciprocalOf(radius);
  for (let row = 0; row < height; row += 1) {
    let sum = 0;
    for (let place = -radius; place <= radius; place += 1) sum += sample(from + clampTo(place, width));
    const free = width - radius - 1;
    for (let x = 0; x < width; x += 1) {
      store<u8>(to + x, <u8>((sum * reciprocal + 32768) >> 16));
      if (x >= radius && x < free) sum += sample(from + x + radius + 1) - sample(from + x - radius);
      else sum += sample(from + clampTo(x + radius + 1, width)) - sample(from + clampTo(x - radius, width));
    }
    to += toStride;
    from += fromStride;
  }
}

export function blurColumns(
  to: usize,
  toStride: i32,
  from: usize,
  fromStride: i32,
  radius: i32,
  width: i32,
  height: i32,
): void {
  let x = 0;
  for (; x + 8 <= width; x += 8) blurStrip(to + x, toStride, from + x, fromStride, radius, height);
  const reciprocal = reciprocalOf(radius);
  for (; x < width; x += 1) {
    let sum = 0;
    for (let place = -radius; place <= radius; place += 1) {
      sum += sample(from + clampTo(place, height) * fromStride + x);
    }
    for (let row = 0; row < height; row += 1) {
      store<u8>(to + row * toStride + x, <u8>((sum * reciprocal + 32768) >> 16));
      sum +=
        sample(from + clampTo(row + radius + 1, height) * fromStride + x) -
        sample(from + clampTo(row - radius, height) * fromStride + x);
    }
  }
}

/** Eight columns: their sums are 16 bits wide without sign, at most 255 · 129. */
function blurStrip(to: usize, toStride: i32, from: usize, fromStride: i32, radius: i32, height: i32): void {
  const reciprocal = i16x8.splat(<i16>reciprocalOf(radius));
  const half = i32x4.splat(32768);
  let sums = i16x8.splat(0);
  for (let place = -radius; place <= radius; place += 1) {
    sums = i16x8.add(sums, v128.load_ext<u8>(from + clampTo(place, height) * fromStride));
  }
  for (let row = 0; row < height; row += 1) {
    const low = i32x4.shr_u(i32x4.add(i32x4.extmul_low_i16x8_u(sums, reciprocal), half), 16);
    const high = i32x4.shr_u(i32x4.add(i32x4.extmul_high_i16x8_u(sums, reciprocal), half), 16);
    const samples = i16x8.narrow_i32x4_s(low, high);
    v128.store_lane<u64>(to, i8x16.narrow_i16x8_u(samples, samples), 0);
    const next = v128.load_ext<u8>(from + clampTo(row + radius + 1, height) * fromStride);
    sums = i16x8.sub(i16x8.add(sums, next), v128.load_ext<u8>(from + clampTo(row - radius, height) * fromStride));
    to += toStride;
  }
}
