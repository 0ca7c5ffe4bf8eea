/** What is on air and in preview when scenes go. */
import type { Show } from '../document/show.ts';

/** The scene that takes the place of `sceneId`: itself, or if it is gone the one that now lies where it was. */
function heirOf(sceneId: string, before: Show, after: Show): string {
  if (after.scenes.some(({ id }) => id === sceneId)) return sceneId;
  const index = before.scenes.findIndex(({ id }) => id === sceneId);
  const heir = after.scenes[Math.min(Math.max(0, index), after.scenes.length - 1)];
  return heir?.id ?? sceneId;
}

/** Keeps program and preview on scenes that exist. */
export function settleStage(before: Show, after: Show): Show {
  const programId = heirOf(after.stage.programId, before, after);
  const previewId = heirOf(after.stage.previewId, before, after);
  if (programId === after.stage.programId && previewId === after.stage.previewId) return after;
  return { ...after, stage: { ...after.stage, programId, previewId } };
}
