/** Which parts of a target must be drawn again, from what lay on it and what is to lie on it. */
import type { Area } from '../memory/surface.ts';
import { holds, merged } from './area.ts';
import type { Layer } from './compositor.ts';
import type { Placement } from './placement.ts';
import { showsThrough } from './prepared.ts';

/** A layer that is to be seen. `isFresh`: its content is another than when this target was drawn last. */
export type Placed = { readonly layer: Layer; readonly placement: Placement; readonly isFresh: boolean };

/** True when nothing below is to be seen where it covers. */
export function hides({ layer }: Placed): boolean {
  return layer.opacity >= 1 && layer.blend === 'normal' && !showsThrough(layer);
}

/** Parts where the new layers look different from the old, none overlapping another. */
export function damageBetween(before: readonly Placed[], after: readonly Placed[]): readonly Area[] {
  let same = 0;
  while (same < before.length && same < after.length && isSameThing(before[same], after[same])) same += 1;
  let tail = 0;
  while (
    tail < before.length - same &&
    tail < after.length - same &&
    isSameThing(before[before.length - 1 - tail], after[after.length - 1 - tail])
  ) {
    tail += 1;
  }
  const areas: Area[] = [];
  for (const [index, now] of after.entries()) {
    const isInTail = index >= after.length - tail;
    const then = index < same ? before[index] : isInTail ? before[index + before.length - after.length] : undefined;
    if (then !== undefined && isUnchanged(then, now)) continue;
    for (const area of [then?.placement.bounds, now.placement.bounds]) {
      if (area !== undefined && !isHidden(area, after, index)) areas.push(area);
    }
  }
  for (const gone of before.slice(same, before.length - tail)) areas.push(gone.placement.bounds);
  return merged(areas);
}

function isSameThing(one: Placed | undefined, other: Placed | undefined): boolean {
  return one?.layer.surface === other?.layer.surface;
}

function isUnchanged(then: Placed, now: Placed): boolean {
  const [one, other] = [then.layer, now.layer];
  return (
    one.version === other.version &&
    one.opacity === other.opacity &&
    one.blend === other.blend &&
    one.isOpaque === other.isOpaque &&
    one.matrix.every((part, index) => part === other.matrix[index]) &&
    isSameArea(one.sourceRect, other.sourceRect)
  );
}

function isSameArea(one: Area, other: Area): boolean {
  return one.x === other.x && one.y === other.y && one.width === other.width && one.height === other.height;
}

/** One picture in front of it covers it whole; if that came only now, its own area is damaged anyway. */
function isHidden(area: Area, placed: readonly Placed[], index: number): boolean {
  return placed.some((other, above) => above > index && hides(other) && holds(other.placement.covered, area));
}
