/** Commands on what belongs to the show as a whole: roles, mix, guides, canvas, and what is on air. */
import { ok, type Reply } from '../../../errors.ts';
import type { Show, Stage } from '../../document/show.ts';
import { boundedPlace } from '../../geometry/box.ts';
import type { CommandMap } from '../commands.ts';
import { rescaled } from './items.ts';
import { refuse, type Step } from './parts.ts';

type Of<Name extends keyof CommandMap> = Step<CommandMap[Name]>;

export const setTransition: Of<'transition.set'> = (show, { transition }) => ok({ ...show, transition });

const roleFields = { safe: 'safeSceneId', opening: 'openingSceneId', closing: 'closingSceneId' } as const;

export const setRole: Of<'role.set'> = (show, { role, sceneId }) => ok({ ...show, [roleFields[role]]: sceneId });

export const setMaster: Of<'master.set'> = (show, { patch }) => ok({ ...show, master: { ...show.master, ...patch } });

export const setGuides: Of<'guides.set'> = (show, { patch }) => ok({ ...show, guides: { ...show.guides, ...patch } });

export const setCanvas: Of<'canvas.set'> = (show, { width, height }) => {
  const canvas = { width, height };
  const scenes = show.scenes.map((scene) => ({
    ...scene,
    items: scene.items.map((item) => ({ ...item, transform: rescaled(item.transform, show.canvas, canvas) })),
  }));
  const lines = show.guides.lines.map(({ axis, at }) => ({
    axis,
    at: boundedPlace(axis === 'x' ? (at * width) / show.canvas.width : (at * height) / show.canvas.height),
  }));
  return ok({ ...show, canvas, scenes, guides: { ...show.guides, lines } });
};

export const setProgram: Of<'stage.program'> = (show, { sceneId }) =>
  withStage(show, {
    ...show.stage,
    programId: sceneId,
    previewId: show.stage.studioMode ? show.stage.previewId : sceneId,
  });

export const setPreview: Of<'stage.preview'> = (show, { sceneId }) =>
  withStage(show, { ...show.stage, previewId: sceneId });

/** Studio mode begins and ends with what is on air in preview. */
export const setStudioMode: Of<'stage.studio'> = (show, { on }) =>
  withStage(show, { ...show.stage, studioMode: on, previewId: show.stage.programId });

export const take: Of<'stage.take'> = (show) =>
  withStage(show, { ...show.stage, programId: show.stage.previewId, previewId: show.stage.programId });

function withStage(show: Show, stage: Stage): Reply<Show> {
  const isKnown = [stage.programId, stage.previewId].every((id) => show.scenes.some((scene) => scene.id === id));
  return isKnown ? ok({ ...show, stage }) : refuse('scene-missing');
}
