/** Every step of the undo list has words in every language. */
import { expect, test } from 'vitest';
import german from '../../../../renderer/words/de/edit.json';
import english from '../../../../renderer/words/en/edit.json';
import { commandNames } from '../../../support/show/random-commands.ts';

function wordsFor(catalogue: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((value, key) => new Map(Object.entries(value ?? {})).get(key), catalogue);
}

test.each(commandNames.filter((name) => !name.startsWith('stage.')))('%s', (name) => {
  for (const catalogue of [english, german]) expect(wordsFor(catalogue, name.split('.'))).toEqual(expect.any(String));
});
