/** The undo list of a show: immutable, 500 steps, a gesture is one step. */
import type { Show } from '../document/show.ts';
import { applyCommand, type Applied } from './apply.ts';
import type { Label } from './label.ts';
import { restoreTo, type Restore } from './restore.ts';

export const maxSteps = 500;

type StepBack = {
  readonly label: Label;
  /** Steps of one drag or one slider carry the same name and count as one; null stands alone. */
  readonly gesture: string | null;
  readonly before: Show;
  readonly restore: Restore;
};

/** The newest step is the last. */
export type History = { readonly undo: readonly StepBack[]; readonly redo: readonly StepBack[] };

export const emptyHistory: History = { undo: [], redo: [] };

/** The history after a command; what is not undone leaves it as it is, anything else ends what could be redone. */
export function record(history: History, applied: Applied, gesture: string | null): History {
  if (applied.undo === null) return history;
  const last = history.undo.at(-1);
  if (gesture === null || last?.gesture !== gesture || applied.undo.stage !== null) {
    const step = { label: applied.label, gesture, before: applied.before, restore: applied.undo };
    return { undo: [...history.undo, step].slice(-maxSteps), redo: [] };
  }
  const others = history.undo.slice(0, -1);
  // A switch of scenes in the middle of a drag is not part of it.
  const restore = restoreTo(applied.show, { ...last.before, stage: applied.show.stage });
  if (restore === null) return { undo: others, redo: [] };
  const step = { ...last, label: applied.label, restore: { ...restore, stage: last.restore.stage } };
  return { undo: [...others, step], redo: [] };
}

/** A step back or forth: the command that was carried out, what it made of the show, and the history after it. */
export type Stepped = {
  readonly command: Restore;
  readonly show: Show;
  readonly history: History;
  readonly label: Label;
};

/** Takes the last step back; null when there is none. */
export function undo(history: History, show: Show): Stepped | null {
  const last = history.undo.at(-1);
  if (last === undefined) return null;
  const others = history.undo.slice(0, -1);
  const applied = applyCommand(show, last.restore);
  // A step that does not fit the show is dropped; none is while every command is recorded.
  if (!applied.ok) return undo({ undo: others, redo: history.redo }, show);
  const after = { undo: ended(others), redo: forth(history.redo, last.label, applied.value) };
  return { command: last.restore, show: applied.value.show, history: after, label: last.label };
}

/** Does the last step that was taken back once more; null when there is none. */
export function redo(history: History, show: Show): Stepped | null {
  const swapped = undo({ undo: history.redo, redo: history.undo }, show);
  if (swapped === null) return null;
  return { ...swapped, history: { undo: swapped.history.redo, redo: swapped.history.undo } };
}

/** What goes on after a step back is a new gesture. */
function ended(list: readonly StepBack[]): readonly StepBack[] {
  const last = list.at(-1);
  return last === undefined ? list : [...list.slice(0, -1), { ...last, gesture: null }];
}

function forth(list: readonly StepBack[], label: Label, applied: Applied): readonly StepBack[] {
  if (applied.undo === null) return list;
  return [...list, { label, gesture: null, before: applied.before, restore: applied.undo }].slice(-maxSteps);
}
