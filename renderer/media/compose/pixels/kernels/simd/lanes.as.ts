/** Sums on vectors and single samples that every kernel shares. AssemblyScript, not TypeScript. */

// @ts-ignore: decorator
@inline
export function div255(x: i32): i32 {
  const biased = x + 128;
  return (biased + (biased >> 8)) >> 8;
}

/** Eight unsigned 16-bit lanes of at most 65 025. */
// @ts-ignore: decorator
@inline
export function div255x8(x: v128): v128 {
  const biased = i16x8.add(x, i16x8.splat(128));
  return i16x8.shr_u(i16x8.add(biased, i16x8.shr_u(biased, 8)), 8);
}

/** div255(a · b) of sixteen samples. */
// @ts-ignore: decorator
@inline
export function product255(a: v128, b: v128): v128 {
  return i8x16.narrow_i16x8_u(
    div255x8(i16x8.extmul_low_i8x16_u(a, b)),
    div255x8(i16x8.extmul_high_i8x16_u(a, b)),
  );
}

// @ts-ignore: decorator
@inline
export function clamp8(x: i32): i32 {
  return min(max(x, 0), 255);
}

// @ts-ignore: decorator
@inline
export function clamp16(x: i32): i32 {
  return min(max(x, -32768), 32767);
}

// @ts-ignore: decorator
@inline
export function sample(at: usize): i32 {
  return <i32>load<u8>(at);
}

/** Sums of neighbours 0+1, 2+3 of `a`, then of `b`. */
// @ts-ignore: decorator
@inline
export function pairSums(a: v128, b: v128): v128 {
  return i32x4.add(
    i8x16.shuffle(a, b, 0, 1, 2, 3, 8, 9, 10, 11, 16, 17, 18, 19, 24, 25, 26, 27),
    i8x16.shuffle(a, b, 4, 5, 6, 7, 12, 13, 14, 15, 20, 21, 22, 23, 28, 29, 30, 31),
  );
}
