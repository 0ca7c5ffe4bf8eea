/**
 * The show as the window draws it: what main last announced, and upon it the commands that main has not yet shown. What
 * comes back from main as it was stays the same object, so that nothing is drawn or sent a second time.
 */
import type { ShowState } from '../../../../shared/contract/show/show.ts';
import type { Reply } from '../../../../shared/errors.ts';
import { ok } from '../../../../shared/errors.ts';
import type { Show } from '../../../../shared/studio/document/show.ts';
import { applyCommand } from '../../../../shared/studio/edit/apply.ts';
import type { Command } from '../../../../shared/studio/edit/commands.ts';
import { keeping } from './keeping.ts';

/** `waiting` are the commands of this window after `base`, oldest first; `show` is the base with all of them. */
export type Mirror = { readonly base: ShowState; readonly waiting: readonly Command[]; readonly show: Show };

/** The mirror of a show that was just announced, or of another profile's. */
export function mirrorOf(base: ShowState): Mirror {
  return { base, waiting: [], show: base.show };
}

/** A command of this window, at once; a refusal changes nothing. */
export function edited(mirror: Mirror, command: Command): Reply<Mirror> {
  const applied = applyCommand(mirror.show, command);
  if (!applied.ok) return applied;
  return ok({ ...mirror, waiting: [...mirror.waiting, command], show: applied.value.show });
}

/**
 * What main announced. A change of the revision by n means that n of the waiting commands are in it, since hardly
 * anybody but this window edits; where that was wrong, the last announcement puts it right.
 */
export function announced(mirror: Mirror, state: ShowState): Mirror {
  if (state.profileId !== mirror.base.profileId) return mirrorOf(state);
  if (state.revision < mirror.base.revision) return mirror;
  const { undo, redo, undoSteps } = mirror.base;
  const steps = { undo: keeping(undo, state.undo), redo: keeping(redo, state.redo) };
  const base = {
    ...state,
    ...steps,
    undoSteps: keeping(undoSteps, state.undoSteps),
    show: keeping(mirror.show, state.show),
  };
  const waiting = mirror.waiting.slice(base.revision - mirror.base.revision);
  return { base, waiting, show: keeping(mirror.show, replayed(base.show, waiting)) };
}

/** Main refused a command: the show is as if it had never been. */
export function refused(mirror: Mirror, command: Command): Mirror {
  const waiting = mirror.waiting.filter((other) => other !== command);
  return { ...mirror, waiting, show: keeping(mirror.show, replayed(mirror.base.show, waiting)) };
}

function replayed(show: Show, commands: readonly Command[]): Show {
  let latest = show;
  for (const command of commands) {
    const applied = applyCommand(latest, command);
    if (applied.ok) latest = applied.value.show;
  }
  return latest;
}
