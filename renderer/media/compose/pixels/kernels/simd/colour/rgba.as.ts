/** Between R, G, B, A and planes. AssemblyScript. */
import { clamp8, div255, div255x8, pairSums, sample } from '../lanes.as';

/** Four weights of 16 bits each, in 64 bits, twice. */
// @ts-ignore: decorator
@inline
function weights(first: i32, second: i32, third: i32, alpha: i32): v128 {
  const low = (first & 0xffff) | (second << 16);
  const high = (third & 0xffff) | (alpha << 16);
  return i32x4.replace_lane(i32x4.replace_lane(i32x4.splat(low), 1, high), 3, high);
}

export function fromRgba(
  y: usize,
  u: usize,
  v: usize,
  a: i32,
  h: i32,
  stride: i32,
  from: usize,
  fromStride: i32,
  isPremultiplied: i32,
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
  width: i32,
  height: i32,
): i32 {
  const toY = weights(y0, y1, y2, y3);
  const toU = weights(u0, u1, u2, u3);
  const toV = weights(v0, v1, v2, v3);
  const isOpaque = a < 0;
  const isMade = isPremultiplied != 0;
  let all = i32x4.splat(-1);
  let allAlpha = 255;
  for (let row = 0; row < height; row += 2) {
    let x = 0;
    for (; x + 8 <= width; x += 8) {
      const upper = from + 4 * x;
      const lower = upper + fromStride;
      const chroma = x >> 1;
      all = v128.and(all, v128.and(v128.load(upper), v128.load(upper, 16)));
      all = v128.and(all, v128.and(v128.load(lower), v128.load(lower, 16)));
      const p = pixels(upper, isOpaque, isMade);
      const q = pixels(upper + 16, isOpaque, isMade);
      const r = pixels(lower, isOpaque, isMade);
      const s = pixels(lower + 16, isOpaque, isMade);
      if (isOpaque) {
        block(y + x, stride, u + chroma, v + chroma, p, q, r, s, toY, toU, toV, true);
        continue;
      }
      // Most of an overlay is either nothing or solid.
      const isSolid = isAll255(p, q) && isAll255(r, s);
      if (!v128.any_true(v128.or(v128.or(p, q), v128.or(r, s)))) empty(y + x, u + chroma, v + chroma, stride);
      else if (isSolid || isMade) block(y + x, stride, u + chroma, v + chroma, p, q, r, s, toY, toU, toV, true);
      else block(y + x, stride, u + chroma, v + chroma, p, q, r, s, toY, toU, toV, false);
      storeAlpha(<usize>a + x, p, q);
      storeAlpha(<usize>a + stride + x, r, s);
      const sums = i16x8.add(i16x8.narrow_i32x4_s(alphaOf(p), alphaOf(q)), i16x8.narrow_i32x4_s(alphaOf(r), alphaOf(s)));
      const fours = i32x4.extadd_pairwise_i16x8_s(sums);
      const halves = i32x4.shr_u(i32x4.add(fours, i32x4.splat(2)), 2);
      const narrow = i16x8.narrow_i32x4_s(halves, halves);
      v128.store_lane<u32>(<usize>h + chroma, i8x16.narrow_i16x8_u(narrow, narrow), 0);
    }
    for (; x < width; x += 2) {
      let s0 = 0;
      let s1 = 0;
      let s2 = 0;
      let s3 = 0;
      for (let index = 0; index < 4; index += 1) {
        const line = index >> 1;
        const column = x + (index & 1);
        const at = from + line * fromStride + 4 * column;
        allAlpha &= sample(at + 3);
        const alpha = isOpaque ? 255 : sample(at + 3);
        const p0 = isOpaque ? sample(at) : partOf(sample(at), alpha, isMade);
        const p1 = isOpaque ? sample(at + 1) : partOf(sample(at + 1), alpha, isMade);
        const p2 = isOpaque ? sample(at + 2) : partOf(sample(at + 2), alpha, isMade);
        const place = line * stride + column;
        store<u8>(y + place, <u8>clamp8((y0 * p0 + y1 * p1 + y2 * p2 + y3 * alpha + 8192) >> 14));
        if (!isOpaque) store<u8>(<usize>a + place, <u8>alpha);
        s0 += p0;
        s1 += p1;
        s2 += p2;
        s3 += alpha;
      }
      store<u8>(u + (x >> 1), <u8>clamp8((u0 * s0 + u1 * s1 + u2 * s2 + u3 * s3 + 32768) >> 16));
      store<u8>(v + (x >> 1), <u8>clamp8((v0 * s0 + v1 * s1 + v2 * s2 + v3 * s3 + 32768) >> 16));
      if (!isOpaque) store<u8>(<usize>h + (x >> 1), <u8>((s3 + 2) >> 2));
    }
    from += 2 * fromStride;
    y += 2 * stride;
    u += stride >> 1;
    v += stride >> 1;
    if (!isOpaque) {
      a += 2 * stride;
      h += stride >> 1;
    }
  }
  return i32(allAlpha == 255 && i32x4.all_true(i32x4.eq(alphaOf(all), i32x4.splat(255))));
}

