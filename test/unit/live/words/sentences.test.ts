/** Every error code has its own words for a person, bounded, without codes and without secrets. */
import { describe, expect, test } from 'vitest';
import { errorCodes, studioError } from '../../../../shared/errors.ts';
import { sentenceFor } from '../../../../shared/live/words/sentences.ts';

const context = { service: 'Twitch', host: 'ingest.example.com' };
const manyFacts = {
  host: 'a'.repeat(400),
  port: 1935,
  said: `${'word '.repeat(200)}\u0000\u202e`,
  why: 'reason '.repeat(200),
};

describe('sentences', () => {
  test.each(errorCodes)('%s is told in whole sentences', (code) => {
    const { text, next } = sentenceFor(studioError(code), context);
    for (const part of [text, next]) {
      expect(part).toMatch(/^[A-Za-z“].{10,}[.”]$/);
      expect(part).not.toMatch(/unknown error|undefined|null|NaN|\$\{|\berror code\b/i);
      expect(part).not.toMatch(/\byour fault|you failed|invalid input/i);
      // One-word codes are ordinary words.
      expect(code.includes('-') && part.includes(code)).toBe(false);
    }
  });

  test.each(errorCodes)('%s stays short whatever the facts are', (code) => {
    const { text, next } = sentenceFor(studioError(code, manyFacts), {
      service: 's'.repeat(300),
      host: 'h'.repeat(300),
    });
    expect(text.length).toBeLessThanOrEqual(300);
    expect(next.length).toBeLessThanOrEqual(300);
    expect(`${text}${next}`).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });

  test('no two codes say the same', () => {
    const texts = errorCodes.map((code) => sentenceFor(studioError(code), context).text);
    expect(new Set(texts).size).toBe(errorCodes.length);
    const both = errorCodes.map((code) => JSON.stringify(sentenceFor(studioError(code), context)));
    expect(new Set(both).size).toBe(errorCodes.length);
  });
});

describe('what is quoted', () => {
  test('quotes host, port and the words of the server', () => {
    const refused = studioError('connection-refused', { host: 'live.example.org', port: 1936 });
    expect(sentenceFor(refused, context).text).toBe(
      'live.example.org is there but takes no stream (port 1936). Nothing reaches viewers.',
    );
    const key = studioError('key-refused', { said: 'bad\nkey' });
    expect(sentenceFor(key, context).text).toBe(
      'Twitch refused this stream key. Nothing is public. It said: “bad key”.',
    );
  });

  test('a key that the server repeats is not quoted', () => {
    const error = studioError('publish-refused', { said: 'rtmp://h/app/abcd-efgh-1234 is taken' });
    expect(JSON.stringify(sentenceFor(error, context))).not.toContain('abcd-efgh');
  });

  test.each(errorCodes)('%s begins with a capital where names are missing or plain', (code) => {
    for (const service of ['', 'Your server']) {
      const { text, next } = sentenceFor(studioError(code), { service, host: '' });
      expect(text).toMatch(/^[A-Z]/);
      expect(`${text} ${next}`).not.toMatch(/[.!?] [a-z]|[a-z,] (Your|The) server/);
    }
  });

  test('a server of one’s own is "your server"', () => {
    const own = { service: 'Your server', host: 'h' };
    expect(sentenceFor(studioError('key-refused'), own).text).toContain('Your server refused');
    expect(sentenceFor(studioError('connection-reset'), own).text).toContain('connection to your server');
  });

  test.each([
    'empty',
    'too-long',
    'rtmpe',
    'rtmpt',
    'scheme',
    'host',
    'zone',
    'port',
    'app',
    'fragment',
    'credentials',
    'not-listed',
  ])('says what is wrong with an address: %s', (why) => {
    const { text } = sentenceFor(studioError('url-invalid', { why }), context);
    expect(text).not.toContain('not complete');
  });
});
