/** The one address that a player is given. */
import { expect, test } from 'vitest';
import { parsePlayUrl } from '../../../shared/rtmp/client/play-url.ts';

test.each([
  ['rtmp://edge.example/live/cam', 'live', 'cam', 1935, 'rtmp://edge.example/live'],
  ['rtmps://edge.example:8443/a/b/cam?t=1/2&u=%20', 'a/b', 'cam?t=1/2&u=%20', 8443, 'rtmps://edge.example:8443/a/b'],
  [' rtmp://user:pw@[::1]/live/cam ', 'live', 'cam', 1935, 'rtmp://[::1]/live'],
])('%s is a server and a name', (url, app, streamName, port, tcUrl) => {
  expect(parsePlayUrl(url)).toMatchObject({ ok: true, value: { address: { app, port, tcUrl }, streamName } });
});

test.each([
  ['rtmp://edge.example/live', 'name'],
  ['rtmp://edge.example/live/', 'name'],
  ['http://edge.example/live/cam', 'scheme'],
  ['rtmp://edge.example', 'app'],
  ['rtmp:///live/cam', 'host'],
  ['', 'empty'],
])('%s is refused: %s', (url, why) => {
  expect(parsePlayUrl(url)).toMatchObject({ ok: false, error: { code: 'url-invalid', facts: { why } } });
});
