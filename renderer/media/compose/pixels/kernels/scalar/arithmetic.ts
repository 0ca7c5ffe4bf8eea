/** Whole-number sums that scalar and vector kernels must do alike. */

/** round(x / 255) for 0 to 65 025. */
export function div255(x: number): number {
  const biased = x + 128;
  return (biased + (biased >> 8)) >> 8;
}

export function clamp8(x: number): number {
  return x < 0 ? 0 : x > 255 ? 255 : x;
}

export function clamp16(x: number): number {
  return x < -32_768 ? -32_768 : x > 32_767 ? 32_767 : x;
}
