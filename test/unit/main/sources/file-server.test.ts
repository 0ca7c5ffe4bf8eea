/** The file server of sources: whole files and parts, and nothing but what the open show names. */
import { mkdir, mkdtemp, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { partOf, serveFile } from '../../../../electron/platform/sources/file-server.ts';
import { showFileAt } from '../../../../electron/studio/sources/show-file.ts';
import { createShow } from '../../../../shared/studio/document/default-show.ts';
import { pathMark } from '../../../../shared/studio/document/files.ts';
import type { Source } from '../../../../shared/studio/document/source.ts';

let folder: string;
let file: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'uplink-files-'));
  file = path.join(folder, 'logo.png');
  await writeFile(file, '0123456789');
});

afterAll(() => rm(folder, { recursive: true }));

async function ask(target: string | null, headers: Record<string, string> = {}, method = 'GET') {
  const response = await serveFile({ method, headers: new Headers(headers) }, target);
  return { status: response.status, headers: response.headers, text: await response.text() };
}

describe('serving a file', () => {
  test('gives the whole file with its type, length and tag', async () => {
    const { status, headers, text } = await ask(file);
    expect([status, text]).toEqual([200, '0123456789']);
    expect(headers.get('content-type')).toBe('image/png');
    expect(headers.get('content-length')).toBe('10');
    expect(headers.get('content-security-policy')).toContain('sandbox');
  });

  test.each([
    ['bytes=0-3', 206, '0123', 'bytes 0-3/10'],
    ['bytes=7-', 206, '789', 'bytes 7-9/10'],
    ['bytes=-2', 206, '89', 'bytes 8-9/10'],
    ['bytes=-99', 206, '0123456789', 'bytes 0-9/10'],
    ['bytes=5-999', 206, '56789', 'bytes 5-9/10'],
    ['bytes=10-', 416, '', 'bytes */10'],
    ['bytes=4-2', 200, '0123456789', null],
    ['bytes=0-1,4-5', 200, '0123456789', null],
    ['lines=1-2', 200, '0123456789', null],
  ])('%s gives %i', async (range, status, text, told) => {
    const answer = await ask(file, { range });
    expect([answer.status, answer.text, answer.headers.get('content-range')]).toEqual([status, text, told]);
  });

  test('says that nothing has changed, and notices when it has', async () => {
    const tag = (await ask(file)).headers.get('etag') ?? '';
    expect((await ask(file, { 'if-none-match': tag })).status).toBe(304);
    await utimes(file, new Date(5000), new Date(5000));
    expect((await ask(file, { 'if-none-match': tag })).status).toBe(200);
  });

  test('HEAD has no body, other methods are refused', async () => {
    const head = await ask(file, {}, 'HEAD');
    expect([head.status, head.text, head.headers.get('content-length')]).toEqual([200, '', '10']);
    expect((await ask(file, {}, 'POST')).status).toBe(405);
  });

  test('folders, devices, relative and missing paths are not there', async () => {
    await mkdir(path.join(folder, 'sub'));
    await symlink('/dev/zero', path.join(folder, 'endless.png'));
    const relative = path.relative(process.cwd(), file);
    for (const target of [path.join(folder, 'sub'), path.join(folder, 'endless.png'), relative, '/no/such', null]) {
      expect((await ask(target)).status).toBe(404);
    }
  });

  test.each(['\\\\host\\share\\logo.png', '\\\\?\\C:\\logo.png', '\\\\.\\pipe\\x', '//host/share/logo.png'])(
    'a file of another computer, %s, is refused as such',
    async (target) => {
      expect((await ask(target)).status).toBe(403);
      // Also where two slashes lead to the same disk.
      expect((await ask(`/${file}`)).status).toBe(403);
    },
  );

  test('an empty file has no part', async () => {
    const empty = path.join(folder, 'empty.txt');
    await writeFile(empty, '');
    expect((await ask(empty, { range: 'bytes=0-100' })).status).toBe(416);
    expect(await ask(empty)).toMatchObject({ status: 200, text: '' });
    expect(partOf('bytes=-5', 0)).toBe('outside');
  });
});

describe('which file an address means', () => {
  const image: Source = {
    id: 'logo',
    name: 'Logo',
    input: { kind: 'image', path: '/pictures/logo.png' },
    filters: [],
    strip: null,
    fallbackId: null,
  };
  const made = createShow({
    newId: (() => {
      let n = 0;
      return () => `id-${(n += 1)}`;
    })(),
    canvas: { width: 1280, height: 720 },
  });
  const open = { profileId: 'p1', show: { ...made, sources: [image] } };

  test.each([
    ['app://uplink/files/p1/source/logo/0', '/pictures/logo.png'],
    ['app://uplink/files/p1/source/logo/0?x=1', '/pictures/logo.png'],
    ['app://uplink/files/p1/source/logo/1', null],
    ['app://uplink/files/p2/source/logo/0', null],
    ['app://uplink/files/p1/source/../source/logo/0', '/pictures/logo.png'],
    ['app://uplink/files/p1/source/%2e%2e/0', null],
    ['app://uplink/files/p1/source/logo/0%00', null],
    ['app://uplink/files//etc/passwd', null],
    ['nonsense', null],
  ])('%s is %s', (url, expected) => {
    expect(showFileAt(url, open)).toBe(expected);
  });

  test('a marked file is found wherever it stands in the list, and no other in its place', () => {
    const films = (...paths: readonly string[]): Source => ({
      ...image,
      input: { kind: 'media', paths: [...paths], loop: true, shuffle: false, restart: false },
    });
    const at = (paths: readonly string[], wanted: string) =>
      showFileAt(`app://uplink/files/p1/source/logo/0?of=${pathMark(wanted)}`, {
        ...open,
        show: { ...made, sources: [films(...paths)] },
      });
    expect(at(['/a.mp4', '/b.mp4'], '/a.mp4')).toBe('/a.mp4');
    expect(at(['/b.mp4', '/a.mp4'], '/a.mp4')).toBe('/a.mp4');
    expect(at(['/b.mp4'], '/a.mp4')).toBe(null);
  });

  test('without an open show there is none', () => {
    expect(showFileAt('app://uplink/files/p1/source/logo/0', null)).toBe(null);
  });
});
