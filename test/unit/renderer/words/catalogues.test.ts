/** The catalogues say the same things in every language. */
import { expect, test } from 'vitest';
import { english } from '../../../../renderer/words/english.ts';
import { german } from '../../../../renderer/words/german.ts';
import { said } from '../../../../shared/wire/tongue.ts';
import { currentLanguage, showLanguage, t, textOf } from '../../../../renderer/words/words.ts';

/** Every text with its path. */
function textsOf(tree: Tree, path = ''): [string, string][] {
  return Object.entries(tree).flatMap(([name, value]): [string, string][] =>
    typeof value === 'string' ? [[`${path}${name}`, value]] : textsOf(value, `${path}${name}.`),
  );
}

type Tree = { readonly [name: string]: string | Tree };

const placeholdersOf = (text: string) =>
  [...text.matchAll(/{{\s*([\w]+)\s*}}/g)].map(([, name]) => name ?? '').toSorted((a, b) => a.localeCompare(b));

const inEnglish = new Map(textsOf(english));
const inGerman = new Map(textsOf(german));

test('both catalogues have the same keys', () => {
  expect(new Set(inGerman.keys())).toEqual(new Set(inEnglish.keys()));
  expect(inEnglish.size).toBeGreaterThan(30);
});

test('a text has the same placeholders in both languages', () => {
  const different = [...inEnglish].filter(
    ([key, text]) => placeholdersOf(text).join(' ') !== placeholdersOf(inGerman.get(key) ?? '').join(' '),
  );
  expect(different).toEqual([]);
});

test('no text names keys: the user may have others', () => {
  const chord = /(?:Ctrl|Strg|Alt|Shift|Umschalt)\+|\bF\d\b/u;
  for (const catalogue of [inEnglish, inGerman]) {
    expect([...catalogue].filter(([, text]) => chord.test(text))).toEqual([]);
  }
});

test('no text is empty, and plurals have both forms', () => {
  for (const catalogue of [inEnglish, inGerman]) {
    expect([...catalogue].filter(([, text]) => text.trim() === '')).toEqual([]);
    const ones = [...catalogue.keys()].filter((key) => key.endsWith('_one')).map((key) => key.slice(0, -4));
    const others = [...catalogue.keys()].filter((key) => key.endsWith('_other')).map((key) => key.slice(0, -6));
    expect(ones).toEqual(others);
  }
});

test('texts follow the chosen language, and the page says which it is', async () => {
  const page = { lang: '', dir: '' };
  await showLanguage('de', page);
  expect(page).toEqual({ lang: 'de', dir: 'ltr' });
  expect(t('app.close')).toBe('Schließen');
  expect(currentLanguage()).toBe('de');
  expect(said('in order')).toBe('in Ordnung');
  await showLanguage('en', page);
  expect(t('app.close')).toBe('Close');
  expect(said('in order')).toBe('in order');
  expect(textOf('edit.scene.add', { name: 'Talk' })).toBe('Add scene Talk');
  expect(textOf('edit.no.such', {})).toBeNull();
});

test('a language that is still being loaded does not come back over one that was chosen since', async () => {
  const page = { lang: '', dir: '' };
  await Promise.all([showLanguage('de', page), showLanguage('en', page)]);
  expect([page.lang, currentLanguage()]).toEqual(['en', 'en']);
});
