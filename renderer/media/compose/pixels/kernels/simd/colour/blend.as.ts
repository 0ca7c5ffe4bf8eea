/** Blend modes in R, G, B. AssemblyScript. */
import { clamp8, div255, sample } from '../lanes.as';

let gain: i32 = 0;
let rv: i32 = 0;
let gu: i32 = 0;
let gv: i32 = 0;
let bu: i32 = 0;
let yr: i32 = 0;
let yg: i32 = 0;
let yb: i32 = 0;
let ya: i32 = 0;
let ur: i32 = 0;
let ug: i32 = 0;
let ub: i32 = 0;
let ua: i32 = 0;
let vr: i32 = 0;
let vg: i32 = 0;
let vb: i32 = 0;
let va: i32 = 0;

/** To R, G, B, as in `toRgba`. */
export function setToRgb(lumaGain: i32, redV: i32, greenU: i32, greenV: i32, blueU: i32): void {
  gain = lumaGain;
  rv = redV;
  gu = greenU;
  gv = greenV;
  bu = blueU;
}

/** And back, as in `fromRgba`. */
export function setToYuv(
  y0: i32,
  y1: i32,
  y2: i32,
  y3: i32,
  u0: i32,
  u1: i32,
  u2: i32,
  u3: i32,
  v0: i32,
  v1: i32,
  v2: i32,
  v3: i32,
): void {
  yr = y0;
  yg = y1;
  yb = y2;
  ya = y3;
  ur = u0;
  ug = u1;
  ub = u2;
  ua = u3;
  vr = v0;
  vg = v1;
  vb = v2;
  va = v3;
}

export function blend(
  y: usize,
  u: usize,
  v: usize,
  stride: i32,
  fromY: usize,
  fromU: usize,
  fromV: usize,
  fromA: i32,
  fromH: i32,
  fromStride: i32,
  mode: i32,
  opacity: i32,
  width: i32,
  height: i32,
): void {
  const isOpaque = fromA < 0;
  for (let row = 0; row < height; row += 2) {
    for (let x = 0; x < width; x += 2) {
      const chroma = x >> 1;
      const half = isOpaque ? 255 : sample(<usize>fromH + chroma);
      if (half == 0) continue;
      const centre = div255(half * 128);
      const aboveU = sample(fromU + chroma) - centre;
      const aboveV = sample(fromV + chroma) - centre;
      const belowU = sample(u + chroma) - 128;
      const belowV = sample(v + chroma) - 128;
      const alpha = isOpaque ? i32x4.splat(255) : four(<usize>fromA + x, fromStride);
      const cover = div255x4(i32x4.mul(alpha, i32x4.splat(opacity)));
      const under = i32x4.mul(i32x4.sub(four(y + x, stride), i32x4.splat(16)), i32x4.splat(gain));
      const offset = div255x4(i32x4.shl(alpha, 4));
      const over = i32x4.mul(i32x4.sub(four(fromY + x, fromStride), offset), i32x4.splat(gain));
      const red = blended(mode, part(under, rv * belowV), part(over, rv * aboveV), opacity, cover);
      const green = blended(
        mode,
        part(under, gu * belowU + gv * belowV),
        part(over, gu * aboveU + gv * aboveV),
        opacity,
        cover,
      );
      const blue = blended(mode, part(under, bu * belowU), part(over, bu * aboveU), opacity, cover);
      storeFour(y + x, stride, red, green, blue);
      const reds = sumOf(red);
      const greens = sumOf(green);
      const blues = sumOf(blue);
      store<u8>(u + chroma, <u8>clamp8((ur * reds + ug * greens + ub * blues + ua * 1020 + 32768) >> 16));
      store<u8>(v + chroma, <u8>clamp8((vr * reds + vg * greens + vb * blues + va * 1020 + 32768) >> 16));
    }
    y += 2 * stride;
    u += stride >> 1;
    v += stride >> 1;
    fromY += 2 * fromStride;
    fromU += fromStride >> 1;
    fromV += fromStride >> 1;
    if (!isOpaque) {
      fromA += 2 * fromStride;
      fromH += fromStride >> 1;
    }
  }
}

/** The samples of 2 × 2 pixels, each 32 bits wide. */
// @ts-ignore: decorator
@inline
function four(at: usize, stride: i32): v128 {
  const samples = i32x4.splat(<i32>load<u16>(at) | (<i32>load<u16>(at + stride) << 16));
  return i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(samples));
}

// @ts-ignore: decorator
@inline
function div255x4(x: v128): v128 {
  const biased = i32x4.add(x, i32x4.splat(128));
  return i32x4.shr_s(i32x4.add(biased, i32x4.shr_s(biased, 8)), 8);
}

// @ts-ignore: decorator
@inline
function clamp8x4(x: v128): v128 {
  return i32x4.min_s(i32x4.max_s(x, i32x4.splat(0)), i32x4.splat(255));
}

/** Red, green or blue of four lumas and the tint that they share. */
// @ts-ignore: decorator
@inline
function part(light: v128, tint: i32): v128 {
  return clamp8x4(i32x4.shr_s(i32x4.add(light, i32x4.splat(tint + 4096)), 13));
}

// @ts-ignore: decorator
@inline
function sumOf(four: v128): i32 {
  const pairs = i32x4.add(four, i8x16.shuffle(four, four, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7));
  return i32x4.extract_lane(pairs, 0) + i32x4.extract_lane(pairs, 1);
}

// @ts-ignore: decorator
@inline
function storeFour(at: usize, stride: i32, red: v128, green: v128, blue: v128): void {
  const sum = i32x4.add(
    i32x4.add(i32x4.mul(red, i32x4.splat(yr)), i32x4.mul(green, i32x4.splat(yg))),
    i32x4.add(i32x4.mul(blue, i32x4.splat(yb)), i32x4.splat(ya * 255 + 8192)),
  );
  const narrow = i16x8.narrow_i32x4_s(i32x4.shr_s(sum, 14), i32x4.splat(0));
  const samples = i32x4.extract_lane(i8x16.narrow_i16x8_u(narrow, narrow), 0);
  store<u16>(at, <u16>samples);
  store<u16>(at + stride, <u16>(<u32>samples >> 16));
}

/** The order of the modes is that of `rgbBlends`. */
// @ts-ignore: decorator
@inline
function blended(mode: i32, under: v128, over: v128, opacity: i32, cover: v128): v128 {
  const above = i32x4.min_s(div255x4(i32x4.mul(over, i32x4.splat(opacity))), cover);
  switch (mode) {
    case 0:
      return clamp8x4(i32x4.add(under, above));
    case 1:
      return clamp8x4(i32x4.sub(under, above));
    case 2:
      return i32x4.sub(i32x4.add(under, above), div255x4(i32x4.mul(under, above)));
    case 3:
      return div255x4(i32x4.mul(under, i32x4.add(i32x4.sub(i32x4.splat(255), cover), above)));
    case 4:
      return i32x4.add(under, i32x4.max_s(i32x4.splat(0), difference(above, under, cover)));
    default:
      return i32x4.add(under, i32x4.min_s(i32x4.splat(0), difference(above, under, cover)));
  }
}

// @ts-ignore: decorator
@inline
function difference(above: v128, under: v128, cover: v128): v128 {
  return i32x4.sub(above, div255x4(i32x4.mul(under, cover)));
}
