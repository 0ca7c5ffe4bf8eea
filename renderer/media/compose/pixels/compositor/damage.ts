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
  const same = sameFrom(before, after);
  const tail = sameFrom(before.slice(same).toReversed(), after.slice(same).toReversed());
  const gone = before.slice(same, before.length - tail).map(({ placement }) => placement.bounds);
  const shift = before.length - after.length;
  const changed = after.flatMap((now, index) => {
    const isNew = index >= same && index < after.length - tail;
    const then = isNew ? undefined : before[index < same ? index : index + shift];
    if (then !== undefined && isUnchanged(then, now)) return [];
    const areas = then === undefined ? [now.placement.bounds] : [then.placement.bounds, now.placement.bounds];
    return areas.filter((area) => !isHidden(area, after, index));
  });
  return merged([...changed, ...gone]);
}

/** How many at the beginning of both show the same surface. */
function sameFrom(before: readonly Placed[], after: readonly Placed[]): number {
  const length = Math.min(before.length, after.length);
  for (let index = 0; index < length; index += 1) {
    if (before[index]?.layer.surface !== after[index]?.layer.surface) return index;
  }
  return length;
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
