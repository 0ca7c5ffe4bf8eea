/** Nothing goes dark, as the Worker sees to it: a slate for main, a dead camera's stand-in, a broken encoder, half the rate. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Order, StartOrder } from '../../shared/contract/frames.ts';
import { readLuma } from '../support/flash-and-beep.ts';
import { hasChromium, launchPipelineBrowser, type PipelineBrowser } from '../support/pipeline-browser.ts';
import type { Collected } from './pipeline-page/main.ts';

const start: StartOrder = {
  kind: 'start',
  video: { width: 1280, height: 720, fps: 30, kbps: 3000 },
  codecs: { video: 'avc', audio: 'aac' },
  audio: { kbps: 160 },
  startPts: 0,
  gopSeconds: 2,
};

/** The holding picture's mean luma; that of the test picture is twice as much, that of Chromium's camera changes all the time. */
const holdingLuma = 27.2;
const isHolding = ({ luma }: { readonly luma: number }) => Math.abs(luma - holdingLuma) < 0.3;

let browser: PipelineBrowser;
let folder: string;

async function openPipeline(source: 'test' | 'busy' | 'camera'): Promise<Page> {
  const page = await browser.open();
  await page.evaluate(
    ([kind, format]) => {
      globalThis.harness = globalThis.createHarness({ fault: 'none', acks: true });
      const { media } = globalThis.harness;
      globalThis.harness.attach();
      media.setFormat(format);
      if (kind === 'busy') media.setTestPattern('busy');
      globalThis.harness.choose(
        kind === 'camera' ? { kind, deviceId: '', label: '', width: 1280, height: 720, fps: 30 } : { kind: 'test' },
        { kind: 'test' },
      );
    },
    [source, start.video] as const,
  );
  if (source === 'camera') {
    await page.waitForFunction(() => globalThis.harness.collected().statuses.at(-1)?.video.state === 'running');
  }
  return page;
}

const order = (page: Page, given: Order) => page.evaluate((one) => globalThis.harness.send(one), given);
const reach = (page: Page, seconds: number) =>
  page.waitForFunction((pts) => globalThis.harness.lastPts() >= pts, seconds * 1e6, { timeout: 60_000 });
const lastSeconds = async (page: Page) => (await page.evaluate(() => globalThis.harness.lastPts())) / 1e6;

async function stop(page: Page): Promise<Collected> {
  await order(page, { kind: 'stop' });
  await page.waitForFunction(() => globalThis.harness.hasStopped(), undefined, { timeout: 5000 });
  return page.evaluate(() => globalThis.harness.collected());
}

async function save(name: string, base64: string): Promise<string> {
  const file = path.join(folder, name);
  await writeFile(file, base64, 'base64');
  return file;
}

type Run = { readonly from: number; readonly to: number };

/** Seconds from and to which the holding picture stands, where it does for more than half a second. */
function holdingRuns(pictures: readonly { readonly at: number; readonly luma: number }[]): readonly Run[] {
  const runs: { from: number; to: number }[] = [];
  for (const [index, picture] of pictures.entries()) {
    const before = pictures[index - 1];
    const run = runs.at(-1);
    if (!isHolding(picture)) continue;
    if (run !== undefined && before !== undefined && run.to === before.at) run.to = picture.at;
    else runs.push({ from: picture.at, to: picture.at });
  }
  return runs.filter(({ from, to }) => to - from > 0.5);
}

const track = (collected: Collected, name: 'video' | 'audio') => collected.packets.filter((one) => one.track === name);
const steps = (times: readonly number[]) => times.slice(1).map((time, index) => time - (times[index] ?? 0));
const notices = (collected: Collected) => collected.messages.filter((message) => message.kind === 'notice');

