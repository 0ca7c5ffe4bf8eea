/** What commands and their keys are called. */
import { t } from '../../words/words.ts';
import type { CommandId } from './command-list.ts';

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

const shownKeys = ['Ctrl', 'Alt', 'Shift', 'Enter', 'Space', 'Escape'] as const;

/** The keys as the keyboard of the language calls them. */
export function keysText(chord: string): string {
  return chord
    .split(/(?<=.)\+/u)
    .map((part) => {
      const known = shownKeys.find((name) => name === part);
      return known === undefined ? part.replace(/^Arrow/u, '') : t(`app.keys.${known}`);
    })
    .join('+');
}
