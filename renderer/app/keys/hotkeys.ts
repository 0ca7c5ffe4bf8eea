/** The keyboard map: which keys mean which command. One table serves the handler and the list under `?`. */

/** Commands that have keys. */
export type Command =
  | 'sheet'
  | 'rehearse'
  | 'end'
  | 'record'
  | 'mark'
  | 'mute'
  | 'next-region'
  | 'previous-region'
  | 'destination'
  | 'health'
  | 'shortcuts';

/** The part of a keyboard event that decides. */
export type Keys = {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
};

type Shortcut = {
  readonly command: Command;
  /** Lower case, as `KeyboardEvent.key`. */
  readonly key: string;
  readonly modifiers: string;
  readonly shown: string;
  readonly meaning: string;
};

/** Every shortcut, in the order of the list; `modifiers` is any of c(trl or command), s(hift), a(lt). */
export const shortcuts: readonly Shortcut[] = [
  { command: 'sheet', key: 'enter', modifiers: 'c', shown: 'Ctrl+Enter, then Enter', meaning: 'Go live' },
  {
    command: 'rehearse',
    key: 'enter',
    modifiers: 'cs',
    shown: 'Ctrl+Shift+Enter',
    meaning: 'Start or stop a rehearsal',
  },
  { command: 'end', key: 'e', modifiers: 'cs', shown: 'Ctrl+Shift+E, then Enter', meaning: 'End the stream' },
  { command: 'record', key: 'r', modifiers: 'c', shown: 'Ctrl+R', meaning: 'Start or stop recording' },
  { command: 'mark', key: 'f8', modifiers: '', shown: 'F8', meaning: 'Mark this moment' },
  { command: 'mute', key: 'm', modifiers: '', shown: 'M', meaning: 'Mute or unmute the sound' },
  { command: 'next-region', key: 'f6', modifiers: '', shown: 'F6', meaning: 'Next region of the window' },
  { command: 'previous-region', key: 'f6', modifiers: 's', shown: 'Shift+F6', meaning: 'Previous region' },
  { command: 'destination', key: '4', modifiers: 'a', shown: 'Alt+4', meaning: 'Destination' },
  { command: 'health', key: '5', modifiers: 'a', shown: 'Alt+5', meaning: 'Health' },
  { command: 'shortcuts', key: '?', modifiers: '', shown: '?', meaning: 'This list' },
];

/** The command of a key press; single characters mean nothing while a text field has the focus. */
export function commandFor(keys: Keys, focus: 'text' | 'elsewhere'): Command | null {
  const key = keys.key.toLowerCase();
  // `?` needs Shift on many keyboards and none on others, so Shift doesn't count there.
  const shift = keys.shiftKey && key !== '?';
  const modifiers = `${keys.ctrlKey || keys.metaKey ? 'c' : ''}${shift ? 's' : ''}${keys.altKey ? 'a' : ''}`;
  const found = shortcuts.find((shortcut) => shortcut.key === key && shortcut.modifiers === modifiers);
  if (!found || (focus === 'text' && key.length === 1 && modifiers === '')) return null;
  return found.command;
}
