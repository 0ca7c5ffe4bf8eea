/** Failures are told in German for every code, with their facts and without placeholders. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { errorCodes, studioError } from '../../../../shared/errors.ts';
import { sentenceFor } from '../../../../shared/live/words/sentences.ts';
import { germanCatalogue } from '../../../../shared/wire/german/catalogue.ts';
import { speak } from '../../../../shared/wire/tongue.ts';

beforeEach(() => speak(germanCatalogue));
afterEach(() => speak(null));

const facts = {
  host: 'live.example.net',
  port: 1935,
  said: 'No such stream',
  device: 'Cam Link',
  why: 'loop',
  file: 'a.json',
};
const context = { service: 'Twitch', host: '' };

test.each(errorCodes)('%s has German words with the facts of the English ones', (code) => {
  const error = studioError(code, facts);
  const { text, next } = sentenceFor(error, context);
  expect(text + next).not.toMatch(/\{\{|\}\}/u);
  expect(text).toMatch(/[.“]$/u);
  expect(next).toMatch(/\.$/u);
  speak(null);
  const english = sentenceFor(error, context);
  for (const name of ['Twitch', 'live.example.net', '1935', 'No such stream', 'Cam Link']) {
    expect([name, text.includes(name)]).toEqual([name, english.text.includes(name)]);
  }
});

test('there are no words for codes that are no longer', () => {
  expect(new Set(Object.keys(germanCatalogue.failures))).toEqual(new Set(errorCodes));
});

test('the reason of a refusal is told in German', () => {
  const { text } = sentenceFor(studioError('edit-refused', { why: 'last-scene' }), context);
  expect(text).toContain(germanCatalogue.faults['last-scene']);
  const unknown = sentenceFor(studioError('url-invalid', { why: 'never-heard-of' }), context);
  expect(unknown.text).toContain('so passt es nicht zusammen');
});

test('missing names get German ones, with a capital where the sentence begins', () => {
  const nameless = { service: '', host: '' };
  expect(sentenceFor(studioError('host-not-found'), nameless).text).toMatch(/^Der Server ist nicht zu finden/u);
  expect(sentenceFor(studioError('camera-frozen'), nameless).text).toMatch(/^Die Kamera hat/u);
});

test('a reason in a few words is told in German too', () => {
  const { text } = sentenceFor(studioError('storage-failed', { why: 'there is nothing to save yet' }), context);
  expect(text).toContain('(es gibt noch nichts zu sichern)');
});

test('every reason that has English words of its own has German ones', () => {
  const tables = ['server-sentences.ts', 'studio-sentences.ts'].flatMap((name) => {
    const source = readFileSync(path.resolve(import.meta.dirname, '../../../../shared/live/words', name), 'utf8');
    return [...source.matchAll(/const \w+Faults: [^=]*= \{\n(?<rows>.*?)\n\};/gsu)].map(
      ({ groups }) => groups?.['rows'] ?? '',
    );
  });
  const reasons = tables.flatMap((rows) =>
    [...rows.matchAll(/^ {2}'?(?<name>[\w-]+)'?:/gmu)].map(({ groups }) => groups?.['name'] ?? ''),
  );
  expect(tables.length).toBe(3);
  expect(reasons.filter((name) => germanCatalogue.faults[name] === undefined)).toEqual([]);
});