describe.skipIf(!hasChromium)('nothing goes dark in the Worker', () => {
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'uplink-nothing-dark-'));
    browser = await launchPipelineBrowser();
  }, 60_000);

  afterAll(async () => {
    await browser.close();
    await rm(folder, { recursive: true });
  });

  test('sends one slate that goes on from the program without a new header: dark, silent, one GOP, without a fault', async () => {
    const page = await openPipeline('test');
    await order(page, start);
    await page.waitForFunction(() => globalThis.harness.collected().slates.length > 0, undefined, { timeout: 30_000 });
    await reach(page, (await lastSeconds(page)) + 2);
    const collected = await stop(page);
    expect(collected.bad).toEqual([]);
    const [slate, ...others] = collected.slates;
    expect(others).toEqual([]);
    // Not before the program is under way, and the program noticed nothing of it.
    expect(slate?.packetsBefore).toBeGreaterThan(45);
    expect(Math.max(...steps(track(collected, 'video').map(({ pts }) => pts)))).toBeLessThanOrEqual(100_001);
    expect(slate?.keys).toEqual(Array.from({ length: 60 }, (_, index) => index === 0));
    expect(slate?.bytes.reduce((sum, bytes) => sum + bytes, 0)).toBeLessThan(150_000);
    expect(slate?.samples).toBe(1024);
    const program = collected.configs.findIndex((config) => config.track === 'video');
    expect(slate?.codec).toBe(collected.configs[program]?.codec);
    expect(slate?.description).toEqual(collected.descriptions[program]);
    const end = Math.max(...track(collected, 'video').map(({ pts }) => pts)) / 1e6;
    const file = await save('slate.mkv', await page.evaluate(() => globalThis.harness.fileWithSlate(5)));
    const pictures = await readLuma(file);
    const held = pictures.filter(({ at }) => at > end + 0.001);
    expect(held.length).toBeGreaterThanOrEqual(148);
    expect(held.filter((picture) => !isHolding(picture))).toEqual([]);
    expect(Math.max(...steps(pictures.map(({ at }) => at)))).toBeLessThanOrEqual(0.101);
    // The next session gets it again, without encoding it anew.
    await order(page, start);
    await page.waitForFunction(() => globalThis.harness.collected().slates.length > 1, undefined, { timeout: 10_000 });
    await stop(page);
    await page.close();
  }, 90_000);

  test('a camera that gives nothing makes way within a second, is told and opened again, and returns after 3 s of health', async () => {
    const page = await openPipeline('camera');
    await order(page, start);
    await reach(page, 3);
    await order(page, { kind: 'break', what: 'camera' });
    const broken = await lastSeconds(page);
    await reach(page, broken + 16);
    const collected = await stop(page);
    const pictures = await readLuma(await save('camera.mkv', await page.evaluate(() => globalThis.harness.file())));
    const runs = holdingRuns(pictures);
    expect(runs).toHaveLength(1);
    const [{ from, to } = { from: 0, to: 0 }] = runs;
    expect(from).toBeGreaterThan(broken);
    expect(from).toBeLessThanOrEqual(broken + 1.1);
    // 10 s without a frame, then 3 s of health.
    expect(to).toBeGreaterThan(broken + 12.8);
    expect(to).toBeLessThan(broken + 14.5);
    expect(pictures.filter(({ at }) => at > to).length).toBeGreaterThan(30);
    expect(Math.max(...steps(pictures.map(({ at }) => at)))).toBeLessThanOrEqual(0.101);
    const told = collected.statuses.map(({ video }) => (video.state === 'failed' ? video.error.code : video.state));
    expect(told.filter((state, index) => state !== told[index - 1]).slice(-3)).toEqual([
      'running',
      'camera-frozen',
      'running',
    ]);
    expect(collected.statuses.find(({ video }) => video.state === 'failed')?.video).toMatchObject({
      error: { facts: { device: expect.stringMatching(/./u) } },
    });
    await page.close();
  }, 90_000);

  test('an encoder that breaks is built again with a key frame, and times go on', async () => {
    const page = await openPipeline('test');
    await order(page, start);
    await reach(page, 3.5);
    await order(page, { kind: 'break', what: 'encoder' });
    const broken = (await lastSeconds(page)) * 1e6;
    await reach(page, 6);
    const collected = await stop(page);
    expect(notices(collected)).toMatchObject([{ code: 'encoder-failed', recovered: true }]);
    const video = track(collected, 'video');
    const gaps = steps(video.map(({ pts }) => pts));
    expect(Math.min(...gaps)).toBeGreaterThan(33_000);
    expect(Math.max(...gaps)).toBeLessThan(500_000);
    expect(video.find(({ pts, key }) => key && pts > broken)?.pts).toBeLessThan(broken + 500_000);
    await page.close();
  }, 60_000);

  test('half the frame rate leaves out every second slot, evenly, at the same bitrate and without a key frame', async () => {
    const page = await openPipeline('busy');
    await order(page, start);
    await reach(page, 3.3);
    await order(page, { kind: 'frame-rate', divisor: 2 });
    const halved = (await lastSeconds(page)) * 1e6;
    await reach(page, 8.3);
    const restored = (await lastSeconds(page)) * 1e6;
    await order(page, { kind: 'frame-rate', divisor: 1 });
    await reach(page, 11);
    const collected = await stop(page);
    const video = track(collected, 'video');
    const slow = video.filter(({ pts }) => pts > halved + 200_000 && pts < restored - 100_000);
    expect(new Set(steps(slow.map(({ pts }) => pts)))).toEqual(new Set([66_666, 66_667]));
    const seconds = ((slow.at(-1)?.pts ?? 0) - (slow[0]?.pts ?? 0)) / 1e6;
    expect((slow.length - 1) / seconds).toBeCloseTo(15, 1);
    const kbps = (slow.reduce((sum, { bytes }) => sum + bytes, 0) * 8) / seconds / 1000;
    expect(Math.abs(kbps / start.video.kbps - 1)).toBeLessThan(0.2);
    const fast = video.filter(({ pts }) => pts > restored + 300_000);
    expect(Math.max(...steps(fast.map(({ pts }) => pts)))).toBeLessThanOrEqual(100_001);
    expect(fast.length / ((fast.at(-1)?.pts ?? 0) / 1e6 - restored / 1e6 - 0.3)).toBeGreaterThan(28);
    // The grid of key frames goes on; the encoder may add its own where a flash begins or ends, once a second.
    const keys = video.filter(({ key }) => key).map(({ pts }) => Math.round((pts * 30) / 1e6));
    expect(keys.filter((slot) => slot % 60 === 0)).toEqual([0, 60, 120, 180, 240, 300]);
    expect(keys.filter((slot) => slot % 30 > 4)).toEqual([]);
    expect(collected.kinds.filter((kind) => kind.startsWith('config'))).toHaveLength(2);
    await page.close();
  }, 60_000);
});
