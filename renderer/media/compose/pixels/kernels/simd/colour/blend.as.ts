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
      const aboveRed = rv * aboveV + 4096;
      const aboveGreen = gu * aboveU + gv * aboveV + 4096;
      const aboveBlue = bu * aboveU + 4096;
      const belowRed = rv * belowV + 4096;
      const belowGreen = gu * belowU + gv * belowV + 4096;
      const belowBlue = bu * belowU + 4096;
      let reds = 0;
      let greens = 0;
      let blues = 0;
      for (let index = 0; index < 4; index += 1) {
        const column = x + (index & 1);
        const line = index >> 1;
        const source = line * fromStride + column;
        const target = y + line * stride + column;
        const alpha = isOpaque ? 255 : sample(<usize>fromA + source);
        const cover = div255(alpha * opacity);
        const under = (sample(target) - 16) * gain;
        const over = (sample(fromY + source) - div255(alpha * 16)) * gain;
        const red = blended(mode, clamp8((under + belowRed) >> 13), opacity, clamp8((over + aboveRed) >> 13), cover);
        const green = blended(
          mode,
          clamp8((under + belowGreen) >> 13),
          opacity,
          clamp8((over + aboveGreen) >> 13),
          cover,
        );
        const blue = blended(
          mode,
          clamp8((under + belowBlue) >> 13),
          opacity,
          clamp8((over + aboveBlue) >> 13),
          cover,
        );
        store<u8>(target, <u8>clamp8((yr * red + yg * green + yb * blue + ya * 255 + 8192) >> 14));
        reds += red;
        greens += green;
        blues += blue;
      }
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

/** The order of the modes is that of `rgbBlends`. */
// @ts-ignore: decorator
@inline
function blended(mode: i32, under: i32, opacity: i32, over: i32, cover: i32): i32 {
  const above = min(div255(over * opacity), cover);
  switch (mode) {
    case 0:
      return clamp8(under + above);
    case 1:
      return clamp8(under - above);
    case 2:
      return under + above - div255(under * above);
    case 3:
      return div255(under * (255 - cover + above));
    case 4:
      return under + max(0, above - div255(under * cover));
    default:
      return under + min(0, above - div255(under * cover));
  }
}
