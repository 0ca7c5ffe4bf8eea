/** Commands on whole scenes. */
import { ok, type Reply } from '../../../errors.ts';
import type { Scene } from '../../document/scene.ts';
import type { Show } from '../../document/show.ts';
import type { CommandMap } from '../commands.ts';
import { settleStage } from '../stage.ts';
import { editScene, freeName, inserted, moved, refuse, tidied, type Step } from './parts.ts';
import { withoutSources } from './sources.ts';

type Of<Name extends keyof CommandMap> = Step<CommandMap[Name]>;

export const addScene: Of<'scene.add'> = (show, { scene, at }) =>
  ok({ ...show, scenes: inserted(show.scenes, tidied(scene), at) });

export const duplicateScene: Of<'scene.duplicate'> = (show, { sceneId, newId, itemIds }) => {
  const index = show.scenes.findIndex(({ id }) => id === sceneId);
  const scene = show.scenes[index];
  if (scene === undefined) return refuse('scene-missing');
  if (itemIds.length !== scene.items.length) return refuse('item-missing');
  const copy: Scene = {
    ...scene,
    id: newId,
    name: freeName(scene.name, show.scenes),
    items: Array.from(scene.items, (item, at) => ({ ...item, id: itemIds[at] ?? item.id })),
  };
  return ok({ ...show, scenes: inserted(show.scenes, copy, index + 1) });
};

export const renameScene: Of<'scene.rename'> = (show, { sceneId, to }) =>
  editScene(show, sceneId, (scene) => ok({ ...scene, name: to }));

export const setScene: Of<'scene.set'> = (show, { sceneId, patch }) =>
  editScene(show, sceneId, (scene) => ok({ ...scene, ...patch }));

export const moveScene: Of<'scene.move'> = (show, { sceneId, to }) => {
  if (!show.scenes.some(({ id }) => id === sceneId)) return refuse('scene-missing');
  return ok({ ...show, scenes: moved(show.scenes, sceneId, to) });
};

export const removeScene: Of<'scene.remove'> = (show, { sceneId }): Reply<Show> => {
  if (!show.scenes.some(({ id }) => id === sceneId)) return refuse('scene-missing');
  if (show.scenes.length === 1) return refuse('last-scene');
  const showing = show.sources.filter(({ input }) => input.kind === 'scene' && input.sceneId === sceneId);
  const others = { ...show, scenes: show.scenes.filter(({ id }) => id !== sceneId) };
  const removed = withoutSources(others, new Set(showing.map(({ id }) => id)));
  const unless = (role: string | null) => (role === sceneId ? null : role);
  return ok(
    settleStage(show, {
      ...removed,
      safeSceneId: unless(show.safeSceneId),
      openingSceneId: unless(show.openingSceneId),
      closingSceneId: unless(show.closingSceneId),
    }),
  );
};
