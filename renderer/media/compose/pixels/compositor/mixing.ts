/** Mixes two whole pictures, for transitions: evenly, or by a mask. */
import type { Pointer } from '../memory/heap.ts';
import { planesOf, type Surface } from '../memory/surface.ts';
import type { Pixels } from '../pixels.ts';

/** Two opaque pictures of the target's size; `share` of the second, 0 to 1. */
export function mixSurfaces(
  { kernels }: Pixels,
  target: Surface,
  { first, second }: { readonly first: Surface; readonly second: Surface },
  share: number,
): void {
  const amount = Math.round(Math.min(1, Math.max(0, share)) * 256);
  const [ones, others] = [planesOf(first), planesOf(second)];
  for (const [index, plane] of planesOf(target).entries()) {
    const [one, other] = [ones[index], others[index]];
    if (one !== undefined && other !== undefined) kernels.mix(plane, { first: one, second: other, amount }, plane);
  }
}

/** Where `mask`, a plane of the target's size without gaps and its half, is 255 there is the second picture, where it is 0 the first. */
export function mixByMask(
  { kernels }: Pixels,
  target: Surface,
  { first, second }: { readonly first: Surface; readonly second: Surface },
  mask: { readonly full: Pointer; readonly half: Pointer },
): void {
  const [ones, others] = [planesOf(first), planesOf(second)];
  for (const [index, plane] of planesOf(target).entries()) {
    const [one, other] = [ones[index], others[index]];
    const by = { at: index === 0 || index === 3 ? mask.full : mask.half, stride: plane.stride };
    if (one !== undefined && other !== undefined) kernels.mixBy(plane, { first: one, second: other, mask: by }, plane);
  }
}

/**
 * What a luma wipe makes of each shade of its image at `progress` (0 to 1): dark places give way first, over `softness` of
 * the scale. As a table for the kernel `look`: 0 is the old picture, 255 the new one.
 */
export function wipeTable(progress: number, softness: number, inverted: boolean): Uint8Array {
  const soft = Math.max(softness, 1 / 255);
  const edge = progress * (1 + soft);
  return Uint8Array.from({ length: 256 }, (_, code) => {
    const shade = Math.min(1, Math.max(0, (code - 16) / 219));
    const at = inverted ? 1 - shade : shade;
    return Math.round(255 * Math.min(1, Math.max(0, (edge - at) / soft)));
  });
}
