/** What each item of a scene shows in this slot: its source, a stand-in, the holding picture, another scene, or nothing. */
import type { Micros } from '../../../../../shared/clock.ts';
import type { VideoFilter } from '../../../../../shared/studio/document/filters.ts';
import type { Source } from '../../../../../shared/studio/document/source.ts';
import { coversCanvas, type Size } from '../../../../../shared/studio/scene/plan/cover.ts';
import { maxFallbacks, maxSceneDepth } from '../../../../../shared/studio/scene/reach.ts';
import {
  filtersOn,
  makesTransparent,
  planScene,
  type PlannedLayer,
} from '../../../../../shared/studio/scene/plan/scene-plan.ts';
import type { ShowIndex } from '../../../../../shared/studio/scene/show-index.ts';
import { drawnFor } from '../../../../../shared/studio/scene/source-status.ts';
import type { Look } from '../../sources/producer.ts';
import type { OpenSource } from '../hub/open-source.ts';

/** Something to draw; `frame` is set where its pixels must be copied before they can be composed with. */
export type Shown =
  ShownSource | { readonly kind: 'scene'; readonly scene: ResolvedScene } | { readonly kind: 'holding' };

/** `source` is the one that is drawn, with its own filters: a stand-in for the item's source, where that gives nothing. */
export type ResolvedLayer = PlannedLayer & {
  readonly shown: Shown;
  readonly isOpaque: boolean;
  readonly covers: boolean;
};

export type ShownSource = { readonly kind: 'source'; readonly open: OpenSource; readonly look: Look };

/** A scene at one moment. */
export type ResolvedScene = {
  readonly sceneId: string;
  readonly layers: readonly ResolvedLayer[];
  /** One of its layers hides all that would lie behind the scene. */
  readonly isOpaque: boolean;
};

/** What is drawn for a source, and which one it really is. */
type Drawn = { readonly source: Source; readonly shown: Shown };

const noFilters: readonly VideoFilter[] = [];

export type PicturesOptions = {
  readonly get: (sourceId: string) => OpenSource | null;
};

/** Looks scenes up; plans are kept until what they are made of changes. */
export class Pictures {
  readonly #options: PicturesOptions;
  readonly #plans = new Map<string, readonly PlannedLayer[]>();
  /** Lists that stay the same objects as long as their sources do. */
  readonly #standInFilters = new WeakMap<Source, readonly VideoFilter[]>();
  #index: ShowIndex | null = null;

  constructor(options: PicturesOptions) {
    this.#options = options;
  }

  setShow(index: ShowIndex): void {
    const before = this.#index;
    this.#index = index;
    for (const sceneId of this.#plans.keys()) {
      if (before === null || !isSameScene(sceneId, before, index)) this.#plans.delete(sceneId);
    }
  }

  /** The scene as it is at `now`; empty when it is gone or lies too deep. */
  resolve(sceneId: string, now: Micros, depth = 0): ResolvedScene {
    const index = this.#index;
    if (index === null || depth >= maxSceneDepth) return { sceneId, layers: [], isOpaque: false };
    const plan = this.#plan(index, sceneId);
    const layers = plan.flatMap((planned) => {
      const drawn = this.#drawn(planned.source, now, { depth, fallbacks: 0 });
      return drawn === null ? [] : [resolved(this.#layerOf(planned, drawn), drawn.shown, index.show.canvas)];
    });
    return { sceneId, layers, isOpaque: layers.some(({ isOpaque, covers }) => isOpaque && covers) };
  }

  /** A source alone, as a view of it shows it. */
  resolveSource(sourceId: string, now: Micros): Shown | null {
    const source = this.#index?.sources.get(sourceId);
    return source === undefined ? null : (this.#drawn(source, now, { depth: 0, fallbacks: 0 })?.shown ?? null);
  }

  /** Filters are those of what is drawn: a key or a mask for the camera would make holes in what stands in for it. */
  #layerOf(planned: PlannedLayer, { source, shown }: Drawn): PlannedLayer {
    if (shown.kind === 'holding') return { ...planned, sourceFilters: noFilters };
    if (source === planned.source) return planned;
    const known = this.#standInFilters.get(source);
    const sourceFilters = known ?? filtersOn(source);
    this.#standInFilters.set(source, sourceFilters);
    return { ...planned, source, sourceFilters };
  }

  #plan(index: ShowIndex, sceneId: string): readonly PlannedLayer[] {
    const known = this.#plans.get(sceneId);
    if (known !== undefined) return known;
    const plan = planScene(index, sceneId);
    this.#plans.set(sceneId, plan);
    return plan;
  }

  #drawn(source: Source, now: Micros, at: { readonly depth: number; readonly fallbacks: number }): Drawn | null {
    const { input, fallbackId } = source;
    if (input.kind === 'scene') {
      return { source, shown: { kind: 'scene', scene: this.resolve(input.sceneId, now, at.depth + 1) } };
    }
    const open = this.#options.get(source.id);
    // What is not open yet will be within this turn of the clock.
    if (open === null) return null;
    const look = open.look(now);
    const standIn =
      fallbackId === null || at.fallbacks >= maxFallbacks ? undefined : this.#index?.sources.get(fallbackId);
    switch (drawnFor(open.facts(now), standIn !== undefined)) {
      case 'itself':
        return look === null ? null : { source, shown: { kind: 'source', open, look } };
      case 'stand-in':
        return standIn === undefined ? null : this.#drawn(standIn, now, { ...at, fallbacks: at.fallbacks + 1 });
      case 'holding':
        return { source, shown: { kind: 'holding' } };
      case 'nothing':
        return null;
    }
  }
}

/** Shows are immutable: another object is another scene or source. */
function isSameScene(sceneId: string, one: ShowIndex, other: ShowIndex): boolean {
  const scene = one.scenes.get(sceneId);
  if (scene === undefined || scene !== other.scenes.get(sceneId)) return false;
  return scene.items.every(({ sourceId }) => one.sources.get(sourceId) === other.sources.get(sourceId));
}

function resolved(planned: PlannedLayer, shown: Shown, canvas: Size): ResolvedLayer {
  const { item, sourceFilters, itemFilters } = planned;
  const filters = [...sourceFilters, ...itemFilters];
  const isSolid = item.opacity === 1 && item.blend === 'normal' && !filters.some(makesTransparent);
  const isReshaped = item.transform.fit === 'contain' && filters.some(({ kind }) => kind === 'crop');
  const size = sizeOf(shown, canvas);
  return {
    ...planned,
    shown,
    isOpaque: isSolid && isOpaqueItself(shown),
    covers: !isReshaped && coversCanvas(item.transform, size, canvas),
  };
}

function isOpaqueItself(shown: Shown): boolean {
  if (shown.kind === 'holding') return true;
  return shown.kind === 'scene' ? shown.scene.isOpaque : shown.look.isOpaque;
}

/** Scenes and the holding picture have the canvas' shape. */
function sizeOf(shown: Shown, canvas: Size): Size {
  return shown.kind === 'source' ? shown.look : canvas;
}
