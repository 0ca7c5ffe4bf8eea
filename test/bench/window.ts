/**
 * What the window itself costs: a minute live with meters, six thumbnails and the graph (tasks of its main thread), and
 * half a minute off air with the window minimised (processor time of the whole app).
 * `node test/bench/window.ts [live | idle]… [--seconds 60] [--profile FILE]` on a built app and an idle machine; ends with
 * 1 when a bound is broken. `--profile` keeps what the main thread did while live, for the Performance panel of Chromium.
 */
import { writeFile } from 'node:fs/promises';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { CDPSession, Page } from 'playwright-core';
import { z } from 'zod';
import { exportedShow } from '../../electron/store/show/exported-show.ts';
import type { Show } from '../../shared/studio/document/show.ts';
import type { Source } from '../../shared/studio/document/source.ts';
import { temporaryFolder } from '../support/loopback.ts';
import { startNginx } from '../support/servers/nginx-rtmp.ts';
import { minimise } from '../support/studio/minimise.ts';
import { ask, openStudio, waitForPill, type OpenStudio } from '../support/studio/open-studio.ts';
import { cameraInput, makeItem, makeScene, makeShow, makeSource, textInput } from '../support/studio/show-parts.ts';
import { processorSeconds } from './process-watch.ts';
import { duties, secondsByDuty } from './thread-watch.ts';

const settleMillis = 10_000;
const idleSeconds = 30;
const mostTaskMillis = 50;
const mostIdlePercent = 2;

type Row = {
  readonly what: string;
  readonly figure: string;
  /** Null: told, and not promised. */
  readonly promise: { readonly text: string; readonly isKept: boolean } | null;
};

const small = (x: number, y: number) => ({ ...makeItem('').transform, x, y, width: 400, height: 225 });

const clock = textInput('On air since {timer}');

const devices = [
  makeSource('cam', cameraInput),
  makeSource('mic', { kind: 'microphone', deviceId: '', label: '' }),
  makeSource('mic-2', { kind: 'microphone', deviceId: '', label: '' }),
];
const noDevices = [makeSource('cam', { kind: 'colour', colour: '#206040', width: 1280, height: 720 })];

/** Six scenes: what moves and what stands still, alone and beside each other. */
const showWith = (sources: readonly Source[]): Show =>
  makeShow(
    [
      makeScene('camera', [
        makeItem('cam', { id: '1-1' }),
        makeItem('clock', { id: '1-2', transform: small(40, 620) }),
      ]),
      makeScene('test', [makeItem('test', { id: '2-1' })]),
      makeScene('both', [
        makeItem('cam', { id: '3-1' }),
        makeItem('test', { id: '3-2', transform: small(840, 40) }),
        makeItem('clock', { id: '3-3', transform: small(40, 40) }),
      ]),
      makeScene('soon', [
        makeItem('blue', { id: '4-1' }),
        makeItem('clock', { id: '4-2', transform: small(440, 300) }),
      ]),
      makeScene('inside', [
        makeItem('other-scene', { id: '5-1' }),
        makeItem('test', { id: '5-2', transform: small(840, 40) }),
      ]),
      makeScene('still', [makeItem('red', { id: '6-1' })]),
    ],
    [
      ...sources,
      makeSource('test', { kind: 'test' }),
      makeSource('clock', clock),
      makeSource('blue', { kind: 'colour', colour: '#204060', width: 1280, height: 720 }),
      makeSource('red', { kind: 'colour', colour: '#602020', width: 1280, height: 720 }),
      makeSource('other-scene', { kind: 'scene', sceneId: 'camera' }),
    ],
  );

/** Counts tasks of more than 50 ms from now on. */
async function watchTasks(page: Page): Promise<() => Promise<readonly number[]>> {
  await page.evaluate(() => {
    const millis: number[] = [];
    Reflect.set(window, 'longTasks', millis);
    const watch = new PerformanceObserver((list) => millis.push(...list.getEntries().map(({ duration }) => duration)));
    watch.observe({ type: 'longtask' });
  });
  return async () => z.array(z.number()).parse(await page.evaluate(() => Reflect.get(window, 'longTasks')));
}

/** Seconds that the main thread has spent on tasks so far. */
async function busySeconds(client: CDPSession): Promise<number> {
  const { metrics } = await client.send('Performance.getMetrics');
  return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0;
}

async function profiled(client: CDPSession, file: string | undefined, run: () => Promise<void>): Promise<void> {
  if (file === undefined) return run();
  await client.send('Profiler.enable');
  await client.send('Profiler.setSamplingInterval', { interval: 500 });
  await client.send('Profiler.start');
  await run();
  const { profile } = await client.send('Profiler.stop');
  await writeFile(file, JSON.stringify(profile));
}

/** Draws the first fader of the mixer up and down. */
async function drawFader(page: Page, seconds: number): Promise<void> {
  const thumb = page.locator('.strip-fader-thumb').first();
  const box = await thumb.boundingBox();
  if (box === null) throw new Error('there is no fader');
  const x = box.x + box.width / 2;
  const y = box.y + box.height / 2;
  await page.mouse.move(x, y);
  await page.mouse.down();
  const until = performance.now() + seconds * 1000;
  for (let step = 0; performance.now() < until; step += 1) {
    await page.mouse.move(x, y + 20 * Math.sin(step / 10));
    await page.waitForTimeout(8);
  }
  await page.mouse.up();
}

