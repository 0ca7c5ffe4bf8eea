/** What a scene draws: its visible items in order, without those that lie wholly behind another. */
import type { Item } from '../../document/scene.ts';
import { hasPicture, type Source } from '../../document/source.ts';
import type { VideoFilter } from '../../document/filters.ts';
import type { ShowIndex } from '../show-index.ts';

/** Most layers of one scene; of more, those in front are drawn. */
export const maxLayers = 64;

/** One item that is drawn. */
export type PlannedLayer = {
  readonly item: Item;
  readonly source: Source;
  /** Those of the source and of the item that are switched on. */
  readonly sourceFilters: readonly VideoFilter[];
  readonly itemFilters: readonly VideoFilter[];
};

/** Back to front; empty for a scene that is gone. */
export function planScene(index: ShowIndex, sceneId: string): readonly PlannedLayer[] {
  const items = index.scenes.get(sceneId)?.items ?? [];
  return items.flatMap((item) => planItem(index, item)).slice(-maxLayers);
}

function planItem(index: ShowIndex, item: Item): readonly PlannedLayer[] {
  const source = index.sources.get(item.sourceId);
  if (!item.visible || item.opacity === 0 || source === undefined || !hasPicture(source.input.kind)) return [];
  return [{ item, source, sourceFilters: filtersOn(source), itemFilters: filtersOn(item) }];
}

/** The filters that are switched on. */
export function filtersOn({ filters }: { readonly filters: readonly VideoFilter[] }): readonly VideoFilter[] {
  return filters.filter(isOn);
}

/** What nothing can do yet is not planned either: the picture would go the long way for nothing. */
function isOn({ enabled, kind }: VideoFilter): boolean {
  return enabled && kind !== 'background';
}

const cutting: ReadonlySet<VideoFilter['kind']> = new Set(['chroma-key', 'luma-key', 'mask']);

/** True when a filter may let shine through what was opaque. */
export function makesTransparent(filter: VideoFilter): boolean {
  if (cutting.has(filter.kind)) return true;
  if (filter.kind === 'crop') return Math.min(filter.left, filter.top, filter.right, filter.bottom) < 0;
  return filter.kind === 'colour' && filter.opacity < 1;
}
