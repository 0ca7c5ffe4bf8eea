/** A stream key leaves no trace: not in files, reports, output or the page's memory, whatever the server says of it. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { spellingsOf } from '../../shared/live/words/spellings.ts';
import { until } from '../support/loopback.ts';
import { startTelltale, type Telltale } from '../support/servers/telltale.ts';
import { ask, loadStudio, openStudio, waitForState, type OpenStudio } from '../support/studio/open-studio.ts';
import { openScreen, runApp, type Screen } from '../support/uplink-app.ts';

/** As services hand them out: a name, a query, and characters that every encoding treats in its own way. */
const key = 'zq81-kf93-x7w4?auth=b7q2m5&pc=%25r4t6';

/** Each spelling of the key and of its parts, as bytes in 8 and in 16 bits a character. */
const needles: readonly (readonly [string, Buffer])[] = [...spellingsOf(key)].flatMap((spelling) => [
  [spelling, Buffer.from(spelling, 'latin1')] as const,
  [`${spelling} (16 bit)`, Buffer.from(spelling, 'utf16le')] as const,
]);

function tracesIn(bytes: Buffer): readonly string[] {
  return needles.filter(([, needle]) => bytes.includes(needle)).map(([spelling]) => spelling);
}

/** "file: spelling" for every trace below `folder`. */
async function tracesBelow(folder: string, except: readonly string[] = []): Promise<readonly string[]> {
  const found: string[] = [];
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (!entry.isFile() || except.includes(path)) continue;
    const bytes = await readFile(path).catch(() => Buffer.alloc(0));
    found.push(...tracesIn(bytes).map((spelling) => `${path}: ${spelling}`));
  }
  return found;
}

/** Everything that V8 holds for the page, once the garbage is gone. */
async function heapOf(page: Page): Promise<Buffer> {
  const session = await page.context().newCDPSession(page);
  const pieces: string[] = [];
  session.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => pieces.push(chunk));
  await session.send('HeapProfiler.enable');
  await session.send('HeapProfiler.collectGarbage');
  await session.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false });
  await session.detach();
  return Buffer.from(pieces.join(''), 'utf8');
}

test('the search finds what it should', () => {
  expect(tracesIn(Buffer.from(`x${encodeURIComponent(key)}y`))).not.toEqual([]);
  expect(tracesIn(Buffer.from(Buffer.from(`pre${key}post`).toString('base64')))).not.toEqual([]);
  expect(tracesIn(Buffer.from('auth b7q2m5 is unknown'))).toEqual(['b7q2m5']);
  expect(tracesIn(Buffer.from(key, 'utf16le'))).not.toEqual([]);
  expect(tracesIn(Buffer.from('an ordinary sentence, zq81 alone'))).toEqual([]);
});

describe('a run from the command line', () => {
  let screen: Screen;

  beforeAll(async () => {
    screen = await openScreen();
  });
  afterAll(() => screen.close());

  test('that is cut, refused and restored keeps the key to itself', async () => {
    const server = await startTelltale(['accept, then cut', 'refuse', 'accept']);
    const args = ['--url', server.url, '--source', 'test', '--duration', '12', '--size', '640x360'];
    await runApp({ screen, key, args }, async (app, run) => {
      expect(server.keys()).toEqual([key, key, key]);
      expect(run.code).toBe(0);
      const report = await app.report();
      expect(report.reconnects).toBeGreaterThanOrEqual(1);
      expect(tracesIn(Buffer.from(run.stdout + run.stderr))).toEqual([]);
      expect(await tracesBelow(app.folder, [join(app.folder, 'key.txt')])).toEqual([]);
      expect((await readdir(app.data)).length).toBeGreaterThan(3);
    });
    await server.stop();
  });

  test('that is refused at once says why without the key', async () => {
    const server = await startTelltale(['refuse']);
    const args = ['--url', server.url, '--source', 'test', '--duration', '5'];
    await runApp({ screen, key, args }, async (app, run) => {
      expect(run.code).not.toBe(0);
      expect(run.stderr).not.toBe('');
      expect(tracesIn(Buffer.from(run.stdout + run.stderr))).toEqual([]);
      expect(await tracesBelow(app.folder, [join(app.folder, 'key.txt')])).toEqual([]);
    });
    await server.stop();
  });
});

describe('a key that is typed into the window', () => {
  let studio: OpenStudio;
  let server: Telltale;
  let page: Page;
  let output = '';

  beforeAll(async () => {
    server = await startTelltale(['accept, then cut', 'refuse', 'accept']);
    studio = await openStudio([]);
    ({ page } = studio);
    for (const stream of [studio.app.process().stdout, studio.app.process().stderr]) {
      stream?.on('data', (bytes: Buffer) => {
        output += bytes.toString('utf8');
      });
    }
    await ask(page, 'settings.update', { welcomed: true });
    const profile = await ask(page, 'profile.create', { name: 'Sunday', serviceId: 'custom' });
    const id = typeof profile === 'object' && profile !== null && 'id' in profile ? profile.id : '';
    await ask(page, 'profile.update', { id, patch: { serverUrl: server.url } });
    await ask(page, 'profile.select', { id });
    await page.reload();
    await page.locator('main').waitFor();
  });
  afterAll(async () => {
    await studio?.close();
    await server?.stop();
  });

  test('is out of the field and out of the memory of the page once it is saved', async () => {
    const field = page.getByLabel('Stream key', { exact: true });
    await field.click();
    await page.keyboard.type(key);
    await page.keyboard.press('Enter');
    await page.getByRole('group', { name: 'Stream key' }).getByText('••••').waitFor();
    const { profiles } = await loadStudio(page);
    expect(profiles.profiles.find(({ name }) => name === 'Sunday')?.key).not.toBe('none');
    expect(
      await page.locator('input').evaluateAll((inputs) => inputs.map((input) => input.getAttribute('value'))),
    ).not.toContain(key);
    // What the page does keep is found: the look itself is not blind.
    await page.evaluate((kept) => Object.assign(globalThis, { kept }), 'a?word=that&is%20kept');
    const heap = await heapOf(page);
    expect(heap.includes('a?word=that&is%20kept')).toBe(true);
    expect(tracesIn(heap)).toEqual([]);
  });

  test('stays out of the page, the files and the output while live, lost, refused and live again', async () => {
    const said: unknown[] = [];
    await page.exposeFunction('overhear', (payload: unknown) => said.push(payload));
    await page.evaluate(() => {
      window.studio.on((name, payload) => void Reflect.get(window, 'overhear')([name, payload]));
    });
    await ask(page, 'live.start', { mode: 'live' });
    await waitForState(page, 'live');
    await waitForState(page, 'reconnecting');
    await waitForState(page, 'live', 30_000);
    await until('the server saw three publishes', () => server.keys().length === 3);
    expect(server.keys()).toEqual([key, key, key]);
    await ask(page, 'live.stop', null);
    await waitForState(page, 'ended');
    expect(said.length).toBeGreaterThan(5);
    expect(tracesIn(Buffer.from(JSON.stringify(said)))).toEqual([]);
    expect(tracesIn(await heapOf(page))).toEqual([]);
    expect(tracesIn(Buffer.from(JSON.stringify(await ask(page, 'report.last', null))))).toEqual([]);
    expect(tracesIn(Buffer.from(output))).toEqual([]);
    expect(await tracesBelow(studio.data)).toEqual([]);
  });
});