// @ts-ignore: decorator
@inline
function partOf(part: i32, alpha: i32, isMade: bool): i32 {
  return isMade ? min(part, alpha) : div255(part * alpha);
}

// @ts-ignore: decorator
@inline
function alphaOf(four: v128): v128 {
  return i32x4.shr_u(four, 24);
}

// @ts-ignore: decorator
@inline
function isAll255(first: v128, second: v128): bool {
  const full = i32x4.splat(255);
  return i32x4.all_true(v128.and(i32x4.eq(alphaOf(first), full), i32x4.eq(alphaOf(second), full)));
}

// @ts-ignore: decorator
@inline
function empty(y: usize, u: usize, v: usize, stride: i32): void {
  store<u64>(y, 0);
  store<u64>(y + stride, 0);
  store<u32>(u, 0);
  store<u32>(v, 0);
}

/** Eight pixels of two rows. */
// @ts-ignore: decorator
@inline
function block(
  y: usize,
  stride: i32,
  u: usize,
  v: usize,
  p: v128,
  q: v128,
  r: v128,
  s: v128,
  toY: v128,
  toU: v128,
  toV: v128,
  isOpaque: bool,
): void {
  storeLuma(y, p, q, toY, isOpaque);
  storeLuma(y + stride, r, s, toY, isOpaque);
  const left = blockSums(p, r, isOpaque);
  const right = blockSums(q, s, isOpaque);
  storeFour(u, left, right, toU);
  storeFour(v, left, right, toV);
}

/** Four pixels; those of an opaque picture with alpha 255, whatever stood there, premultiplied ones no brighter than they may be. */
// @ts-ignore: decorator
@inline
function pixels(at: usize, isOpaque: bool, isMade: bool): v128 {
  const four = v128.load(at);
  if (isOpaque) return v128.or(four, i32x4.splat(0xff000000));
  return isMade ? i8x16.min_u(four, alphas(four)) : four;
}

/** Two pixels of 16 bits a part, premultiplied: the parts times alpha, alpha times 255. */
// @ts-ignore: decorator
@inline
function low(four: v128, isOpaque: bool): v128 {
  if (isOpaque) return i16x8.extend_low_i8x16_u(four);
  return div255x8(i16x8.extmul_low_i8x16_u(four, alphas(four)));
}

// @ts-ignore: decorator
@inline
function high(four: v128, isOpaque: bool): v128 {
  if (isOpaque) return i16x8.extend_high_i8x16_u(four);
  return div255x8(i16x8.extmul_high_i8x16_u(four, alphas(four)));
}

// @ts-ignore: decorator
@inline
function alphas(four: v128): v128 {
  const spread = i8x16.shuffle(four, four, 3, 3, 3, 3, 7, 7, 7, 7, 11, 11, 11, 11, 15, 15, 15, 15);
  return v128.or(spread, i32x4.splat(0xff000000));
}

// @ts-ignore: decorator
@inline
function lumaOf(four: v128, toY: v128, isOpaque: bool): v128 {
  const sums = pairSums(
    i32x4.dot_i16x8_s(low(four, isOpaque), toY),
    i32x4.dot_i16x8_s(high(four, isOpaque), toY),
  );
  return i32x4.shr_s(i32x4.add(sums, i32x4.splat(8192)), 14);
}

// @ts-ignore: decorator
@inline
function storeLuma(at: usize, first: v128, second: v128, toY: v128, isOpaque: bool): void {
  const samples = i16x8.narrow_i32x4_s(lumaOf(first, toY, isOpaque), lumaOf(second, toY, isOpaque));
  v128.store_lane<u64>(at, i8x16.narrow_i16x8_u(samples, samples), 0);
}

/** Sums of two blocks of 2 × 2 pixels, each of four parts. */
// @ts-ignore: decorator
@inline
function blockSums(upper: v128, lower: v128, isOpaque: bool): v128 {
  const first = i16x8.add(low(upper, isOpaque), low(lower, isOpaque));
  const second = i16x8.add(high(upper, isOpaque), high(lower, isOpaque));
  return i16x8.add(
    i8x16.shuffle(first, second, 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23),
    i8x16.shuffle(first, second, 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31),
  );
}

