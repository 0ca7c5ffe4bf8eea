/** The mirror of the selected profile's show, and the commands that change it: shown at once, kept by main. */
import { create } from 'zustand';
import type { ShowState } from '../../../shared/contract/show/show.ts';
import type { Item, Scene } from '../../../shared/studio/document/scene.ts';
import type { Show } from '../../../shared/studio/document/show.ts';
import type { Source } from '../../../shared/studio/document/source.ts';
import type { Label } from '../../../shared/studio/edit/label.ts';
import type { Command } from '../../../shared/studio/edit/commands.ts';
import { t, textOf } from '../../words/words.ts';
import { tellFailure } from '../notices.ts';
import { call } from '../studio-client.ts';
import { CommandQueue } from './mirror/command-queue.ts';
import { announced, edited, mirrorOf, refused, type Mirror } from './mirror/optimistic.ts';
import { keepSources } from './on-air.ts';
import { say } from './spoken.ts';

type ShowStore = { readonly mirror: Mirror | null };

/** Null until main has told the show. */
export const useShowStore = create<ShowStore>()(() => ({ mirror: null }));

/** Takes over what main announced. */
export function mirrorShow(state: ShowState): void {
  useShowStore.setState(({ mirror }) => ({ mirror: mirror === null ? mirrorOf(state) : announced(mirror, state) }));
  // As the window has it: what it has just added is not told by main yet.
  keepSources(currentShow()?.sources ?? []);
}

/** Asks main for the show of the selected profile. */
export async function loadShow(): Promise<void> {
  const reply = await call('show.load', null);
  if (reply.ok) mirrorShow(reply.value);
  else tellFailure(reply.error);
}

/** The show as it stands in this window; null only before it is loaded. */
export function currentShow(): Show | null {
  return useShowStore.getState().mirror?.show ?? null;
}

/** The chosen part of the show; `absent` until there is one. */
export function useShow<T>(choose: (show: Show) => T, absent: T): T {
  return useShowStore(({ mirror }) => (mirror === null ? absent : choose(mirror.show)));
}

/** The scene that is edited: the one on air, or in studio mode the prepared one. */
export function editedScene(show: Show): Scene {
  const { programId, previewId, studioMode } = show.stage;
  const id = studioMode ? previewId : programId;
  const scene = show.scenes.find((each) => each.id === id) ?? show.scenes[0];
  if (scene === undefined) throw new Error('a show has at least one scene');
  return scene;
}

/** The source of that id. */
export function sourceOf(show: Show, sourceId: string): Source | undefined {
  return show.sources.find(({ id }) => id === sourceId);
}

/** What an item is called: its source's name. */
export function itemName(show: Show, item: Item): string {
  return sourceOf(show, item.sourceId)?.name ?? '';
}

/** Steps that share a gesture become one in the list of undone steps. */
export function newGesture(): string {
  return crypto.randomUUID();
}

/** Names a new source, scene, item, group or filter. */
export function newId(): string {
  return crypto.randomUUID();
}

/** Changes the show: here at once, and in main; a refusal takes it back and becomes a notice. */
export async function edit(command: Command, gesture: string | null = null): Promise<boolean> {
  const { mirror } = useShowStore.getState();
  if (mirror === null) return false;
  const next = edited(mirror, command);
  if (!next.ok) {
    tellFailure(next.error);
    return false;
  }
  useShowStore.setState({ mirror: next.value });
  return queueOf(mirror.base.profileId).push(command, gesture);
}

/** Keys held down and sliders make more commands than main takes. */
let queue = openQueue('');

/** That of the open show; what was held for another profile's goes out first, by that one's name. */
function queueOf(profileId: string): CommandQueue {
  if (queue.profileId !== profileId) {
    queue.commands.flush();
    queue = openQueue(profileId);
  }
  return queue.commands;
}

function openQueue(profileId: string): { readonly profileId: string; readonly commands: CommandQueue } {
  const commands = new CommandQueue({
    send: (command, gesture) => send(profileId, command, gesture),
    onReplaced: forget,
    now: () => performance.now(),
    later: (callback, millis) => {
      const timer = setTimeout(callback, millis);
      return () => clearTimeout(timer);
    },
  });
  return { profileId, commands };
}

async function send(profileId: string, command: Command, gesture: string | null): Promise<boolean> {
  const reply = await call('show.do', { profileId, command, gesture });
  if (reply.ok) return true;
  forget(command);
  tellFailure(reply.error);
  return false;
}

/** The show is as if the command had never been, or as the newer one has it that took its place. */
function forget(command: Command): void {
  useShowStore.setState(({ mirror }) => ({ mirror: mirror === null ? null : refused(mirror, command) }));
}

/** Several commands that are one step for the user. */
export async function editAll(commands: readonly Command[], gesture: string = newGesture()): Promise<boolean> {
  const done = await Promise.all(commands.map((command) => edit(command, gesture)));
  return done.every(Boolean);
}

/** Takes the last step back. */
export function undo(): Promise<void> {
  return takeStep('undo');
}

/** Does the step again that was taken back last. */
export function redo(): Promise<void> {
  return takeStep('redo');
}

async function takeStep(way: 'undo' | 'redo'): Promise<void> {
  const base = useShowStore.getState().mirror?.base;
  if (base === undefined) return;
  sayStep(`editor.${way}`, base[way]);
  // The end of a drag may still be held back: it belongs to the step, and must not come after it.
  const held = queueOf(base.profileId).drain();
  if (held !== null) await held;
  const reply = await call(`show.${way}`, { profileId: base.profileId });
  if (!reply.ok) tellFailure(reply.error);
}

/** "Undo: Move Camera". */
function sayStep(key: 'editor.undo' | 'editor.redo', step: Label | null): void {
  if (step !== null) say(t(key, { step: textOf(step.key, { name: step.name }) ?? step.name }));
}
