/** Server addresses and stream keys as people paste them. */
import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import {
  cleanPasted,
  isLoginInClear,
  parseIngestUrl,
  resolveAddress,
  splitPastedUrl,
} from '../../../shared/rtmp/url.ts';

test.each([
  ['rtmp://a.example/live', 'rtmp', 'a.example', 1935, 'live', 'rtmp://a.example/live'],
  ['rtmps://a.example/live2', 'rtmps', 'a.example', 443, 'live2', 'rtmps://a.example/live2'],
  ['rtmp://a.example:1936/live/', 'rtmp', 'a.example', 1936, 'live', 'rtmp://a.example:1936/live'],
  ['rtmps://a.example:443/app', 'rtmps', 'a.example', 443, 'app', 'rtmps://a.example/app'],
  ['RTMP://127.0.0.1/x/y', 'rtmp', '127.0.0.1', 1935, 'x/y', 'rtmp://127.0.0.1/x/y'],
  ['rtmp://[::1]:1940/live', 'rtmp', '::1', 1940, 'live', 'rtmp://[::1]:1940/live'],
  ['rtmp://[2001:db8::10]/live', 'rtmp', '2001:db8::10', 1935, 'live', 'rtmp://[2001:db8::10]/live'],
  ['rtmp://[::ffff:192.0.2.1]/live', 'rtmp', '::ffff:192.0.2.1', 1935, 'live', 'rtmp://[::ffff:192.0.2.1]/live'],
  ['rtmps://b.example/live2?backup=1', 'rtmps', 'b.example', 443, 'live2?backup=1', 'rtmps://b.example/live2?backup=1'],
  ['rtmp://локальный.example/live', 'rtmp', 'локальный.example', 1935, 'live', 'rtmp://локальный.example/live'],
  [' \u200brtmp://a.example/\ufefflive \n', 'rtmp', 'a.example', 1935, 'live', 'rtmp://a.example/live'],
])('C8: parses %s', (text, ...[scheme, host, port, app, tcUrl]) => {
  expect(parseIngestUrl(text)).toEqual({ ok: true, value: { scheme, host, port, app, tcUrl } });
});

test.each([
  ['', 'empty'],
  ['http://a.example/live', 'scheme'],
  ['a.example/live', 'scheme'],
  ['rtmp:///live', 'host'],
  ['rtmp://a..b/live', 'host'],
  ['rtmp://-a/live', 'host'],
  ['rtmp://a b/live', 'space'],
  ['rtmp://[::1/live', 'host'],
  ['rtmp://[1::2::3]/live', 'host'],
  ['rtmp://[12345::]/live', 'host'],
  ['rtmp://[fe80::1%eth0]/live', 'zone'],
  ['rtmp://a.example:0/live', 'port'],
  ['rtmp://a.example:65536/live', 'port'],
  ['rtmp://a.example:19x/live', 'port'],
  ['rtmp://a.example', 'app'],
  ['rtmp://a.example/', 'app'],
  ['rtmp://a.example//?x=1', 'app'],
  ['rtmp://a.example?x=1', 'app'],
  ['rtmp://a.example/live#key', 'fragment'],
  ['rtmp://a.example/live?x=1#key', 'fragment'],
  ['rtmpe://a.example/live', 'rtmpe'],
  ['RTMPTE://a.example/live', 'rtmpe'],
  ['rtmpt://a.example/live', 'rtmpt'],
  ['rtmpts://a.example/live', 'rtmpt'],
  ['rtmpx://a.example/live', 'scheme'],
  [`rtmp://a.example/${'x'.repeat(5000)}`, 'too-long'],
])('C8: refuses %s because of its %s', (text, why) => {
  expect(parseIngestUrl(text)).toMatchObject({ ok: false, error: { code: 'url-invalid', facts: { why } } });
});

test('C10: a refused address never comes back in the error', () => {
  expect(JSON.stringify(parseIngestUrl('rtmp://user:pass@-bad/live/secret'))).not.toMatch(/pass|secret/);
});

/** User and password of an address in the clear, and the rest of it. */
function loginOf(url: string): readonly unknown[] {
  const parsed = parseIngestUrl(url);
  if (!parsed.ok) return [parsed.error.facts['why']];
  const { credentials, tcUrl } = parsed.value;
  return [credentials?.user.reveal(), credentials?.password.reveal(), tcUrl, isLoginInClear(parsed.value)];
}

