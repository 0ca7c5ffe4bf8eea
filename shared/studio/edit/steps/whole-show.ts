/** Commands on what belongs to the show as a whole: roles, mix, guides, canvas, and what is on air. */
import { ok, type Reply } from '../../../errors.ts';
import type { Item } from '../../document/scene.ts';
import type { Canvas, Show, Stage } from '../../document/show.ts';
import type { InputKind } from '../../document/source.ts';
import { boundedPlace } from '../../geometry/box.ts';
import { coversCanvas, hasSameShape } from '../../scene/plan/cover.ts';
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
  const scenes = show.scenes.map((scene) => ({ ...scene, items: reshaped(show, scene.items, canvas) }));
  const lines = show.guides.lines.map(({ axis, at }) => ({
    axis,
    at: boundedPlace(axis === 'x' ? (at * width) / show.canvas.width : (at * height) / show.canvas.height),
  }));
  return ok({ ...show, canvas, scenes, guides: { ...show.guides, lines } });
};

/** Pictures of people and places: of these the edges matter less than that the canvas is full. */
const fillingKinds: ReadonlySet<InputKind> = new Set(['camera', 'rtmp']);

/** The items on another canvas; on one of another shape a camera that had the whole of the old one fills it. */
function reshaped(show: Show, items: readonly Item[], canvas: Canvas): Item[] {
  const filling = new Set(show.sources.filter(({ input }) => fillingKinds.has(input.kind)).map(({ id }) => id));
  const isOther = !hasSameShape(show.canvas, canvas);
  return items.map((item) => {
    const transform = rescaled(item.transform, show.canvas, canvas);
    const hadAll = coversCanvas(item.transform, show.canvas, show.canvas);
    const fills = isOther && hadAll && transform.fit === 'contain' && filling.has(item.sourceId);
    return { ...item, transform: fills ? { ...transform, fit: 'cover' } : transform };
  });
}

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