// @ts-ignore: decorator
@inline
function storeFour(at: usize, left: v128, right: v128, by: v128): void {
  const sums = pairSums(i32x4.dot_i16x8_s(left, by), i32x4.dot_i16x8_s(right, by));
  const samples = i32x4.shr_s(i32x4.add(sums, i32x4.splat(32768)), 16);
  const narrow = i16x8.narrow_i32x4_s(samples, samples);
  v128.store_lane<u32>(at, i8x16.narrow_i16x8_u(narrow, narrow), 0);
}

// @ts-ignore: decorator
@inline
function storeAlpha(at: usize, first: v128, second: v128): void {
  const samples = i16x8.narrow_i32x4_s(i32x4.shr_u(first, 24), i32x4.shr_u(second, 24));
  v128.store_lane<u64>(at, i8x16.narrow_i16x8_u(samples, samples), 0);
}

export function toRgba(
  to: usize,
  toStride: i32,
  y: usize,
  u: usize,
  v: usize,
  stride: i32,
  gain: i32,
  rv: i32,
  gu: i32,
  gv: i32,
  bu: i32,
  width: i32,
  height: i32,
): void {
  const toRed = i32x4.splat(rv << 16);
  const toGreen = i32x4.splat((gu & 0xffff) | (gv << 16));
  const toBlue = i32x4.splat(bu & 0xffff);
  for (let row = 0; row < height; row += 1) {
    let x = 0;
    for (; x + 8 <= width; x += 8) {
      const chroma = x >> 1;
      const cu = i16x8.sub(i16x8.extend_low_i8x16_u(v128.load_zero<u32>(u + chroma)), i16x8.splat(128));
      const cv = i16x8.sub(i16x8.extend_low_i8x16_u(v128.load_zero<u32>(v + chroma)), i16x8.splat(128));
      const pairs = i8x16.shuffle(cu, cv, 0, 1, 16, 17, 2, 3, 18, 19, 4, 5, 20, 21, 6, 7, 22, 23);
      const light = i16x8.sub(v128.load_ext<u8>(y + x), i16x8.splat(16));
      const bright = i16x8.splat(<i16>gain);
      const half = i32x4.splat(4096);
      const left = i32x4.add(i32x4.extmul_low_i16x8_s(light, bright), half);
      const right = i32x4.add(i32x4.extmul_high_i16x8_s(light, bright), half);
      const red = part(left, right, i32x4.dot_i16x8_s(pairs, toRed));
      const green = part(left, right, i32x4.dot_i16x8_s(pairs, toGreen));
      const blue = part(left, right, i32x4.dot_i16x8_s(pairs, toBlue));
      const redGreen = i8x16.shuffle(red, green, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
      const blueAlpha = i8x16.shuffle(
        blue,
        i8x16.splat(-1),
        0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23,
      );
      const at = to + 4 * x;
      v128.store(at, i8x16.shuffle(redGreen, blueAlpha, 0, 1, 16, 17, 2, 3, 18, 19, 4, 5, 20, 21, 6, 7, 22, 23));
      v128.store(
        at + 16,
        i8x16.shuffle(redGreen, blueAlpha, 8, 9, 24, 25, 10, 11, 26, 27, 12, 13, 28, 29, 14, 15, 30, 31),
      );
    }
    for (; x < width; x += 1) {
      const light = (sample(y + x) - 16) * gain + 4096;
      const cu = sample(u + (x >> 1)) - 128;
      const cv = sample(v + (x >> 1)) - 128;
      store<u8>(to + 4 * x, <u8>clamp8((light + rv * cv) >> 13));
      store<u8>(to + 4 * x + 1, <u8>clamp8((light + gu * cu + gv * cv) >> 13));
      store<u8>(to + 4 * x + 2, <u8>clamp8((light + bu * cu) >> 13));
      store<u8>(to + 4 * x + 3, 255);
    }
    to += toStride;
    y += stride;
    if ((row & 1) == 1) {
      u += stride >> 1;
      v += stride >> 1;
    }
  }
}

/** Eight samples in the low half; `tint` belongs to two pixels a lane. */
// @ts-ignore: decorator
@inline
function part(left: v128, right: v128, tint: v128): v128 {
  const first = i8x16.shuffle(tint, tint, 0, 1, 2, 3, 0, 1, 2, 3, 4, 5, 6, 7, 4, 5, 6, 7);
  const last = i8x16.shuffle(tint, tint, 8, 9, 10, 11, 8, 9, 10, 11, 12, 13, 14, 15, 12, 13, 14, 15);
  const samples = i16x8.narrow_i32x4_s(
    i32x4.shr_s(i32x4.add(left, first), 13),
    i32x4.shr_s(i32x4.add(right, last), 13),
  );
  return i8x16.narrow_i16x8_u(samples, samples);
}
