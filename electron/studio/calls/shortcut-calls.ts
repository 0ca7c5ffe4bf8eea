/** Global shortcuts, kept as the settings say for as long as the studio runs; presses go to the window, which knows the commands. */
import { app, globalShortcut } from 'electron';
import { ok } from '../../../shared/errors.ts';
import type { Handlers } from '../../ipc/answer.ts';
import type { sendEvent } from '../../ipc/serve.ts';
import type { ProfileStore } from '../../store/profiles.ts';
import { GlobalShortcuts } from '../global-shortcuts.ts';

type Send = (...args: Parameters<typeof sendEvent> extends [unknown, ...infer Rest] ? Rest : never) => void;

/** Registers at once; the handlers tell what became of each. */
export function shortcutCalls(profiles: ProfileStore, send: Send): Pick<Handlers, 'shortcuts.global'> {
  const shortcuts = new GlobalShortcuts({
    registry: globalShortcut,
    isFocusedOnly: process.platform === 'linux' && process.env['XDG_SESSION_TYPE'] === 'wayland',
    onPress: (id) => send('shortcuts.pressed', { id }),
    onChange: (states) => send('shortcuts.changed', [...states]),
  });
  const follow = (): void => shortcuts.follow(profiles.settings().globalShortcuts);
  follow();
  profiles.onChange(follow);
  app.on('will-quit', () => shortcuts.close());
  return { 'shortcuts.global': () => ok([...shortcuts.states]) };
}
