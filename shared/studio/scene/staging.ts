/** Which scene is on program and on preview, and when a change of them becomes a transition. */
import type { Transition } from '../document/scene.ts';
import type { Show } from '../document/show.ts';

export type Staged = {
  readonly programId: string;
  readonly previewId: string;
  /** What the last show said: only its change moves the program, so that an old show can't undo a take. */
  readonly toldProgramId: string;
};

/** A change of the program; a cut where the old scene is gone. */
export type Move = { readonly from: string; readonly to: string; readonly transition: Transition };

export type StagedMove = { readonly staged: Staged; readonly move: Move | null };

/** A new show: its stage counts where it differs from what was told before, or where the scene on air is gone. */
export function stageShow(before: Staged | null, show: Show): StagedMove {
  const { programId, previewId } = show.stage;
  const told = { previewId, toldProgramId: programId };
  if (before === null) return { staged: { ...told, programId }, move: null };
  const isGone = !hasScene(show, before.programId);
  if (!isGone && programId === before.toldProgramId) {
    return { staged: { ...told, programId: before.programId }, move: null };
  }
  if (programId === before.programId) return { staged: { ...told, programId }, move: null };
  const transition: Transition = isGone ? { kind: 'cut' } : transitionTo(show, programId, null);
  return { staged: { ...told, programId }, move: { from: before.programId, to: programId, transition } };
}

/** A take, which a show that says the same will follow; `asked` null: as the scene or the show has it. */
export function stageTake(before: Staged, show: Show, take: { sceneId: string; asked: Transition | null }): StagedMove {
  const { sceneId, asked } = take;
  if (sceneId === before.programId || !hasScene(show, sceneId)) return { staged: before, move: null };
  const move = { from: before.programId, to: sceneId, transition: transitionTo(show, sceneId, asked) };
  return { staged: { ...before, programId: sceneId }, move };
}

/** The transition with which a scene comes on air. */
function transitionTo(show: Show, sceneId: string, asked: Transition | null): Transition {
  return asked ?? show.scenes.find(({ id }) => id === sceneId)?.transition ?? show.transition;
}

function hasScene(show: Show, sceneId: string): boolean {
  return show.scenes.some(({ id }) => id === sceneId);
}

/** Where the safe scene's key leads: there, and from there back to where it was pressed; null: nowhere. */
export type SafeMove = { readonly to: string; readonly returnId: string | null } | null;

/** `returnId` is what the last move kept, null before the first. */
export function safeMove(show: Show, programId: string, returnId: string | null): SafeMove {
  const { safeSceneId } = show;
  if (safeSceneId === null || !hasScene(show, safeSceneId)) return null;
  if (programId !== safeSceneId) return { to: safeSceneId, returnId: programId };
  return returnId === null || !hasScene(show, returnId) ? null : { to: returnId, returnId: null };
}
