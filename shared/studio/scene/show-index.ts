/** A show made quick to look things up in, and the places of a drag laid over it; nothing here changes a show. */
import type { Item, Scene, Transform } from '../document/scene.ts';
import type { Show } from '../document/show.ts';
import type { Source } from '../document/source.ts';

export type ShowIndex = {
  readonly show: Show;
  readonly sources: ReadonlyMap<string, Source>;
  readonly scenes: ReadonlyMap<string, Scene>;
};

export function indexShow(show: Show): ShowIndex {
  return {
    show,
    sources: new Map(show.sources.map((source) => [source.id, source])),
    scenes: new Map(show.scenes.map((scene) => [scene.id, scene])),
  };
}

/** Where an item is during a drag. */
export type Place = { readonly itemId: string; readonly transform: Transform };

/** The show with some items of one scene elsewhere; the same show when none of them is there. */
export function withPlaces(show: Show, sceneId: string, places: readonly Place[]): Show {
  const moved = new Map(places.map(({ itemId, transform }) => [itemId, transform]));
  const scenes = show.scenes.map((scene) => (scene.id === sceneId ? moveItems(scene, moved) : scene));
  return scenes.some((scene, index) => scene !== show.scenes[index]) ? { ...show, scenes } : show;
}

function moveItems(scene: Scene, moved: ReadonlyMap<string, Transform>): Scene {
  if (!scene.items.some(({ id }) => moved.has(id))) return scene;
  const items = scene.items.map((item): Item => ({ ...item, transform: moved.get(item.id) ?? item.transform }));
  return { ...scene, items };
}
