/** Turning and shearing. AssemblyScript. */
import { sample } from '../lanes.as';

/** First and last column, before which and from which on a row of the target sees nothing of the source. */
let first: i32 = 0;
let end: i32 = 0;

// @ts-ignore: decorator
@inline
function fixed(value: f64): i32 {
  return <i32>floor<f64>(value * 65536 + 0.5);
}

/** Narrows the columns to those where low <= step · column + start <= high, and one more on each side. */
function narrow(step: f64, start: f64, low: f64, high: f64): void {
  if (abs<f64>(step) < 1e-9) {
    if (start < low || start > high) end = first;
    return;
  }
  const one = (low - start) / step;
  const other = (high - start) / step;
  const from = floor<f64>(min<f64>(one, other)) - 1;
  const to = ceil<f64>(max<f64>(one, other)) + 2;
  if (from > <f64>first) first = <i32>min<f64>(from, <f64>end);
  if (to < <f64>end) end = <i32>max<f64>(to, <f64>first);
}

export function warp(
  to: usize,
  toStride: i32,
  from: i32,
  fromStride: i32,
  ax: f64,
  ay: f64,
  cx: f64,
  cy: f64,
  ex: f64,
  ey: f64,
  sourceWidth: i32,
  sourceHeight: i32,
  width: i32,
  height: i32,
): void {
  const stepX = fixed(ax);
  const stepY = fixed(ay);
  for (let row = 0; row < height; row += 1) {
    const rowX = cx * <f64>row + ex;
    const rowY = cy * <f64>row + ey;
    first = 0;
    end = width;
    narrow(ax, rowX, -1, <f64>sourceWidth);
    narrow(ay, rowY, -1, <f64>sourceHeight);
    memory.fill(to, 0, first);
    memory.fill(to + end, 0, width - end);
    let x = fixed(ax * <f64>first + rowX);
    let y = fixed(ay * <f64>first + rowY);
    let column = first;
    while (column < end) {
      while (
        column + 4 <= end &&
        isInside(x, y, sourceWidth, sourceHeight) &&
        isInside(x + 3 * stepX, y + 3 * stepY, sourceWidth, sourceHeight)
      ) {
        if (from < 0) store<u32>(to + column, 0xffffffff);
        else four(to + column, from, fromStride, x, y, stepX, stepY);
        column += 4;
        x += 4 * stepX;
        y += 4 * stepY;
      }
      if (column >= end) break;
      store<u8>(to + column, <u8>between(from, fromStride, x, y, sourceWidth, sourceHeight));
      column += 1;
      x += stepX;
      y += stepY;
    }
    to += toStride;
  }
}

/** True when all four samples round the place are there. */
// @ts-ignore: decorator
@inline
function isInside(x: i32, y: i32, width: i32, height: i32): bool {
  return x >= 0 && y >= 0 && x >> 16 < width - 1 && y >> 16 < height - 1;
}

/** Four pixels at once; pairs of neighbours come in one load. */
// @ts-ignore: decorator
@inline
function four(to: usize, from: usize, stride: i32, x: i32, y: i32, stepX: i32, stepY: i32): void {
  const lanes = i32x4(0, 1, 2, 3);
  const xs = i32x4.add(i32x4.splat(x), i32x4.mul(lanes, i32x4.splat(stepX)));
  const ys = i32x4.add(i32x4.splat(y), i32x4.mul(lanes, i32x4.splat(stepY)));
  const places = i32x4.add(
    i32x4.mul(i32x4.shr_s(ys, 16), i32x4.splat(stride)),
    i32x4.add(i32x4.shr_s(xs, 16), i32x4.splat(<i32>from)),
  );
  const p = <usize>i32x4.extract_lane(places, 0);
  const q = <usize>i32x4.extract_lane(places, 1);
  const r = <usize>i32x4.extract_lane(places, 2);
  const s = <usize>i32x4.extract_lane(places, 3);
  let upper = i64x2.splat(0);
  upper = v128.load_lane<u16>(p, upper, 0);
  upper = v128.load_lane<u16>(q, upper, 1);
  upper = v128.load_lane<u16>(r, upper, 2);
  upper = v128.load_lane<u16>(s, upper, 3);
  let lower = i64x2.splat(0);
  lower = v128.load_lane<u16>(p + stride, lower, 0);
  lower = v128.load_lane<u16>(q + stride, lower, 1);
  lower = v128.load_lane<u16>(r + stride, lower, 2);
  lower = v128.load_lane<u16>(s + stride, lower, 3);
  const right = v128.and(i32x4.shr_s(xs, 8), i32x4.splat(255));
  const below = v128.and(i32x4.shr_s(ys, 8), i32x4.splat(255));
  const shares = v128.or(i32x4.sub(i32x4.splat(256), right), i32x4.shl(right, 16));
  const above = i32x4.mul(
    i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_u(upper), shares),
    i32x4.sub(i32x4.splat(256), below),
  );
  const beneath = i32x4.mul(i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_u(lower), shares), below);
  const samples = i32x4.shr_u(i32x4.add(i32x4.add(above, beneath), i32x4.splat(32768)), 16);
  const narrowed = i16x8.narrow_i32x4_s(samples, samples);
  v128.store_lane<u32>(to, i8x16.narrow_i16x8_u(narrowed, narrowed), 0);
}

function between(from: i32, stride: i32, x: i32, y: i32, width: i32, height: i32): i32 {
  const left = x >> 16;
  const top = y >> 16;
  const right = (x >> 8) & 255;
  const below = (y >> 8) & 255;
  const p = at(from, stride, left, top, width, height);
  const q = at(from, stride, left + 1, top, width, height);
  const r = at(from, stride, left, top + 1, width, height);
  const s = at(from, stride, left + 1, top + 1, width, height);
  const upper = p * (256 - right) + q * right;
  const lower = r * (256 - right) + s * right;
  return (upper * (256 - below) + lower * below + 32768) >> 16;
}

// @ts-ignore: decorator
@inline
function at(from: i32, stride: i32, x: i32, y: i32, width: i32, height: i32): i32 {
  if (x < 0 || y < 0 || x >= width || y >= height) return 0;
  return from < 0 ? 255 : sample(from + y * stride + x);
}