async function live(folder: string, seconds: number, profile: string | undefined): Promise<readonly Row[]> {
  const nginx = await startNginx();
  const key = join(folder, 'key.txt');
  await writeFile(key, 'window');
  const where = ['--url', nginx.url, '--key-file', key, '--show', join(folder, 'show.json'), '--fake-devices'];
  const studio = await openStudio([...where, '--size', '1280x720', '--fps', '30', '--video-kbps', '4000']);
  const { page } = studio;
  await waitForPill(page, 'LIVE', 40_000);
  await page.locator('[data-tab=health]').click();
  await page.waitForTimeout(settleMillis);
  const client = await page.context().newCDPSession(page);
  await client.send('Performance.enable');
  const seen = await page.locator('.scene-thumb canvas').count();
  const tasks = await watchTasks(page);
  const before = await busySeconds(client);
  await profiled(client, profile, () => page.waitForTimeout(seconds * 1000));
  const busy = ((await busySeconds(client)) - before) / seconds;
  const long = await tasks();
  const drawBegan = await busySeconds(client);
  await drawFader(page, 10);
  const drawing = ((await busySeconds(client)) - drawBegan) / 10;
  const longer = (await tasks()).slice(long.length);
  await studio.close();
  await nginx.stop();
  const longest = Math.max(0, ...long);
  return [
    { what: 'thumbnails on show', figure: String(seen), promise: { text: '6', isKept: seen === 6 } },
    {
      what: `tasks over ${mostTaskMillis} ms in ${seconds} s`,
      figure: `${long.length}${long.length === 0 ? '' : `, longest ${longest.toFixed(0)} ms`}`,
      promise: { text: 'none', isKept: long.length === 0 },
    },
    { what: 'the main thread is busy', figure: percent(busy), promise: null },
    { what: 'the same while a fader is drawn', figure: percent(drawing), promise: null },
    {
      what: `tasks over ${mostTaskMillis} ms meanwhile, 10 s`,
      figure: `${longer.length}${longer.length === 0 ? '' : `, longest ${Math.max(...longer).toFixed(0)} ms`}`,
      promise: null,
    },
  ];
}

/** Off air; devices stay open, so that a key can go live with them, and what they cost is not the window's. */
async function idle(folder: string): Promise<readonly Row[]> {
  const { front, hidden } = await idleWith(join(folder, 'no-devices.json'));
  const open = await idleWith(join(folder, 'show.json'));
  return [
    { what: 'off air, in front: all processes', figure: front.text, promise: null },
    {
      what: 'off air, minimised: all processes',
      figure: hidden.text,
      promise: { text: `≤ ${mostIdlePercent} %`, isKept: hidden.share <= mostIdlePercent / 100 },
    },
    { what: 'in front, with a camera and two microphones open', figure: open.front.text, promise: null },
    { what: 'minimised, with a camera and two microphones open', figure: open.hidden.text, promise: null },
  ];
}

async function idleWith(show: string): Promise<{ readonly front: Used; readonly hidden: Used }> {
  const studio = await openStudio(['--show', show, '--fake-devices']);
  await ask(studio.page, 'settings.update', { welcomed: true });
  await studio.page.locator('.strip-fader-thumb').first().waitFor();
  const front = await usedBy(studio);
  await minimise(studio.app);
  const hidden = await usedBy(studio);
  await studio.close();
  return { front, hidden };
}

type Used = { readonly share: number; readonly text: string };

/** Processor time of the app over half a minute, and what it was for. */
async function usedBy({ app, page }: OpenStudio): Promise<Used> {
  const pid = app.process().pid ?? 0;
  await page.waitForTimeout(settleMillis);
  const before = { at: performance.now(), all: (await processorSeconds(pid)).all, by: await secondsByDuty(pid) };
  await page.waitForTimeout(idleSeconds * 1000);
  const after = { at: performance.now(), all: (await processorSeconds(pid)).all, by: await secondsByDuty(pid) };
  const seconds = (after.at - before.at) / 1000;
  const share = (after.all - before.all) / seconds;
  const parts = duties.map((duty) => `${duty} ${percent((after.by[duty] - before.by[duty]) / seconds)}`);
  return { share, text: `${percent(share)} of a core (${parts.join(', ')})` };
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

function tell({ what, figure, promise }: Row): string {
  const verdict = promise === null ? ['', ''] : [promise.text, promise.isKept ? 'kept' : 'BROKEN'];
  return `| ${[what, figure, ...verdict].join(' | ')} |`;
}

const { values, positionals } = parseArgs({
  options: { seconds: { type: 'string', default: '60' }, profile: { type: 'string' } },
  allowPositionals: true,
});
const isWanted = (part: string): boolean => positionals.length === 0 || positionals.includes(part);
const folder = await temporaryFolder();
await writeFile(join(folder.path, 'show.json'), exportedShow(showWith(devices)));
await writeFile(join(folder.path, 'no-devices.json'), exportedShow(showWith(noDevices)));
print(`load before: ${loadavg()[0]?.toFixed(2) ?? '?'}`);
print('| what | measured | promised | |');
print('|---|---|---|---|');
const rows: Row[] = [];
if (isWanted('live')) rows.push(...(await live(folder.path, Number(values.seconds), values.profile)));
if (isWanted('idle')) rows.push(...(await idle(folder.path)));
for (const row of rows) print(tell(row));
await folder.remove();
process.exitCode = rows.every(({ promise }) => promise?.isKept !== false) ? 0 : 1;
