/** What commands and their keys are called. */
import { useSettings } from '../../store/settings.ts';
import { t } from '../../words/words.ts';
import type { CommandId } from './command-list.ts';
import { keysOf } from './keymap.ts';

/** The name of a command. */
export function commandName(id: CommandId): string {
  const scene = /^scene\.(?<number>\d)$/u.exec(id)?.groups?.['number'];
  if (scene !== undefined) return t('app.commands.scene', { number: scene });
  // The catalogue's own points are levels, so an id's points are dashes there.
  const key = id.replaceAll('.', '-');
  return isNamed(key) ? t(`app.commands.${key}`) : id;
}

type Named = Exclude<DashedIds<CommandId>, `scene-${number}`>;
type DashedIds<Id extends string> = Id extends `${infer Head}.${infer Tail}` ? DashedIds<`${Head}-${Tail}`> : Id;

function isNamed(key: string): key is Named {
  return !/^scene-\d$/u.test(key);
}

const shownKeys = ['Ctrl', 'Alt', 'Shift', 'Enter', 'Space', 'Escape', 'Delete'] as const;

const arrows: Readonly<Record<string, string>> = { ArrowUp: '↑', ArrowDown: '↓', ArrowLeft: '←', ArrowRight: '→' };

/** The keys as the keyboard of the language calls them. */
export function keysText(chord: string): string {
  return chord
    .split(/(?<=.)\+/u)
    .map((part) => {
      const known = shownKeys.find((name) => name === part);
      return known === undefined ? (arrows[part] ?? part) : t(`app.keys.${known}`);
    })
    .join('+');
}

/** The keys that the user has for a command, as the keyboard of the language calls them; empty when there are none. */
export function useKeys(id: CommandId): string {
  return keysText(useSettings((store) => keysOf(id, store.settings.shortcuts)));
}

/** What a tip says of a control: the words, if any, and the keys of its command, if any. */
export function useTip(id: CommandId, words = ''): string | undefined {
  return tipText(useKeys(id), words);
}

/** The tip of these words and these keys. */
export function tipText(keys: string, words: string): string | undefined {
  if (words === '' || keys === '') return words + keys || undefined;
  return t('app.keys.tip', { words, keys });
}

/** The same keys for whoever has the window read out. */
export function useAriaKeys(id: CommandId): string | undefined {
  return ariaKeys(useSettings((store) => keysOf(id, store.settings.shortcuts)));
}

/** As `aria-keyshortcuts` writes them. */
export function ariaKeys(chord: string): string | undefined {
  return chord.replace(/^Ctrl(?=\+)/u, 'Control') || undefined;
}
