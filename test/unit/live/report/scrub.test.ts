/** What a report never says: keys in any spelling, addresses that nobody typed, folders. */
import { expect, test } from 'vitest';
import { scrubText } from '../../../../shared/live/words/report/scrub.ts';
import { spellingsOf } from '../../../../shared/live/words/spellings.ts';

const key = 'live_93-secret?auth=a&b%20c';
const options = { secrets: spellingsOf(key), hosts: ['192.0.2.10', '2001:db8::7'] };

test.each([
  [`It said: ${key}`],
  [encodeURIComponent(key)],
  [Buffer.from(key).toString('base64')],
  [Buffer.from(key).toString('hex')],
  [`rtmp://a.example/app/${key}`],
])('hides the key in %s', (text) => {
  const clean = scrubText(text, options);
  expect(clean).not.toContain('secret');
  expect(clean).not.toContain(Buffer.from('93-secret').toString('hex'));
  expect(clean).toContain('•••');
});

test.each([
  ['from 10.0.0.17:52311 to here', 'from •••:52311 to here'],
  ['route via fe80::1%eth0 is gone', 'route via ••• is gone'],
  ['[2001:db8:0:0:0:0:0:1]:1935 refused', '•••:1935 refused'],
  ['192.0.2.10 refused, [2001:db8::7] too', '192.0.2.10 refused, [2001:db8::7] too'],
  ['at 12:34:56 for 1.5 s, version 0.1.0', 'at 12:34:56 for 1.5 s, version 0.1.0'],
  ['build 1.2.3.4.5 of std::vector', 'build 1.2.3.4.5 of std::vector'],
])('addresses: %s', (text, clean) => {
  expect(scrubText(text, options)).toBe(clean);
});

test.each([
  ['/home/ana/Videos/show.mp4 is full', 'show.mp4 is full'],
  ['cannot write “/media/My Disk/2026/show.mp4”', 'cannot write “show.mp4”'],
  ['C:\\Users\\Ana Maria\\Videos\\show.mp4 is full', 'show.mp4 is full'],
  ['\\\\nas\\streams\\show.mp4', 'show.mp4'],
  ['3.1 of 6 Mb/s, on/off, 30/60', '3.1 of 6 Mb/s, on/off, 30/60'],
  ['see https://studio.example/help/key', 'see https://studio.example/help/key'],
])('folders: %s', (text, clean) => {
  expect(scrubText(text, options)).toBe(clean);
});
