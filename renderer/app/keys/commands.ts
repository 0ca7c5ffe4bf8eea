/** The shared command registry: what each command does, for keys, palette, global shortcuts and remote controls alike. */
import { align, applyLayout, fit, flip, order, toggleHide, toggleLock } from '../../store/show/acts/item-acts.ts';
import {
  addScene,
  chooseSceneNumber,
  goSafe,
  openStageTab,
  take,
  toggleMainMute,
  toggleMuteAll,
  toggleSlate,
  type StageTab,
} from '../../store/show/acts/scene-acts.ts';
import { showDialog, showNumbers, useSelection } from '../../store/show/selection.ts';
import { redo, undo } from '../../store/show/show.ts';
import { markMoment, saveReplay, toggleRecording } from '../../store/session/recording.ts';
import { isActive, rehearse, stopSession, useLive } from '../../store/live.ts';
import { useSettings } from '../../store/settings.ts';
import {
  showEndCard,
  showPalette,
  showSheet,
  showShortcuts,
  showTab,
  useView,
  type RightTab,
} from '../../store/view.ts';
import { isCommandId, type CommandId } from './command-list.ts';
import { commandFor } from './keymap.ts';
import { speakLevels } from '../voice/spoken-level.ts';

/** Does what the command says; names that are no command do nothing. */
export function runCommand(id: string): void {
  if (isCommandId(id)) actions[id]();
}

/** Listens on the whole window, before its controls, which take Ctrl+Enter for Enter; returns the way to stop. */
export function listenToKeys(): () => void {
  window.addEventListener('keydown', onKey, true);
  return () => window.removeEventListener('keydown', onKey, true);
}

function onKey(event: KeyboardEvent): void {
  // Whoever waits for new keys gets them all.
  if (event.target instanceof Element && event.target.closest('[data-takes-keys]') !== null) return;
  const focus = takesLetters(event.target) ? 'text' : 'elsewhere';
  const command = commandFor(event, focus, useSettings.getState().settings.shortcuts);
  if (command === null || (isUndoing(command) && focus === 'text')) return;
  event.preventDefault();
  event.stopPropagation();
  // A key held down is one press: it must not start and stop what it switches.
  if (!event.repeat || isUndoing(command)) actions[command]();
}

/** A text field takes back its own typing. */
function isUndoing(command: CommandId): boolean {
  return command === 'edit.undo' || command === 'edit.redo';
}

const scene = (number: number) => () => void chooseSceneNumber(number);

/** One row per command. */
const actions: Readonly<Record<CommandId, () => void>> = {
  'golive.open': () => {
    if (!isActive(useLive.getState().session.state)) showSheet(true);
  },
  'rehearse.toggle': toggleRehearsal,
  'session.end': endInTwoSteps,
  'record.toggle': () => void toggleRecording(),
  'replay.save': () => void saveReplay(),
  'mark.add': () => void markMoment(),
  'scene.safe': () => void goSafe(),
  'slate.toggle': toggleSlate,
  'studio.take': () => void take(),
  'scene.1': scene(1),
  'scene.2': scene(2),
  'scene.3': scene(3),
  'scene.4': scene(4),
  'scene.5': scene(5),
  'scene.6': scene(6),
  'scene.7': scene(7),
  'scene.8': scene(8),
  'scene.9': scene(9),
  'scene.add': () => void addScene(),
  'source.add': () => showDialog({ kind: 'add' }),
  'audio.mute': () => void toggleMainMute(),
  'audio.panic': () => void toggleMuteAll(),
  'audio.level': speakLevels,
  'edit.undo': () => void undo(),
  'edit.redo': () => void redo(),
  'item.numbers': () => showNumbers(!useSelection.getState().numbersOpen),
  'item.backward': () => void order('backward'),
  'item.forward': () => void order('forward'),
  'item.back': () => void order('back'),
  'item.front': () => void order('front'),
  'item.lock': () => void toggleLock(),
  'item.hide': () => void toggleHide(),
  'item.flip-x': () => void flip('x'),
  'item.flip-y': () => void flip('y'),
  'item.align.left': () => void align('left'),
  'item.align.centre': () => void align('centre'),
  'item.align.right': () => void align('right'),
  'item.align.top': () => void align('top'),
  'item.align.middle': () => void align('middle'),
  'item.align.bottom': () => void align('bottom'),
  'item.fit.canvas': () => void fit('canvas'),
  'item.fit.fill': () => void fit('fill'),
  'item.fit.stretch': () => void fit('stretch'),
  'item.fit.reset': () => void fit('reset'),
  'item.fit.top-left': () => void fit('top-left'),
  'item.fit.top-right': () => void fit('top-right'),
  'item.fit.bottom-left': () => void fit('bottom-left'),
  'item.fit.bottom-right': () => void fit('bottom-right'),
  'layout.full': () => void applyLayout('full'),
  'layout.split': () => void applyLayout('split'),
  'layout.picture-in-picture': () => void applyLayout('picture-in-picture'),
  'layout.cinema': () => void applyLayout('cinema'),
  'layout.side-by-side': () => void applyLayout('side-by-side'),
  'region.next': () => focusRegion(1),
  'region.previous': () => focusRegion(-1),
  'stage.edit': () => openStage('edit'),
  'stage.studio': () => openStage('studio'),
  'stage.viewer': () => openStage('viewer'),
  'stage.multiview': () => openStage('multiview'),
  'panel.destinations': () => focusTab('destination'),
  'panel.health': () => focusTab('health'),
  'palette.open': () => showPalette(!useView.getState().paletteOpen),
  'shortcuts.show': () => showShortcuts(!useView.getState().shortcutsOpen),
};

function focusTab(tab: RightTab): void {
  showTab(tab);
  document.querySelector<HTMLElement>(`[data-tab=${tab}]`)?.focus();
}

function openStage(tab: StageTab): void {
  openStageTab(tab);
  document.querySelector<HTMLElement>(`[data-tab=${tab}]`)?.focus();
}

function toggleRehearsal(): void {
  const { state, mode } = useLive.getState().session;
  if (!isActive(state)) void rehearse();
  else if (mode === 'rehearsal') void stopSession();
}

function endInTwoSteps(): void {
  const { state, mode } = useLive.getState().session;
  if (mode === 'live' && (state === 'live' || state === 'reconnecting')) showEndCard(true);
  else if (isActive(state)) void stopSession();
}

/** Moves the focus to the region after or before the one that has it, in reading order and round the end. */
function focusRegion(step: 1 | -1): void {
  const regions = [...document.querySelectorAll<HTMLElement>('[data-region]')];
  const current = regions.findIndex((region) => region.contains(document.activeElement));
  const next = current < 0 ? (step === 1 ? 0 : regions.length - 1) : (current + step + regions.length) % regions.length;
  regions[next]?.focus();
}

/** Text fields, and menus, which are searched by letters. */
function takesLetters(target: EventTarget | null): boolean {
  if (target instanceof Element && target.closest('[role=menu]') !== null) return true;
  if (target instanceof HTMLInputElement) return !['radio', 'checkbox', 'button', 'range'].includes(target.type);
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}