test.each([
  ['rtmp://me:secret@a.example/live', 'me', 'secret', 'rtmp://a.example/live', true],
  ['rtmps://me:p%40ss%2Fw%3A@a.example/live', 'me', 'p@ss/w:', 'rtmps://a.example/live', false],
  ['rtmp://m@e:50%@a.example/live', 'm@e', '50%', 'rtmp://a.example/live', true],
  ['rtmp://me@[::1]:1940/live', 'me', '', 'rtmp://[::1]:1940/live', true],
  ['rtmp://:secret@a.example/live', undefined, undefined, 'rtmp://a.example/live', false],
])('C8, C39: takes user and password out of %s', (url, ...expected) => {
  expect(loginOf(url)).toEqual(expected);
});

test('C10: an address with a password prints neither it nor the user', () => {
  const parsed = parseIngestUrl('rtmp://someone:pa55word@a.example/live');
  const shown = [JSON.stringify(parsed), inspect(parsed, { depth: 9, showHidden: true })];
  if (parsed.ok) shown.push(String(parsed.value.credentials?.password), String(parsed.value.credentials?.user));
  expect(shown.join(' ')).not.toMatch(/pa55word|someone/);
  expect(shown.join(' ')).toContain('•••');
});

test.each([
  ['//b.example/two', 'rtmps://b.example/two', false],
  ['//a.example:444/two', 'rtmps://a.example:444/two', true],
  ['/two?x=1', 'rtmps://a.example:8443/two?x=1', true],
  ['rtmp://a.example/live', 'rtmp://a.example/live', true],
  ['rtmps://other:word@b.example/live', 'rtmps://b.example/live', false],
  ['rtmps://other:word@a.example/live', 'rtmps://a.example/live', true],
])('C38, C40: %s leads to %s, and the login goes along to the same host only', (target, tcUrl, keepsLogin) => {
  const from = parseIngestUrl('rtmps://me:secret@a.example:8443/live');
  const found = from.ok ? resolveAddress(from.value, target) : from;
  expect(found).toMatchObject({ ok: true, value: { tcUrl } });
  const { credentials } = found.ok ? found.value : {};
  expect(credentials?.password.reveal()).toBe(keepsLogin ? 'secret' : undefined);
});

test.each([['two'], [''], ['?x=1'], ['http://a.example/live'], ['//'], ['/']])(
  'C38, C40: refuses the target %j',
  (target) => {
    const from = parseIngestUrl('rtmp://a.example/live');
    expect(from.ok && resolveAddress(from.value, target)).toMatchObject({ ok: false, error: { code: 'url-invalid' } });
  },
);

test.each([
  ['rtmp://a.example/live/abc#d', 'rtmp://a.example/live', 'abc#d'],
  ['rtmp://a.example/live/abc#', 'rtmp://a.example/live', 'abc'],
  ['rtmp://a.example/live#abc?x=1', 'rtmp://a.example/live', 'abc?x=1'],
  ['rtmp://a.example/live#', 'rtmp://a.example/live', null],
  ['rtmp://a.example/live/abc', 'rtmp://a.example/live', 'abc'],
  ['rtmp://a.example/live/abc?x=1&y=a/b', 'rtmp://a.example/live', 'abc?x=1&y=a/b'],
  ['rtmps://a.example:443/app/sk_us-west-2_X%20', 'rtmps://a.example:443/app', 'sk_us-west-2_X%20'],
  ['rtmp://[::1]:1940/v2/pub/key', 'rtmp://[::1]:1940/v2/pub', 'key'],
  ['\u2060rtmp://a.example/live/abc\r\n', 'rtmp://a.example/live', 'abc'],
  ['rtmp://a.example/live', 'rtmp://a.example/live', null],
  ['rtmp://a.example/live/', 'rtmp://a.example/live/', null],
  ['rtmp://a.example//live', 'rtmp://a.example//live', null],
  ['rtmps://a.example/live2?backup=1/2', 'rtmps://a.example/live2?backup=1/2', null],
  ['abc-def', 'abc-def', null],
])('splits %s', (text, serverUrl, key) => {
  expect(splitPastedUrl(text)).toEqual({ serverUrl, key });
});

test('trims a pasted key and keeps its percent signs, query and case', () => {
  expect(cleanPasted(' \u202aFB-1%2F?s=1&a=Ab_c\u202c\u00a0\n')).toBe('FB-1%2F?s=1&a=Ab_c');
});
