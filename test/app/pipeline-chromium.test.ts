/** The capture → encode pipeline in the newest renderer at hand: cadence, key frames, sync, devices and self-repair. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { StartOrder } from '../../shared/contract/frames.ts';
import { measureFlashAndBeep, median } from '../support/flash-and-beep.ts';
import { hasChromium, launchPipelineBrowser, type PipelineBrowser } from '../support/pipeline-browser.ts';
import type { Collected, HarnessOptions } from './pipeline-page/main.ts';

const order: StartOrder = {
  kind: 'start',
  video: { width: 1280, height: 720, fps: 30, kbps: 4000 },
  codecs: { video: 'avc', audio: 'aac' },
  audio: { kbps: 160 },
  startPts: 0,
  gopSeconds: 2,
};

type Sources = { readonly video: 'test' | 'busy' | 'camera' | 'missing'; readonly audio: 'test' | 'microphone' };

let browser: PipelineBrowser;
let folder: string;

/** Opens a page with a pipeline on it, its sources set. */
async function openPipeline(sources: Sources, options: Partial<HarnessOptions> = {}): Promise<Page> {
  const page = await browser.open();
  await page.evaluate(
    ({ harnessOptions, video, audio, format }) => {
      globalThis.harness = globalThis.createHarness(harnessOptions);
      const { media } = globalThis.harness;
      globalThis.harness.attach();
      media.setFormat(format);
      const camera = { kind: 'camera' as const, label: '', width: 1280, height: 720, fps: 30 };
      if (video === 'busy') media.setTestPattern('busy');
      globalThis.harness.choose(
        video === 'test' || video === 'busy'
          ? { kind: 'test' }
          : { ...camera, deviceId: video === 'missing' ? 'no-such-camera' : '' },
        audio === 'test' ? { kind: 'test' } : { kind: 'microphone', deviceId: '', label: '' },
      );
    },
    { harnessOptions: { fault: 'none' as const, acks: true, ...options }, ...sources, format: order.video },
  );
  return page;
}

/** Starts, runs for `seconds` of stream time, stops; returns all that came. */
async function broadcast(page: Page, seconds: number): Promise<Collected> {
  await page.evaluate((start) => globalThis.harness.send(start), order);
  await page.waitForFunction((pts) => globalThis.harness.lastPts() >= pts, seconds * 1e6, {
    timeout: 30_000 + seconds * 1000,
  });
  await page.evaluate(() => globalThis.harness.send({ kind: 'stop' }));
  await page.waitForFunction(() => globalThis.harness.hasStopped(), undefined, { timeout: 5000 });
  return page.evaluate(() => globalThis.harness.collected());
}

async function saveFile(page: Page, name: string): Promise<string> {
  const file = path.join(folder, name);
  await writeFile(file, await page.evaluate(() => globalThis.harness.file()), 'base64');
  return file;
}

const track = (collected: Collected, name: 'video' | 'audio') => collected.packets.filter((one) => one.track === name);
const steps = (times: readonly number[]) => times.slice(1).map((time, index) => time - (times[index] ?? 0));
const notices = (collected: Collected) => collected.messages.filter((message) => message.kind === 'notice');

/** Slots that the session says it left out. */
function countedAsDropped(collected: Collected): number {
  const stats = collected.messages.findLast((message) => message.kind === 'stats');
  return stats === undefined ? Number.NaN : stats.droppedLate + stats.droppedEncode + stats.droppedPort;
}

/** What every session must hold, whatever its source. */
function expectSoundStream(collected: Collected, seconds: number): void {
  const video = track(collected, 'video');
  const audio = track(collected, 'audio');
  const first = video[0]?.pts ?? Number.NaN;
  const last = video.at(-1)?.pts ?? Number.NaN;
  expect(collected.bad).toEqual([]);
  // A slate takes its number from the same count.
  const seqs = [...collected.packets, ...collected.slates].map(({ seq }) => seq).toSorted((a, b) => a - b);
  expect(seqs).toEqual(seqs.map((_, index) => index));
  expect(first).toBe(0);
  expect(Math.abs((video.length - 1) / ((last - first) / 1e6) - 30)).toBeLessThanOrEqual(0.3);
  expect(Math.min(...steps(video.map(({ dts }) => dts)))).toBeGreaterThan(0);
  expect(Math.max(...steps(video.map(({ pts }) => pts)))).toBeLessThanOrEqual(100_001);
  const keys = video.filter(({ key }) => key).map(({ pts }) => pts);
  expect(keys[0]).toBe(0);
  expect(Math.max(...steps([...keys, last]))).toBeLessThanOrEqual(2_050_000);
  expect(new Set(steps(audio.map(({ pts }) => pts)))).toEqual(new Set([21_333, 21_334]));
  expect(audio.at(-1)?.pts).toBeGreaterThan((seconds - 0.2) * 1e6);
  for (const name of ['video', 'audio'] as const) {
    expect(collected.kinds.indexOf(`config ${name}`)).toBeLessThan(collected.kinds.indexOf(`packet ${name}`));
  }
  expect(collected.kinds.filter((kind) => kind.startsWith('config'))).toHaveLength(2);
  expect(collected.kinds[0]).toBe('ready');
}

