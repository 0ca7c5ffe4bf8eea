/** Global shortcuts: registered as the settings say, with a result for each, and given back. */
import { expect, test } from 'vitest';
import { acceleratorOf, GlobalShortcuts } from '../../../electron/studio/global-shortcuts.ts';
import type { GlobalShortcutState } from '../../../shared/contract/ipc.ts';

function rigWith(taken: readonly string[], isFocusedOnly = false) {
  const held = new Map<string, () => void>();
  const pressed: string[] = [];
  const told: (readonly GlobalShortcutState[])[] = [];
  const shortcuts = new GlobalShortcuts({
    isFocusedOnly,
    registry: {
      register: (accelerator, onPress) => {
        if (accelerator.includes('Nonsense')) throw new TypeError('no such key');
        if (taken.includes(accelerator)) return false;
        held.set(accelerator, onPress);
        return true;
      },
      unregister: (accelerator) => held.delete(accelerator),
    },
    onPress: (id) => pressed.push(id),
    onChange: (states) => told.push(states),
  });
  return { shortcuts, held, pressed, told };
}

test('each shortcut has a result of its own', () => {
  const rig = rigWith(['CommandOrControl+Shift+E']);
  rig.shortcuts.follow({
    'audio.mute': 'Ctrl+Alt+M',
    'session.end': 'Ctrl+Shift+E',
    'mark.add': 'Ctrl+Nonsense',
    'scene.safe': 'S',
    'scene.1': '',
  });
  expect(rig.shortcuts.states.map(({ id, state }) => [id, state])).toEqual([
    ['audio.mute', 'works'],
    ['session.end', 'taken'],
    ['mark.add', 'invalid'],
    ['scene.safe', 'invalid'],
  ]);
  rig.held.get('CommandOrControl+Alt+M')?.();
  expect(rig.pressed).toEqual(['audio.mute']);
});

test('a change gives back what is no longer wanted, and nothing is told twice', () => {
  const rig = rigWith([]);
  rig.shortcuts.follow({ 'audio.mute': 'F9' });
  rig.shortcuts.follow({ 'audio.mute': 'F9' });
  expect(rig.told).toHaveLength(1);
  rig.shortcuts.follow({ 'audio.mute': 'F10' });
  expect([...rig.held.keys()]).toEqual(['F10']);
  rig.shortcuts.close();
  expect(rig.held.size).toBe(0);
  rig.shortcuts.follow({ 'audio.mute': 'F10' });
  expect([...rig.held.keys()]).toEqual(['F10']);
});

test('a desktop that gives no keys away is not said to work', () => {
  const rig = rigWith([], true);
  rig.shortcuts.follow({ 'mark.add': 'F8' });
  expect(rig.shortcuts.states).toEqual([{ id: 'mark.add', keys: 'F8', state: 'focused-only' }]);
});

test('keys are written as Electron does', () => {
  expect(acceleratorOf('Ctrl+Shift+Enter')).toBe('CommandOrControl+Shift+Return');
  expect(acceleratorOf('Alt+ArrowLeft')).toBe('Alt+Left');
  expect(acceleratorOf('Ctrl++')).toBe('CommandOrControl++');
  expect(acceleratorOf('M')).toBeNull();
});
