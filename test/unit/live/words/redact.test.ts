/** Nothing that reaches a log holds a key, a query, a password or an authentication answer. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { redacted, redactText } from '../../../../shared/live/words/redact.ts';
import { spellingsOf } from '../../../../shared/live/words/spellings.ts';

describe('addresses', () => {
  test.each([
    ['rtmp://host/live', 'rtmp://host/live'],
    ['rtmp://host:1935/live/', 'rtmp://host:1935/live/'],
    ['rtmp://host/live/SECRET', 'rtmp://host/live/•••'],
    ['rtmps://host:443/app/SECRET?x=SECRET', 'rtmps://host:443/app/•••?x=•••'],
    ['RTMPS://host/app/one/SECRET', 'RTMPS://host/app/•••'],
    ['rtmp://SECRET:SECRET@host/live', 'rtmp://•••@host/live'],
    ['rtmp://SECRET:SE@CRET@host/live', 'rtmp://•••@host/live'],
    ['rtmp://[::1]:1935/live/SECRET', 'rtmp://[::1]:1935/live/•••'],
    ['rtmp://host/live#SECRET', 'rtmp://host/live#•••'],
    ['rtmp://host/live?SECRET', 'rtmp://host/live?•••'],
    ['https://host/a/b?token=SECRET&n=SECRET#SECRET', 'https://host/a/b?token=•••&n=•••#•••'],
    ['https://SECRET:SECRET@host/a', 'https://•••@host/a'],
    ['"rtmp:\\/\\/host\\/live\\/SECRET"', '"rtmp://host/live\\/•••"'],
    ['<rtmp://host/live/SECRET>', '<rtmp://host/live/•••>'],
  ])('%s', (before, after) => {
    expect(redactText(before, [])).toBe(after);
  });

  test('an address in a sentence loses its key wherever it stands', () => {
    const text = 'first rtmp://a/b/SECRET then "rtmps://c/d/SECRET?e=SECRET", last (rtmp://f/g/SECRET)';
    expect(redactText(text, [])).not.toContain('SECRET');
  });
});

describe('authentication', () => {
  test.each([
    'live?authmod=adobe&user=SECRET&challenge=SECRET&response=SECRET&opaque=SECRET',
    '?reason=needauth&user=SECRET&salt=SECRET&challenge=SECRET&opaque=SECRET',
    'code=403 need auth; challenge=SECRET response=SECRET',
    'nonce: SECRET cnonce: SECRET response: "SECRET SECRET"',
    '{"password":"SECRET","challenge":"SECRET","key":"SECRET"}',
    "{ password: 'SECRET', streamKey: 'SECRET', stream_key: 'SECRET', token: 'SECRET' }",
    'Authorization: SECRET',
  ])('%s', (text) => {
    expect(redactText(text, [])).not.toContain('SECRET');
    expect(redactText(text, [])).toContain(redacted);
  });

  test('ordinary words stay', () => {
    const text = 'Key frame 30 of 60 at 12:30:05, keyFrames: 4, 6000 kb/s to host (port 1935).';
    expect(redactText(text, [])).toBe(text);
  });
});

describe('known secrets', () => {
  const key = 'live_482/ab+cd=="é"?sig=Zm9v~%41';

  test.each([
    ['as is', key],
    ['percent-encoded', encodeURIComponent(key)],
    ['percent-decoded', decodeURIComponent(key)],
    ['in JSON', JSON.stringify({ note: key })],
    ['in base64', Buffer.from(key).toString('base64')],
    ['in url-safe base64', Buffer.from(key).toString('base64url')],
    ['in base64 behind one byte', Buffer.from(`:${key}!`).toString('base64')],
    ['in base64 behind a user name', Buffer.from(`me:${key}`).toString('base64')],
    ['in hex', Buffer.from(key).toString('hex')],
    ['in capital hex', Buffer.from(key).toString('hex').toUpperCase()],
    ['percent-encoded to the last letter', Buffer.from(key).toString('hex').replaceAll(/../g, '%$&')],
    ['in a byte dump', (Buffer.from(key).toString('hex').match(/../g) ?? []).join(' ')],
    ['without its query', key.slice(0, key.indexOf('?'))],
    ['the query value alone', 'Zm9v~%41'],
  ])('is blanked %s', (_how, text) => {
    const clean = redactText(`it was ${text} there`, spellingsOf(key));
    expect(clean).toContain(redacted);
    expect(clean).not.toContain('live_482');
    expect(clean.length).toBeLessThan(50);
  });

  test('any key is gone in any spelling', () => {
    const anyKey = fc
      .string({ minLength: 8, maxLength: 60, unit: 'grapheme-ascii' })
      .filter((each) => each.trim().length >= 8);
    fc.assert(
      fc.property(anyKey, fc.string(), fc.string(), (text, before, after) => {
        const spellings = spellingsOf(text);
        const forms = [text, encodeURIComponent(text), Buffer.from(text).toString('hex')];
        for (const form of forms) {
          expect(redactText(`${before}${form}${after}`, spellings)).not.toContain(form);
        }
        const base64 = Buffer.from(before + text + after).toString('base64');
        expect(redactText(base64, spellings)).toContain(redacted);
      }),
    );
  });

  test.each([
    ['plain', key],
    ['percent-encoded', Buffer.from(key).toString('hex').replaceAll(/../g, '%$&')],
    ['in base64', Buffer.from(key).toString('base64')],
  ])('its beginning is blanked where a text was cut within it, %s', (_how, text) => {
    for (let length = 4; length < text.length; length++) {
      const clean = redactText(`it was ${text.slice(0, length)}…`, spellingsOf(key));
      expect(clean).toBe(`it was ${redacted}…`);
    }
  });

  test('a secret too short to search for does not blank ordinary words', () => {
    expect(redactText('a box of maps', spellingsOf('a'))).toBe('a box of maps');
  });

  test('redacting twice changes nothing more', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const once = redactText(text, ['secret']);
        expect(redactText(once, ['secret'])).toBe(once);
      }),
    );
  });
});