describe.skipIf(!hasChromium)('the pipeline in Chromium', () => {
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'uplink-pipeline-files-'));
    browser = await launchPipelineBrowser();
  }, 60_000);

  afterAll(async () => {
    await browser.close();
    await rm(folder, { recursive: true });
  });

  test('sends the sync test source in step: the beep begins with the flash', async () => {
    const page = await openPipeline({ video: 'test', audio: 'test' });
    const collected = await broadcast(page, 8);
    expectSoundStream(collected, 8);
    expect(notices(collected)).toEqual([]);
    const audio = collected.configs.findIndex((config) => config.track === 'audio');
    expect(collected.configs[audio]).toMatchObject({ codec: 'mp4a.40.2', sampleRate: 48_000, channels: 2 });
    // AudioSpecificConfig: AAC-LC, 48 kHz, two channels.
    expect(collected.descriptions[audio]?.slice(0, 2)).toEqual([0x11, 0x90]);
    const heard = await measureFlashAndBeep(await saveFile(page, 'sync.mkv'));
    expect(heard.flashes.slice(0, 8).map((at) => Math.round(at * 1000))).toEqual(
      [0, 1, 2, 3, 4, 5, 6, 7].map((s) => s * 1000),
    );
    expect(Math.abs(median(heard.offsets))).toBeLessThanOrEqual(10);
    expect(Math.max(...heard.offsets.map(Math.abs))).toBeLessThanOrEqual(40);
    await page.close();
  }, 60_000);

  test('gives the bitrate that was asked when the picture needs it', async () => {
    const page = await openPipeline({ video: 'busy', audio: 'test' });
    const collected = await broadcast(page, 6);
    expectSoundStream(collected, 6);
    // The rate control settles within the first second.
    const video = track(collected, 'video').filter(({ pts }) => pts >= 1e6 && pts < 6e6);
    const kbps = (video.reduce((sum, { bytes }) => sum + bytes, 0) * 8) / 5000;
    expect(Math.abs(kbps / 4000 - 1)).toBeLessThanOrEqual(0.1);
    await page.close();
  }, 60_000);

  test('C57: changes the bitrate on air without a gap, a jump or a key frame out of turn', async () => {
    const page = await openPipeline({ video: 'busy', audio: 'test' });
    const phases = [3000, 800, 2000, 400, 3000];
    const video = { ...order.video, width: 640, height: 360, kbps: 3000 };
    await page.evaluate((start) => globalThis.harness.send(start), { ...order, video });
    const reach = (pts: number) =>
      page.waitForFunction((at) => globalThis.harness.lastPts() >= at, pts, { timeout: 60_000 });
    const changes: number[] = [];
    for (const [index, kbps] of phases.entries()) {
      // A change in the middle of a GOP; each phase is a GOP and a half long, so that both halves get some.
      await reach(index * 3e6 + 5e5);
      changes.push(await page.evaluate(() => globalThis.harness.lastPts()));
      if (index > 0) await page.evaluate((rate) => globalThis.harness.send({ kind: 'bitrate', kbps: rate }), kbps);
    }
    await reach(phases.length * 3e6 + 5e5);
    await page.evaluate(() => globalThis.harness.send({ kind: 'stop' }));
    await page.waitForFunction(() => globalThis.harness.hasStopped(), undefined, { timeout: 5000 });
    const collected = await page.evaluate(() => globalThis.harness.collected());
    const frames = track(collected, 'video');
    const slots = frames.map(({ pts }) => Math.round((pts * 30) / 1e6));
    // One clock: each time is that of its slot to the microsecond, and only slots that were counted are missing.
    expect(frames.map(({ pts }) => pts)).toEqual(slots.map((slot) => Math.round((slot * 1e6) / 30)));
    expect((slots.at(-1) ?? 0) + 1 - slots.length).toBe(countedAsDropped(collected));
    expect(Math.max(...steps(slots))).toBeLessThanOrEqual(2);
    expect(frames.map(({ dts }) => dts)).toEqual(frames.map(({ pts }) => pts));
    // The grid of key frames goes on; the encoder may add its own where the picture flashes, once a second.
    const keys = slots.filter((_, index) => frames[index]?.key);
    expect(keys.filter((slot) => slot % 60 === 0)).toEqual([0, 60, 120, 180, 240, 300, 360, 420]);
    expect(keys.filter((slot) => slot % 30 !== 0)).toEqual([]);
    expect(new Set(steps(track(collected, 'audio').map(({ pts }) => pts)))).toEqual(new Set([21_333, 21_334]));
    // The same parameter sets all along: no server gets a new header.
    expect(collected.configs.map((config) => config.track).toSorted()).toEqual(['audio', 'video']);
    for (const [index, kbps] of phases.entries()) {
      const from = (changes[index] ?? 0) + 5e5;
      const part = frames.filter(({ pts }) => pts >= from && pts < from + 2e6);
      const rate = (part.reduce((sum, { bytes }) => sum + bytes, 0) * 8) / 2000;
      expect([kbps, Math.abs(rate / kbps - 1) < 0.15 ? 'kept' : rate]).toEqual([kbps, 'kept']);
    }
    await page.close();
  }, 90_000);

  test('sends camera and microphone', async () => {
    const page = await openPipeline({ video: 'camera', audio: 'microphone' });
    await page.waitForFunction(() => globalThis.harness.collected().statuses.at(-1)?.video.state === 'running');
    const collected = await broadcast(page, 6);
    expectSoundStream(collected, 6);
    expect(collected.statuses.at(-1)).toMatchObject({
      video: { state: 'running', width: 1280, height: 720, fps: 30 },
      audio: { state: 'running' },
    });
    expect(collected.devices?.cameras.length).toBeGreaterThan(0);
    // The fake microphone beeps twice a second.
    const { beeps } = await measureFlashAndBeep(await saveFile(page, 'camera.mkv'));
    expect(beeps.length).toBeGreaterThanOrEqual(10);
    const captured = track(collected, 'video')
      .slice(30)
      .map((packet) => packet.arrivedMain - packet.captured);
    expect(median(captured)).toBeLessThan(150_000);
    await page.close();
  }, 60_000);

  test('names a missing camera and shows the slate instead', async () => {
    const page = await openPipeline({ video: 'missing', audio: 'test' });
    const collected = await broadcast(page, 3);
    expectSoundStream(collected, 3);
    expect(collected.statuses.at(-1)?.video).toMatchObject({ state: 'failed', error: { code: 'camera-missing' } });
    await page.close();
  }, 60_000);

  test('keeps its cadence while the page is blocked', async () => {
    const page = await openPipeline({ video: 'test', audio: 'test' });
    await page.evaluate(() => {
      setInterval(() => {
        const until = performance.now() + 300;
        while (performance.now() < until);
      }, 600);
    });
    expectSoundStream(await broadcast(page, 4), 4);
    await page.close();
  }, 60_000);

  test('shows the program in each canvas it is given, and stops while nobody looks', async () => {
    const page = await openPipeline({ video: 'test', audio: 'test' });
    await page.evaluate(() => globalThis.harness.preview());
    await page.waitForFunction(() => globalThis.harness.previewLuma() > 30);
    const detached = await page.evaluate(async () => {
      const { harness } = globalThis;
      harness.media.setPreviewActive(false);
      await new Promise((resolve) => setTimeout(resolve, 300));
      const before = harness.previewPixels();
      await new Promise((resolve) => setTimeout(resolve, 600));
      return before === harness.previewPixels();
    });
    expect(detached).toBe(true);
    await page.evaluate(() => {
      globalThis.harness.media.setPreviewActive(true);
      globalThis.harness.preview();
    });
    await page.waitForFunction(() => globalThis.harness.previewLuma() > 30);
    await page.close();
  }, 60_000);

  test('rebuilds an encoder that fell silent, with a key frame, and says so', async () => {
    const page = await openPipeline({ video: 'test', audio: 'test' }, { fault: 'silent-encoder' });
    const collected = await broadcast(page, 7);
    expect(notices(collected)).toMatchObject([{ code: 'encoder-stalled', recovered: true }]);
    const video = track(collected, 'video');
    const gaps = steps(video.map(({ pts }) => pts));
    const after = video[gaps.indexOf(Math.max(...gaps)) + 1];
    expect(Math.max(...gaps)).toBeLessThan(3_000_000);
    expect(after?.key).toBe(true);
    await page.close();
  }, 60_000);

  test('goes down the ladder when an encoder fails three times', async () => {
    const page = await openPipeline({ video: 'test', audio: 'test' }, { fault: 'failing-encoder' });
    const collected = await broadcast(page, 6);
    expect(notices(collected).map(({ code, recovered }) => [code, recovered])).toEqual(
      Array.from({ length: 3 }, () => ['encoder-failed', true]),
    );
    expect(collected.configs.findLast((config) => config.track === 'video')?.codec).toBe('avc1.4D401F');
    await page.close();
  }, 60_000);

  test('holds pictures back until a key frame when nobody takes them, and sound goes on', async () => {
    const page = await openPipeline({ video: 'busy', audio: 'test' }, { acks: false });
    const collected = await broadcast(page, 6);
    const stats = collected.messages.findLast((message) => message.kind === 'stats');
    expect(stats?.droppedPort).toBeGreaterThan(0);
    expect(track(collected, 'audio').at(-1)?.pts).toBeGreaterThan(5.7e6);
    await page.close();
  }, 60_000);
});
