/** What can be done with scenes, the stage and the main microphone by key, list or palette. */
import type { Transition } from '../../../../shared/studio/document/scene.ts';
import type { Show } from '../../../../shared/studio/document/show.ts';
import { safeMove } from '../../../../shared/studio/scene/staging.ts';
import { t } from '../../../words/words.ts';
import { chooseFiles } from '../files.ts';
import { mirrorHolding, useOnAir } from '../on-air.ts';
import { planScene } from '../plans/add-source.ts';
import {
  draftTransition,
  planTransition,
  transitionFile,
  transitionOf,
  type TransitionKind,
} from '../plans/drafts/transitions.ts';
import { uniqueName } from '../plans/names.ts';
import { select, showCover, type StageCover } from '../selection.ts';
import { currentShow, edit, editAll, editedScene, newId } from '../show.ts';
import { say } from '../spoken.ts';
import { keepHeld, readHeld } from './held.ts';

/** What the engine does at once, before the show says it; the composition root connects it. */
export type AirWays = {
  readonly take: (sceneId: string, transition: Transition | null) => void;
  /** The holding picture instead of the programme. */
  readonly setHolding: (active: boolean) => void;
};

let air: AirWays = { take: () => undefined, setHolding: () => undefined };

/** Connects to the engine, before the show: what the user had hidden in a page that crashed stays hidden. */
export function connectAir(ways: AirWays): void {
  air = ways;
  const { holding } = readHeld();
  mirrorHolding(holding);
  if (holding) air.setHolding(true);
}

function nameOf(show: Show, sceneId: string): string {
  return show.scenes.find(({ id }) => id === sceneId)?.name ?? '';
}

/** The scene of a list or a key: onto the air, or in studio mode into the preview. */
export async function chooseScene(sceneId: string): Promise<void> {
  const show = currentShow();
  if (show === null) return;
  if (editedScene(show).id !== sceneId) select([]);
  if (show.stage.studioMode) await edit({ name: 'stage.preview', sceneId });
  else await putOnAir(show, sceneId, null);
}

async function putOnAir(show: Show, sceneId: string, transition: Transition | null): Promise<void> {
  if (show.stage.programId === sceneId) return;
  air.take(sceneId, transition);
  if (await edit({ name: 'stage.program', sceneId })) say(t('show.said.onAir', { name: nameOf(show, sceneId) }));
}

/** A scene that is not chosen from a list; `transition` null: its own or the show's. */
export async function putSceneOnAir(sceneId: string, transition: Transition | null): Promise<void> {
  const show = currentShow();
  if (show !== null) await putOnAir(show, sceneId, transition);
}

/** The n-th scene of the list, from 1; nothing where there is none. */
export async function chooseSceneNumber(number: number): Promise<void> {
  const scene = currentShow()?.scenes[number - 1];
  if (scene !== undefined) await chooseScene(scene.id);
}

/** Studio mode: the preview goes on air. */
export async function take(): Promise<void> {
  const show = currentShow();
  if (show === null || !show.stage.studioMode || show.stage.previewId === show.stage.programId) return;
  const { previewId } = show.stage;
  air.take(previewId, null);
  select([]);
  if (await edit({ name: 'stage.take' })) say(t('show.said.onAir', { name: nameOf(show, previewId) }));
}

/** Edit: one canvas; studio: preview and programme; viewer: the received copy; multiview: all scenes. */
export type StageTab = 'edit' | 'studio' | StageCover;

/** Opens a tab of the stage: studio mode is the show's own, what covers the picture this window's. */
export function openStageTab(tab: StageTab): void {
  const isCover = tab === 'viewer' || tab === 'multiview';
  showCover(isCover ? tab : null);
  if (!isCover) void setStudioMode(tab === 'studio');
}

/** One canvas to edit, or preview and program side by side. */
export async function setStudioMode(on: boolean): Promise<void> {
  const show = currentShow();
  if (show === null || show.stage.studioMode === on) return;
  select([]);
  await edit({ name: 'stage.studio', on });
}

/** The scene that hides what must not be seen, at once, and back again; without one the user hears how to choose it. */
export async function goSafe(): Promise<void> {
  const show = currentShow();
  if (show === null) return;
  const move = safeMove(show, show.stage.programId, readHeld().returnId);
  if (move === null) return say(t('show.said.noSafe'));
  keepHeld({ returnId: move.returnId });
  await putOnAir(show, move.to, { kind: 'cut' });
}

