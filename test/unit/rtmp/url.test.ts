/** Server addresses and stream keys as people paste them. */
import { expect, test } from 'vitest';
import { cleanPasted, parseIngestUrl, splitPastedUrl } from '../../../shared/rtmp/url.ts';

test.each([
  ['rtmp://a.example/live', 'rtmp', 'a.example', 1935, 'live', 'rtmp://a.example/live'],
  ['rtmps://a.example/live2', 'rtmps', 'a.example', 443, 'live2', 'rtmps://a.example/live2'],
  ['rtmp://a.example:1936/live/', 'rtmp', 'a.example', 1936, 'live', 'rtmp://a.example:1936/live'],
  ['rtmps://a.example:443/app', 'rtmps', 'a.example', 443, 'app', 'rtmps://a.example/app'],
  ['RTMP://127.0.0.1/x/y', 'rtmp', '127.0.0.1', 1935, 'x/y', 'rtmp://127.0.0.1/x/y'],
  ['rtmp://[::1]:1940/live', 'rtmp', '::1', 1940, 'live', 'rtmp://[::1]:1940/live'],
  ['rtmp://[2001:db8::10]/live', 'rtmp', '2001:db8::10', 1935, 'live', 'rtmp://[2001:db8::10]/live'],
  ['rtmp://[::ffff:192.0.2.1]/live', 'rtmp', '::ffff:192.0.2.1', 1935, 'live', 'rtmp://[::ffff:192.0.2.1]/live'],
  ['rtmp://me:secret@a.example/live', 'rtmp', 'a.example', 1935, 'live', 'rtmp://a.example/live'],
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
  [`rtmp://a.example/${'x'.repeat(5000)}`, 'too-long'],
])('C8: refuses %s because of its %s', (text, why) => {
  expect(parseIngestUrl(text)).toMatchObject({ ok: false, error: { code: 'url-invalid', facts: { why } } });
});

test('C10: a refused address never comes back in the error', () => {
  expect(JSON.stringify(parseIngestUrl('rtmp://user:pass@-bad/live/secret'))).not.toMatch(/pass|secret/);
});

test.each([
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
