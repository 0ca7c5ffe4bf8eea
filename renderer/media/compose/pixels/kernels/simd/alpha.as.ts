/** Alpha and mixing. AssemblyScript. */
import { div255, div255x8, product255, sample } from './lanes.as';

export function over(
  to: usize,
  toStride: i32,
  from: usize,
  fromStride: i32,
  alpha: usize,
  alphaStride: i32,
  opacity: i32,
  width: i32,
  height: i32,
): void {
  for (let row = 0; row < height; row += 1) {
    let x = 0;
    if (opacity == 255) {
      for (; x + 16 <= width; x += 16) overWhole(to + x, v128.load(from + x), v128.load(alpha + x));
    } else {
      const factor = i8x16.splat(<i8>opacity);
      for (; x + 16 <= width; x += 16) {
        overWhole(to + x, product255(v128.load(from + x), factor), product255(v128.load(alpha + x), factor));
      }
    }
    for (; x < width; x += 1) {
      const rest = 255 - div255(sample(alpha + x) * opacity);
      const sum = div255(sample(from + x) * opacity) + div255(sample(to + x) * rest);
      store<u8>(to + x, <u8>min(255, sum));
    }
    to += toStride;
    from += fromStride;
    alpha += alphaStride;
  }
}

/** Most of an overlay is either nothing or hides what is below. */
// @ts-ignore: decorator
@inline
function overWhole(to: usize, above: v128, alpha: v128): void {
  if (v128.any_true(v128.or(above, alpha))) {
    const rest = v128.not(alpha);
    if (v128.any_true(rest)) v128.store(to, i8x16.add_sat_u(above, product255(v128.load(to), rest)));
    else v128.store(to, above);
  }
}

export function mix(
  to: usize,
  toStride: i32,
  first: usize,
  firstStride: i32,
  second: usize,
  secondStride: i32,
  amount: i32,
  width: i32,
  height: i32,
): void {
  const more = i16x8.splat(<i16>amount);
  const less = i16x8.splat(<i16>(256 - amount));
  for (let row = 0; row < height; row += 1) {
    let x = 0;
    for (; x + 16 <= width; x += 16) {
      const a = v128.load(first + x);
      const b = v128.load(second + x);
      v128.store(
        to + x,
        i8x16.narrow_i16x8_u(
          mixed(i16x8.extend_low_i8x16_u(a), less, i16x8.extend_low_i8x16_u(b), more),
          mixed(i16x8.extend_high_i8x16_u(a), less, i16x8.extend_high_i8x16_u(b), more),
        ),
      );
    }
    for (; x < width; x += 1) {
      const sum = sample(first + x) * (256 - amount) + sample(second + x) * amount;
      store<u8>(to + x, <u8>((sum + 128) >> 8));
    }
    to += toStride;
    first += firstStride;
    second += secondStride;
  }
}

// @ts-ignore: decorator
@inline
function mixed(a: v128, less: v128, b: v128, more: v128): v128 {
  const sum = i16x8.add(i16x8.mul(a, less), i16x8.mul(b, more));
  return i16x8.shr_u(i16x8.add(sum, i16x8.splat(128)), 8);
}

export function mixBy(
  to: usize,
  toStride: i32,
  first: usize,
  firstStride: i32,
  second: usize,
  secondStride: i32,
  mask: usize,
  maskStride: i32,
  width: i32,
  height: i32,
): void {
  for (let row = 0; row < height; row += 1) {
    let x = 0;
    for (; x + 16 <= width; x += 16) {
      const a = v128.load(first + x);
      const b = v128.load(second + x);
      const more = v128.load(mask + x);
      const less = v128.not(more);
      const low = i16x8.add(i16x8.extmul_low_i8x16_u(a, less), i16x8.extmul_low_i8x16_u(b, more));
      const high = i16x8.add(i16x8.extmul_high_i8x16_u(a, less), i16x8.extmul_high_i8x16_u(b, more));
      v128.store(to + x, i8x16.narrow_i16x8_u(div255x8(low), div255x8(high)));
    }
    for (; x < width; x += 1) {
      const weight = sample(mask + x);
      store<u8>(to + x, <u8>div255(sample(first + x) * (255 - weight) + sample(second + x) * weight));
    }
    to += toStride;
    first += firstStride;
    second += secondStride;
    mask += maskStride;
  }
}

export function multiply(
  to: usize,
  toStride: i32,
  from: usize,
  fromStride: i32,
  by: usize,
  byStride: i32,
  width: i32,
  height: i32,
): void {
  for (let row = 0; row < height; row += 1) {
    let x = 0;
    for (; x + 16 <= width; x += 16) v128.store(to + x, product255(v128.load(from + x), v128.load(by + x)));
    for (; x < width; x += 1) store<u8>(to + x, <u8>div255(sample(from + x) * sample(by + x)));
    to += toStride;
    from += fromStride;
    by += byStride;
  }
}

export function divide(
  to: usize,
  toStride: i32,
  from: usize,
  fromStride: i32,
  by: usize,
  byStride: i32,
  width: i32,
  height: i32,
): void {
  for (let row = 0; row < height; row += 1) {
    for (let x = 0; x < width; x += 1) {
      const divisor = sample(by + x);
      const whole = divisor == 0 ? 0 : (sample(from + x) * 255 + (divisor >> 1)) / divisor;
      store<u8>(to + x, <u8>min(255, whole));
    }
    to += toStride;
    from += fromStride;
    by += byStride;
  }
}
