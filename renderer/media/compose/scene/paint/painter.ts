/** Composes resolved scenes into surfaces: what must be copied first, nested scenes before those that show them. */
import type { Micros } from '../../../../../shared/clock.ts';
import { firstVisible, fitCanvas, type CanvasFit, type Size } from '../../../../../shared/studio/scene/plan/cover.ts';
import type { FilterOwner } from '../../../../../shared/studio/document/files.ts';
import type { Layer, Matrix } from '../../pixels/compositor/compositor.ts';
import type { Surface } from '../../pixels/memory/surface.ts';
import type { Look } from '../../sources/producer.ts';
import type { OpenSource } from '../hub/open-source.ts';
import type { PaintTarget } from './paint-target.ts';
import { placed } from './pixel-shape.ts';
import type { ResolvedLayer, ResolvedScene, Shown } from './pictures.ts';
import type { Rooms } from './rooms.ts';

/** A picture ready to be placed. */
export type Paintable = {
  readonly surface: Surface;
  readonly version: number;
  /** In its own pixels. */
  readonly width: number;
  readonly height: number;
  /** How much wider than high one of its pixels is meant to be seen. */
  readonly pixelAspect: number;
  readonly isOpaque: boolean;
};

/** Puts a picture through filters; `owner` names whose they are, so that what did not change is not made again. */
export type ApplyFilters = (
  picture: Paintable,
  filters: ResolvedLayer['sourceFilters'],
  at: { readonly owner: FilterOwner; readonly now: Micros },
) => Paintable;

export type PainterOptions = {
  readonly rooms: Rooms;
  readonly canvas: Size;
  readonly holding: () => Paintable;
  readonly filter: ApplyFilters;
  /** The surface that a scene within a scene is painted on; the same one each time. */
  readonly nested: (sceneId: string, isOpaque: boolean) => PaintTarget;
};

/** Layers that can be seen, back to front. */
export function visibleLayers({ layers }: ResolvedScene): readonly ResolvedLayer[] {
  return layers.slice(firstVisible(layers));
}

/** Copies that are still to be made before the scene can be painted. */
export function wantedCopies(scene: ResolvedScene): readonly Promise<void>[] {
  return visibleLayers(scene).flatMap(({ shown }) => wantedOf(shown));
}

export function wantedOf(shown: Shown): readonly Promise<void>[] {
  if (shown.kind === 'scene') return wantedCopies(shown.scene);
  if (shown.kind === 'holding') return [];
  const wanted = shown.open.copies.want(shown.look);
  return wanted === null ? [] : [wanted];
}

/** Paints synchronously with what is there. */
export class Painter {
  readonly #options: PainterOptions;

  constructor(options: PainterOptions) {
    this.#options = options;
  }

  /** Paints a scene on a target; only what changed since the last time is drawn. */
  paint(scene: ResolvedScene, target: PaintTarget, now: Micros): void {
    const { rooms, canvas } = this.#options;
    const fit = fitCanvas(canvas, target.surface);
    const layers = visibleLayers(scene).flatMap((layer) => this.#layer(layer, { fit, now }));
    rooms.compose(layers, target);
    target.paintedAt = now;
  }

  /** What a source shows, as a picture; null while nothing of it has been copied yet. */
  paintable(shown: Shown, now: Micros): Paintable | null {
    switch (shown.kind) {
      case 'holding':
        return this.#options.holding();
      case 'scene':
        return this.#nested(shown.scene, now);
      case 'source':
        return shown.look.surface === null ? newestCopy(shown.open) : stillOf(shown.look, shown.look.surface);
    }
  }

  #nested(scene: ResolvedScene, now: Micros): Paintable {
    const target = this.#options.nested(scene.sceneId, scene.isOpaque);
    // The same scene in two places of one slot is painted once.
    if (target.paintedAt !== now) this.paint(scene, target, now);
    const { surface, version } = target;
    const { width, height } = surface;
    return { surface, version, width, height, pixelAspect: 1, isOpaque: scene.isOpaque };
  }

  #layer(layer: ResolvedLayer, at: { readonly fit: CanvasFit; readonly now: Micros }): readonly Layer[] {
    const { item, source, sourceFilters, itemFilters, shown } = layer;
    const own = this.paintable(shown, at.now);
    if (own === null) return [];
    const { filter } = this.#options;
    const filtered = filter(own, sourceFilters, { owner: { of: 'source', id: source.id }, now: at.now });
    const picture = filter(filtered, itemFilters, { owner: { of: 'item', id: item.id }, now: at.now });
    const placement = placed(item.transform, picture);
    return [
      {
        surface: picture.surface,
        version: picture.version,
        matrix: fitted(placement.matrix, at.fit),
        sourceRect: placement.source,
        opacity: item.opacity,
        blend: item.blend,
        isOpaque: picture.isOpaque,
      },
    ];
  }
}

/** Files of pictures have square pixels. */
function stillOf({ version, width, height, isOpaque }: Look, surface: Surface): Paintable {
  return { surface, version, width, height, pixelAspect: 1, isOpaque };
}

function newestCopy({ copies }: OpenSource): Paintable | null {
  const newest = copies.newest;
  return newest === null ? null : { ...newest, isOpaque: !newest.hasAlpha };
}

/** The matrix to canvas pixels, carried on to pixels of the target. */
function fitted([a, b, c, d, e, f]: Matrix, { scale, dx, dy }: CanvasFit): Matrix {
  return [a * scale, b * scale, c * scale, d * scale, e * scale + dx, f * scale + dy];
}
