/** Failures are told in German for every code, with their facts and without placeholders. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { failureWords } from '../../../../renderer/words/errors/failure-words.ts';
import germanFaults from '../../../../renderer/words/errors/german-faults.json';
import sentences from '../../../../renderer/words/errors/german-sentences.json';
import { showLanguage } from '../../../../renderer/words/words.ts';
import { errorCodes, studioError } from '../../../../shared/errors.ts';
import { sentenceFor } from '../../../../shared/live/words/sentences.ts';

const page = { lang: '', dir: '' };
beforeEach(() => showLanguage('de', page));
afterEach(() => showLanguage('en', page));

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
  const { text, next } = failureWords(error, context);
  expect(text + next).not.toMatch(/\{\{|\}\}/u);
  expect(text).toMatch(/[.“]$/u);
  expect(next).toMatch(/\.$/u);
  const english = sentenceFor(error, context);
  for (const name of ['Twitch', 'live.example.net', '1935', 'No such stream', 'Cam Link']) {
    expect([name, text.includes(name)]).toEqual([name, english.text.includes(name)]);
  }
});

test('there are no words for codes that are no longer', () => {
  expect(new Set(Object.keys(sentences))).toEqual(new Set(errorCodes));
});

test('the reason of a refusal is told in German', () => {
  const { text } = failureWords(studioError('edit-refused', { why: 'last-scene' }), context);
  expect(text).toContain(germanFaults['last-scene']);
  const unknown = failureWords(studioError('url-invalid', { why: 'never-heard-of' }), context);
  expect(unknown.text).toContain('so passt es nicht zusammen');
});

test('missing names get German ones, with a capital where the sentence begins', () => {
  const nameless = { service: '', host: '' };
  expect(failureWords(studioError('host-not-found'), nameless).text).toMatch(/^Der Server ist nicht zu finden/u);
  expect(failureWords(studioError('camera-frozen'), nameless).text).toMatch(/^Die Kamera hat/u);
});

test('English stays as main tells it', async () => {
  await showLanguage('en', page);
  const error = studioError('key-refused', facts);
  expect(failureWords(error, context)).toEqual(sentenceFor(error, context));
});