/** The holding picture at once, or the programme again. */
export function toggleSlate(): void {
  const holding = !useOnAir.getState().holding;
  air.setHolding(holding);
  mirrorHolding(holding);
  keepHeld({ holding });
  say(t(holding ? 'show.said.slate' : 'show.said.slateOff'));
}

/** Mutes the main microphones, or opens them when all are muted. */
export async function toggleMainMute(): Promise<void> {
  const strips = currentShow()?.sources.filter(({ strip }) => strip !== null) ?? [];
  const marked = strips.filter(({ strip }) => strip?.isMainMicrophone === true);
  const microphones = marked.length > 0 ? marked : strips.filter(({ input }) => input.kind === 'microphone');
  const main = microphones.length > 0 ? microphones : strips;
  const muted = !main.every(({ strip }) => strip?.muted === true);
  const done = await editAll(main.map(({ id }) => ({ name: 'strip.set', sourceId: id, patch: { muted } })));
  if (done && main.length > 0) say(t(muted ? 'show.said.muted' : 'show.said.open'));
}

/** Whatever was muted on the way to viewers is heard again: microphones and the whole mix. */
export async function openSound(): Promise<void> {
  const show = currentShow();
  if (show === null) return;
  const muted = show.sources.filter(({ input, strip }) => strip?.muted === true && input.kind !== 'test');
  const opened = muted.map(({ id }) => ({ name: 'strip.set', sourceId: id, patch: { muted: false } }) as const);
  await editAll(show.master.muted ? [...opened, { name: 'master.set', patch: { muted: false } }] : opened);
}

/** Panic: the whole mix is muted, or heard again. */
export async function toggleMuteAll(): Promise<void> {
  const show = currentShow();
  if (show === null) return;
  const muted = !show.master.muted;
  if (await edit({ name: 'master.set', patch: { muted } })) say(t(muted ? 'show.said.allMuted' : 'show.said.allOpen'));
}

/** Gives the show, or the way to one scene, another transition; null, for a scene: that of the show. */
export async function setTransition(
  sceneId: string | null,
  transition: Transition | null,
  gesture: string | null = null,
): Promise<void> {
  const command = planTransition(sceneId, transition);
  if (command !== null) await edit(command, gesture);
}

/** The same by its kind; for those that are nothing without a file the user is asked for one, and may think better of it. */
export async function chooseTransition(sceneId: string | null, kind: TransitionKind): Promise<void> {
  const show = currentShow();
  if (show === null) return;
  const files = transitionFile[kind];
  const [path] = files === undefined ? [''] : await chooseFiles(files, 'one');
  if (path === undefined) return;
  await setTransition(sceneId, draftTransition(kind, transitionOf(show, sceneId) ?? show.transition, path));
}

/** A new scene at the end, chosen at once where that shows nothing to viewers. */
export async function addScene(): Promise<string | null> {
  const show = currentShow();
  const sceneId = newId();
  const command = show === null ? null : planScene(show, t('show.scenes.word'), sceneId);
  if (show === null || command === null || !(await edit(command))) return null;
  return sceneId;
}

/** A copy behind the scene, with items of its own and the same sources. */
export async function duplicateScene(sceneId: string): Promise<void> {
  const scene = currentShow()?.scenes.find(({ id }) => id === sceneId);
  if (scene === undefined) return;
  await edit({ name: 'scene.duplicate', sceneId, newId: newId(), itemIds: scene.items.map(newId) });
}

/** Moves a scene in the list: to a place from 0. */
export async function moveScene(sceneId: string, to: number): Promise<void> {
  const show = currentShow();
  if (show === null || to < 0 || to >= show.scenes.length) return;
  if (!(await edit({ name: 'scene.move', sceneId, to }))) return;
  say(t('show.said.moved', { name: nameOf(show, sceneId), place: to + 1, count: show.scenes.length }));
}

/** Renames a scene; an empty name changes nothing. */
export async function renameScene(sceneId: string, wanted: string): Promise<void> {
  const show = currentShow();
  const to = wanted.trim();
  if (show === null || to === '' || to === nameOf(show, sceneId)) return;
  await edit({ name: 'scene.rename', sceneId, to });
}

/** Renames a source; an empty name changes nothing. */
export async function renameSource(sourceId: string, wanted: string): Promise<void> {
  const show = currentShow();
  if (show === null || wanted.trim() === '') return;
  const others = show.sources.filter(({ id }) => id !== sourceId).map(({ name }) => name);
  await edit({ name: 'source.rename', sourceId, to: uniqueName(wanted, others) });
}
