/** Rectangles of the target: where they meet, what holds them, how many drawn at once. */
import type { Area, Size } from '../memory/surface.ts';

/** The common part, or null. */
export function meet(one: Area, other: Area): Area | null {
  const x = Math.max(one.x, other.x);
  const y = Math.max(one.y, other.y);
  const width = Math.min(one.x + one.width, other.x + other.width) - x;
  const height = Math.min(one.y + one.height, other.y + other.height) - y;
  return width > 0 && height > 0 ? { x, y, width, height } : null;
}

/** The smallest that holds both. */
function join(one: Area, other: Area): Area {
  const x = Math.min(one.x, other.x);
  const y = Math.min(one.y, other.y);
  return {
    x,
    y,
    width: Math.max(one.x + one.width, other.x + other.width) - x,
    height: Math.max(one.y + one.height, other.y + other.height) - y,
  };
}

/** True when `outer` holds all of `inner`. */
export function holds(outer: Area, inner: Area): boolean {
  return (
    outer.x <= inner.x &&
    outer.y <= inner.y &&
    outer.x + outer.width >= inner.x + inner.width &&
    outer.y + outer.height >= inner.y + inner.height
  );
}

export function wholeOf({ width, height }: Size): Area {
  return { x: 0, y: 0, width, height };
}

/** Grown to even places, so that chroma falls in step. */
export function evenOut({ x, y, width, height }: Area): Area {
  const left = Math.floor(x / 2) * 2;
  const top = Math.floor(y / 2) * 2;
  return {
    x: left,
    y: top,
    width: Math.ceil((x + width) / 2) * 2 - left,
    height: Math.ceil((y + height) / 2) * 2 - top,
  };
}

/** Shrunk to even places; may be empty. */
export function evenIn({ x, y, width, height }: Area): Area {
  const left = Math.ceil(x / 2) * 2;
  const top = Math.ceil(y / 2) * 2;
  return {
    x: left,
    y: top,
    width: Math.max(0, Math.floor((x + width) / 2) * 2 - left),
    height: Math.max(0, Math.floor((y + height) / 2) * 2 - top),
  };
}

/** More parts than this are not worth their own turns. */
const mostParts = 8;

/** The same areas or a little more, none overlapping another. */
export function merged(areas: readonly Area[]): readonly Area[] {
  const parts: Area[] = [];
  for (const area of areas) {
    let grown = area;
    for (let index = parts.findIndex((part) => belong(part, grown)); index !== -1;) {
      const [part] = parts.splice(index, 1);
      if (part !== undefined) grown = join(grown, part);
      const bound = grown;
      index = parts.findIndex((other) => belong(other, bound));
    }
    parts.push(grown);
  }
  const [first, ...rest] = parts;
  return first === undefined || parts.length <= mostParts ? parts : [rest.reduce(join, first)];
}

/** Two that overlap, or that are hardly less than what holds both. */
function belong(one: Area, other: Area): boolean {
  if (meet(one, other) !== null) return true;
  const both = join(one, other);
  return both.width * both.height <= one.width * one.height + other.width * other.height;
}
