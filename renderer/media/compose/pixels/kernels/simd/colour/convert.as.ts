/** From one Y, U, V to another. AssemblyScript. */
import { clamp16, clamp8, sample } from '../lanes.as';

export function convert(
  y: usize,
  u: usize,
  v: usize,
  stride: i32,
  lumaGain: i32,
  lumaOffset: i32,
  yu: i32,
  yv: i32,
  uu: i32,
  uv: i32,
  vu: i32,
  vv: i32,
  width: i32,
  height: i32,
): void {
  const toLuma = i32x4.splat((yu & 0xffff) | (yv << 16));
  const toU = i32x4.splat((uu & 0xffff) | (uv << 16));
  const toV = i32x4.splat((vu & 0xffff) | (vv << 16));
  const gain = i16x8.splat(<i16>lumaGain);
  const offset = i16x8.splat(<i16>(lumaOffset + 64));
  const isScaled = lumaGain != 32768;
  const half = width >> 1;
  for (let row = 0; row < height; row += 2) {
    let x = 0;
    for (; x + 8 <= half; x += 8) {
      const cu = i16x8.sub(v128.load_ext<u8>(u + x), i16x8.splat(128));
      const cv = i16x8.sub(v128.load_ext<u8>(v + x), i16x8.splat(128));
      const low = i8x16.shuffle(cu, cv, 0, 1, 16, 17, 2, 3, 18, 19, 4, 5, 20, 21, 6, 7, 22, 23);
      const high = i8x16.shuffle(cu, cv, 8, 9, 24, 25, 10, 11, 26, 27, 12, 13, 28, 29, 14, 15, 30, 31);
      const shifts = i16x8.narrow_i32x4_s(shift7(low, toLuma), shift7(high, toLuma));
      const left = i8x16.shuffle(shifts, shifts, 0, 1, 0, 1, 2, 3, 2, 3, 4, 5, 4, 5, 6, 7, 6, 7);
      const right = i8x16.shuffle(shifts, shifts, 8, 9, 8, 9, 10, 11, 10, 11, 12, 13, 12, 13, 14, 15, 14, 15);
      convertLuma(y + 2 * x, left, right, gain, offset, isScaled);
      convertLuma(y + stride + 2 * x, left, right, gain, offset, isScaled);
      storeChroma(u + x, low, high, toU);
      storeChroma(v + x, low, high, toV);
    }
    for (; x < half; x += 1) {
      const cu = sample(u + x) - 128;
      const cv = sample(v + x) - 128;
      const shift = (yu * cu + yv * cv + 64) >> 7;
      const at = y + 2 * x;
      store<u8>(at, <u8>luma(sample(at), shift, lumaGain, lumaOffset));
      store<u8>(at + 1, <u8>luma(sample(at + 1), shift, lumaGain, lumaOffset));
      store<u8>(at + stride, <u8>luma(sample(at + stride), shift, lumaGain, lumaOffset));
      store<u8>(at + stride + 1, <u8>luma(sample(at + stride + 1), shift, lumaGain, lumaOffset));
      store<u8>(u + x, <u8>clamp8(((uu * cu + uv * cv + 8192) >> 14) + 128));
      store<u8>(v + x, <u8>clamp8(((vu * cu + vv * cv + 8192) >> 14) + 128));
    }
    y += 2 * stride;
    u += stride >> 1;
    v += stride >> 1;
  }
}

// @ts-ignore: decorator
@inline
function luma(value: i32, shift: i32, gain: i32, offset: i32): i32 {
  const scaled = gain == 32768 ? value << 7 : ((value << 7) * gain + 16384) >> 15;
  return clamp8(clamp16(clamp16(scaled + shift) + offset + 64) >> 7);
}

// @ts-ignore: decorator
@inline
function shift7(pairs: v128, weights: v128): v128 {
  return i32x4.shr_s(i32x4.add(i32x4.dot_i16x8_s(pairs, weights), i32x4.splat(64)), 7);
}

// @ts-ignore: decorator
@inline
function convertLuma(at: usize, left: v128, right: v128, gain: v128, offset: v128, isScaled: bool): void {
  const samples = v128.load(at);
  let low = i16x8.shl(i16x8.extend_low_i8x16_u(samples), 7);
  let high = i16x8.shl(i16x8.extend_high_i8x16_u(samples), 7);
  if (isScaled) {
    low = i16x8.q15mulr_sat_s(low, gain);
    high = i16x8.q15mulr_sat_s(high, gain);
  }
  low = i16x8.shr_s(i16x8.add_sat_s(i16x8.add_sat_s(low, left), offset), 7);
  high = i16x8.shr_s(i16x8.add_sat_s(i16x8.add_sat_s(high, right), offset), 7);
  v128.store(at, i8x16.narrow_i16x8_u(low, high));
}

// @ts-ignore: decorator
@inline
function storeChroma(at: usize, low: v128, high: v128, weights: v128): void {
  const half = i32x4.splat(8192);
  const first = i32x4.shr_s(i32x4.add(i32x4.dot_i16x8_s(low, weights), half), 14);
  const last = i32x4.shr_s(i32x4.add(i32x4.dot_i16x8_s(high, weights), half), 14);
  const centred = i16x8.add(i16x8.narrow_i32x4_s(first, last), i16x8.splat(128));
  v128.store_lane<u64>(at, i8x16.narrow_i16x8_u(centred, centred), 0);
}

export function mapChroma(
  u: usize,
  v: usize,
  stride: i32,
  alpha: usize,
  table: usize,
  width: i32,
  height: i32,
): void {
  for (let row = 0; row < height; row += 1) {
    for (let x = 0; x < width; x += 1) {
      const entry = load<u32>(table + (((<u32>load<u8>(v + x) << 8) | <u32>load<u8>(u + x)) << 2));
      store<u8>(u + x, <u8>entry);
      store<u8>(v + x, <u8>(entry >> 8));
      store<u8>(alpha + x, <u8>(entry >> 16));
    }
    u += stride;
    v += stride;
    alpha += stride;
  }
}
