/** What each keyboard command does; connects the keyboard map to the stores. */
import { markMoment, toggleRecording } from '../../store/session/recording.ts';
import { isActive, rehearse, stopSession, useLive } from '../../store/live.ts';
import { toggleMute } from '../../store/settings.ts';
import { showEndCard, showSheet, showShortcuts, showTab, useView, type RightTab } from '../../store/view.ts';
import { commandFor, type Command } from './hotkeys.ts';

/** Listens on the whole window, before its controls, which take Ctrl+Enter for Enter; returns the way to stop. */
export function listenToKeys(): () => void {
  window.addEventListener('keydown', onKey, true);
  return () => window.removeEventListener('keydown', onKey, true);
}

function onKey(event: KeyboardEvent): void {
  const command = commandFor(event, takesLetters(event.target) ? 'text' : 'elsewhere');
  if (command === null) return;
  event.preventDefault();
  event.stopPropagation();
  // A key held down is one press: it must not start and stop what it switches.
  if (!event.repeat) actions[command]();
}

/** One row per command. */
const actions: Readonly<Record<Command, () => void>> = {
  sheet: () => {
    if (!isActive(useLive.getState().session.state)) showSheet(true);
  },
  rehearse: toggleRehearsal,
  end: endInTwoSteps,
  record: () => void toggleRecording(),
  mark: () => void markMoment(),
  mute: () => void toggleMute(),
  'next-region': () => focusRegion(1),
  'previous-region': () => focusRegion(-1),
  destination: () => focusTab('destination'),
  health: () => focusTab('health'),
  shortcuts: () => showShortcuts(!useView.getState().shortcutsOpen),
};

function focusTab(tab: RightTab): void {
  showTab(tab);
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
