/** Controls name the keys that the user has for them, as the keyboard of the language calls them. */
import { afterEach, expect, test } from 'vitest';
import { ariaKeys, keysText, tipText } from '../../../../renderer/app/keys/command-words.ts';
import { showLanguage } from '../../../../renderer/words/words.ts';

const page = { lang: '', dir: '' };

afterEach(() => showLanguage('en', page));

test('a tip has the words and the keys, as far as there are any', () => {
  expect(tipText('Ctrl+Y', 'Redo')).toBe('Redo (Ctrl+Y)');
  expect(tipText('Ctrl+Y', '')).toBe('Ctrl+Y');
  expect(tipText('', 'Redo')).toBe('Redo');
  expect(tipText('', '')).toBeUndefined();
});

test('whoever has the window read out gets the names of the standard', () => {
  expect(['Ctrl+Shift+Z', 'Alt+1', 'M', ''].map(ariaKeys)).toEqual(['Control+Shift+Z', 'Alt+1', 'M', undefined]);
});

test('keys have the names of the keyboard', async () => {
  expect(['Delete', 'Alt+ArrowUp', 'Ctrl+G'].map(keysText)).toEqual(['Del', 'Alt+↑', 'Ctrl+G']);
  await showLanguage('de', page);
  expect(['Delete', 'Alt+ArrowUp', 'Ctrl+G'].map(keysText)).toEqual(['Entf', 'Alt+↑', 'Strg+G']);
});
