/** Keys pressed together as one text, such as `Ctrl+Shift+E`: read from an event, judged, and shown. */

/** The part of a keyboard event that decides. */
export type Keys = {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
  /** Browsers tell AltGr apart from Ctrl and Alt. */
  readonly getModifierState?: (name: 'AltGraph') => boolean;
};

const names: Readonly<Record<string, string>> = { ' ': 'Space', Esc: 'Escape' };
const modifierKeys = new Set(['Control', 'Shift', 'Alt', 'Meta', 'AltGraph', 'CapsLock', 'Dead', 'Unidentified']);

/** The chord of a press; null while only modifiers are down. The command key counts as Ctrl. */
export function chordOf(keys: Keys): string | null {
  if (modifierKeys.has(keys.key) || keys.key === '') return null;
  const name = names[keys.key] ?? (keys.key.length === 1 ? keys.key.toUpperCase() : keys.key);
  // AltGr makes characters such as [ on many keyboards: it is no modifier of theirs.
  const isComposed = keys.getModifierState?.('AltGraph') === true;
  return [...(isComposed ? [] : modifiersOf(keys)), ...shiftOf(keys, name), name].join('+');
}

function modifiersOf({ ctrlKey, metaKey, altKey }: Keys): readonly string[] {
  return [...(ctrlKey || metaKey ? ['Ctrl'] : []), ...(altKey ? ['Alt'] : [])];
}

/** Signs need Shift on some keyboards and not on others, so it doesn't count there. */
function shiftOf({ shiftKey }: Keys, name: string): readonly string[] {
  const isSign = name.length === 1 && !/[\p{L}\d]/u.test(name);
  return shiftKey && !isSign ? ['Shift'] : [];
}

/** True for a chord that types something, or moves within controls: nothing for a text field to lose. */
export function isTyping(chord: string): boolean {
  return chord.replace(/^Shift\+/u, '').length === 1;
}

/** Keys that lead out of, into or through controls; taking them would be a trap. */
const ways = new Set(['Escape', 'Tab', 'Enter', 'Space', 'Backspace', 'Delete', 'Home', 'End', 'PageUp', 'PageDown']);

/** What text fields and lists are edited with. */
const editing = new Set(['Ctrl+A', 'Ctrl+C', 'Ctrl+V', 'Ctrl+X']);

/** True for keys that no command may have. */
export function isReserved(chord: string): boolean {
  const bare = chord.replace(/^Shift\+/u, '');
  return ways.has(bare) || bare.startsWith('Arrow') || editing.has(chord) || chord === 'Alt+F4' || chord === 'Ctrl+Q';
}

/** True where the keys may work while other programs have the focus without taking letters from them. */
export function canBeGlobal(chord: string): boolean {
  return /^(?:Ctrl|Alt)\+/u.test(chord) || /^(?:Shift\+)?F\d{1,2}$/u.test(chord);
}
