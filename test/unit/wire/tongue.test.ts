/** Sentences are said in English as they are written, and by a catalogue in the language of the window. */
import { afterEach, expect, test } from 'vitest';
import { languageFor, said, say, speak, type Catalogue } from '../../../shared/wire/tongue.ts';

const catalogue: Catalogue = {
  language: 'de',
  phrases: {
    '{0} sends {1} pictures.': '{1} Bilder kommen von {0}.',
    Mix: 'Mischen',
    'more than {0} of {1} MB': '{1} MB, mehr als {0}',
    'MP4 and more': 'MP4 und mehr',
  },
  failures: {},
  faults: {},
  figure: (value) => value.replace('.', ','),
};

afterEach(() => speak(null));

test('a sentence is said as it is written where nothing else is spoken', () => {
  expect(say`${'Cam'} sends ${3} pictures.`).toBe('Cam sends 3 pictures.');
  expect(said('Mix')).toBe('Mix');
});

test('a catalogue may say the values in another order', () => {
  speak(catalogue);
  expect(say`${'Cam'} sends ${3} pictures.`).toBe('3 Bilder kommen von Cam.');
  expect(said('Mix')).toBe('Mischen');
});

test('figures are written as the language writes them', () => {
  speak(catalogue);
  expect(say`${'Cam'} sends ${2.5} pictures.`).toBe('2,5 Bilder kommen von Cam.');
});

test('a value is never read as a place of the sentence', () => {
  speak(catalogue);
  expect(say`${'{1}'} sends ${'$&'} pictures.`).toBe('$& Bilder kommen von {1}.');
});

test('a text from elsewhere may hold numbers, its own or those of its place', () => {
  speak(catalogue);
  expect(said('more than 3 of 64 MB')).toBe('64 MB, mehr als 3');
  expect(said('MP4 and more')).toBe('MP4 und mehr');
  expect(said('more than 3')).toBe('more than 3');
});

test('what the catalogue does not have stays English', () => {
  speak(catalogue);
  expect(say`${'Cam'} is back.`).toBe('Cam is back.');
  expect([said('Encode'), said('toString')]).toEqual(['Encode', 'toString']);
});

test('the language of the system counts only where nobody chose one', () => {
  expect(languageFor('system', ['fr-FR', 'de-AT', 'en'])).toBe('de');
  expect(languageFor('system', ['fr', 'it'])).toBe('en');
  expect(languageFor('en', ['de'])).toBe('en');
});
