/** How much of a scene each source takes, and what holds the picture when one of them is missing. */
import type { Item, Transform } from '../../document/scene.ts';
import { hasPicture, type InputKind } from '../../document/source.ts';
import { maxFallbacks, maxSceneDepth } from '../reach.ts';
import type { ShowIndex } from '../show-index.ts';

/** Canvas pixels; boxes count as if they were upright. */
type Box = Pick<Transform, 'x' | 'y' | 'width' | 'height'>;

/** One place of a source on a scene, also through scenes within it. */
type SeenPlace = { readonly sourceId: string; readonly box: Box };

/** Places that take some of the canvas, back to front; scenes are not among them, but what they show. */
function seenPlaces(index: ShowIndex, sceneId: string): readonly SeenPlace[] {
  const { canvas } = index.show;
  return placesIn(index, sceneId, { within: { x: 0, y: 0, ...canvas }, depth: maxSceneDepth });
}

type Level = { readonly within: Box; readonly depth: number };

function placesIn(index: ShowIndex, sceneId: string, level: Level): readonly SeenPlace[] {
  const items = level.depth > 0 ? (index.scenes.get(sceneId)?.items ?? []) : [];
  return items.flatMap((item) => placesOf(index, item, level));
}

function placesOf(index: ShowIndex, item: Item, { within, depth }: Level): readonly SeenPlace[] {
  const { sourceId, visible, opacity, transform } = item;
  const input = index.sources.get(sourceId)?.input;
  if (!visible || opacity === 0 || input === undefined || !hasPicture(input.kind)) return [];
  const box = shared(within, boxWithin(within, transform, index.show.canvas));
  if (areaOf(box) === 0) return [];
  return input.kind === 'scene'
    ? placesIn(index, input.sceneId, { within: box, depth: depth - 1 })
    : [{ sourceId, box }];
}

/** Where a box of a canvas lies when the canvas is shown in another box. */
function boxWithin(within: Box, { x, y, width, height }: Box, canvas: { width: number; height: number }): Box {
  const wide = within.width / canvas.width;
  const high = within.height / canvas.height;
  return { x: within.x + x * wide, y: within.y + y * high, width: width * wide, height: height * high };
}

/** What two boxes share; without width or height where they share nothing. */
function shared(one: Box, other: Box): Box {
  const x = Math.max(one.x, other.x);
  const y = Math.max(one.y, other.y);
  const width = Math.min(one.x + one.width, other.x + other.width) - x;
  const height = Math.min(one.y + one.height, other.y + other.height) - y;
  return { x, y, width: Math.max(0, width), height: Math.max(0, height) };
}

function areaOf({ width, height }: Box): number {
  return width * height;
}

/** Each source that is seen, once: those that take most of the canvas first, of equal ones the one in front. */
export function seenSources(index: ShowIndex, sceneId: string): readonly string[] {
  const largest = seenPlaces(index, sceneId)
    .toReversed()
    .toSorted((a, b) => areaOf(b.box) - areaOf(a.box));
  return [...new Set(largest.map(({ sourceId }) => sourceId))];
}

/** In front of something they are frames and captions, with holes in them. */
const seeThrough: ReadonlySet<InputKind> = new Set(['image', 'slideshow', 'text', 'browser']);

/**
 * Sources of which viewers see as much as this one takes, or more: while one of them is well, the picture goes on without
 * it. What lies behind it counts as far as it looks out, what lies over it only if nothing shines through.
 */
export function holdersOf(index: ShowIndex, sceneId: string, sourceId: string): readonly string[] {
  const places = seenPlaces(index, sceneId);
  const at = places
    .map((place, order) => ({ ...place, order }))
    .filter((place) => place.sourceId === sourceId)
    .toSorted((a, b) => areaOf(a.box) - areaOf(b.box))
    .at(-1);
  if (at === undefined) return [];
  const holding = places.filter((place, order) => {
    const common = areaOf(shared(place.box, at.box));
    const isLost = order < at.order || seeThrough.has(index.sources.get(place.sourceId)?.input.kind ?? 'text');
    return place.sourceId !== sourceId && areaOf(place.box) - (isLost ? common : 0) >= areaOf(at.box);
  });
  return [...new Set(holding.map((place) => place.sourceId))];
}

/** Its stand-in, the stand-in of that, and so on. */
export function standInsOf(index: ShowIndex, sourceId: string): readonly string[] {
  const found: string[] = [];
  let next = index.sources.get(sourceId)?.fallbackId ?? null;
  while (next !== null && found.length < maxFallbacks && next !== sourceId && !found.includes(next)) {
    found.push(next);
    next = index.sources.get(next)?.fallbackId ?? null;
  }
  return found;
}
