/** Colours looked up between the points of a cube. AssemblyScript. */
import { sample } from '../lanes.as';

const toNextU: i32 = 33 * 4;
const toNextV: i32 = 33 * 33 * 4;

export function cube(y: usize, u: usize, v: usize, stride: i32, table: usize, width: i32, height: i32): void {
  for (let row = 0; row < height; row += 2) {
    for (let x = 0; x < width; x += 2) {
      const chroma = x >> 1;
      const cu = sample(u + chroma);
      const cv = sample(v + chroma);
      const shareU = cu & 7;
      const shareV = cv & 7;
      const corner = table + (cu >> 3) * toNextU + (cv >> 3) * toNextV;
      const w0 = i16x8.splat(<i16>((8 - shareU) * (8 - shareV)));
      const w1 = i16x8.splat(<i16>(shareU * (8 - shareV)));
      const w2 = i16x8.splat(<i16>((8 - shareU) * shareV));
      const w3 = i16x8.splat(<i16>(shareU * shareV));
      const at = y + x;
      const p = pixel(at, corner, w0, w1, w2, w3);
      const q = pixel(at + 1, corner, w0, w1, w2, w3);
      const r = pixel(at + stride, corner, w0, w1, w2, w3);
      const s = pixel(at + stride + 1, corner, w0, w1, w2, w3);
      const sum = i32x4.add(i32x4.add(p, q), i32x4.add(r, s));
      store<u8>(u + chroma, <u8>((i32x4.extract_lane(sum, 1) + 1024) >> 11));
      store<u8>(v + chroma, <u8>((i32x4.extract_lane(sum, 2) + 1024) >> 11));
    }
    y += 2 * stride;
    u += stride >> 1;
    v += stride >> 1;
  }
}

/** Stores the pixel's luma; returns Y, U, V times 512. Two points that follow each other along Y come in one load. */
// @ts-ignore: decorator
@inline
function pixel(at: usize, corner: usize, w0: v128, w1: v128, w2: v128, w3: v128): v128 {
  const luma = sample(at);
  const share = luma & 7;
  const place = corner + ((luma >> 3) << 2);
  const pairs = i16x8.add(
    i16x8.add(
      i16x8.mul(v128.load_ext<u8>(place), w0),
      i16x8.mul(v128.load_ext<u8>(place + toNextU), w1),
    ),
    i16x8.add(
      i16x8.mul(v128.load_ext<u8>(place + toNextV), w2),
      i16x8.mul(v128.load_ext<u8>(place + toNextV + toNextU), w3),
    ),
  );
  const sum = i32x4.add(
    i32x4.extmul_low_i16x8_u(pairs, i16x8.splat(<i16>(8 - share))),
    i32x4.extmul_high_i16x8_u(pairs, i16x8.splat(<i16>share)),
  );
  store<u8>(at, <u8>((i32x4.extract_lane(sum, 0) + 256) >> 9));
  return sum;
}
