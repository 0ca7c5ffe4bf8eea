/** Addresses of the page: every spelling of a way out of its folder finds nothing, and no spelling throws. */
import { expect, test } from 'vitest';
import { resolveAppFile } from '../../../electron/platform/app-file.ts';

const root = '/opt/uplink/out/renderer';

test.each([
  ['app://uplink/', 'index.html'],
  ['app://uplink', 'index.html'],
  ['app://uplink/index.html', 'index.html'],
  ['app://uplink/index.html?pattern=busy#top', 'index.html'],
  ['app://uplink/assets/main-B7.js', 'assets/main-B7.js'],
  ['app://uplink/assets/a%20b.css', 'assets/a b.css'],
  ['app://uplink/assets/../index.html', 'index.html'],
  ['app://uplink/../../etc/passwd', 'etc/passwd'],
  ['app://uplink/%2e%2e/index.html', 'index.html'],
  ['app://uplink//etc/passwd', 'etc/passwd'],
  ['app://uplink/..foo', '..foo'],
])('%s is the file %s of the page', (url, path) => {
  expect(resolveAppFile(url, root)).toBe(`${root}/${path}`);
});

test.each([
  ['the folder above, encoded', 'app://uplink/..%2f..%2fetc/passwd'],
  ['the folder above, encoded in capitals', 'app://uplink/%2E%2E%2F%2E%2E%2Fetc/passwd'],
  ['the folder above, further down', 'app://uplink/assets/..%2f..%2f..%2fmain/main.js'],
  ['a folder whose name only begins like ours', 'app://uplink/..%2frenderer-old/index.html'],
  ['the folder itself', 'app://uplink/.%2f'],
  ['another host', 'app://uplink.example.org/index.html'],
  ['another host with ours as its user', 'app://uplink@evil/index.html'],
  ['our host with a port', 'app://uplink:8080/index.html'],
  ['no host', 'app:///index.html'],
  ['an escape that is none', 'app://uplink/%zz'],
  ['half an escape', 'app://uplink/%'],
  ['an escape that is no UTF-8', 'app://uplink/%ff%fe'],
  ['a null character', 'app://uplink/index.html%00.png'],
  ['another scheme', 'file:///etc/passwd'],
  ['no address at all', 'uplink/index.html'],
  ['nothing', ''],
])('%s is no file of the page', (_name, url) => {
  expect(resolveAppFile(url, root)).toBeNull();
});
