/** The real app with two encoders at once: a destination with a low ceiling, and one that does not take AV1, get H.264 of their own. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { profileViewSchema, type DestinationWish, type ProfilePatch } from '../../shared/contract/settings.ts';
import { analyseStream } from '../support/media/stream-analysis.ts';
import { startNginx, type NginxRtmp } from '../support/servers/nginx-rtmp.ts';
import { startOwnServer, type OwnServer } from '../support/servers/own-server.ts';
import { ask, loadStudio, openStudio, waitForState, type OpenStudio } from '../support/studio/open-studio.ts';
import { until } from '../support/loopback.ts';

let studio: OpenStudio;
let nginx: NginxRtmp;
let own: OwnServer;
let page: Page;

/** Software encoders of AV1 have little time here. */
const small = { width: 320, height: 180, fps: 30, kbps: 500 };
const rest = { backupUrl: '', hotStandby: false, priority: 2, enabled: true };

/** A profile with one more destination, which is then chosen. */
async function choose(patch: ProfilePatch, destination: DestinationWish, keys: readonly [string, string]) {
  const made = profileViewSchema.parse(await ask(page, 'profile.create', { name: 'Two', serviceId: 'custom' }));
  await ask(page, 'profile.update', { id: made.id, patch });
  await ask(page, 'profile.setKey', { id: made.id, key: keys[0] });
  await ask(page, 'destination.add', { profileId: made.id, destination, key: keys[1] });
  await ask(page, 'profile.select', { id: made.id });
}

/** Goes live until both are, for `seconds` more, and ends; gives what the window was told of both. */
async function stream(seconds: number) {
  await ask(page, 'live.start', { mode: 'live' });
  const outputs = async () => (await loadStudio(page)).session.outputs;
  await until('both are live', async () => (await outputs()).every(({ state }) => state === 'live'), 20_000);
  await pause(seconds * 1000);
  const told = (await loadStudio(page)).session;
  await ask(page, 'live.stop', null);
  await waitForState(page, 'ended');
  await ask(page, 'live.dismiss', null);
  return told;
}

describe('a second rendition', () => {
  beforeAll(async () => {
    const args = ['--source', 'test', '--test-pattern', 'busy'];
    [studio, nginx, own] = await Promise.all([openStudio(args), startNginx(), startOwnServer()]);
    ({ page } = studio);
    await ask(page, 'settings.update', { welcomed: true });
  });
  afterAll(async () => {
    await studio?.close();
    await nginx?.stop();
    await own?.stop();
  });

  test('goes to the one with the low ceiling; both play, in step, each at its own bitrate', async () => {
    const video = { width: 640, height: 360, fps: 30, kbps: 1500 };
    const low = { ...rest, name: 'Low', serviceId: 'custom', serverUrl: nginx.url, ceilingKbps: 500 } as const;
    await choose({ serverUrl: nginx.url, video }, low, ['main-k1', 'low-k1']);
    const { outputs, stats } = await stream(6);
    expect(outputs.map(({ rendition }) => rendition)).toEqual([
      { isOwn: false, codec: 'avc', kbps: 1500 },
      { isOwn: true, codec: 'avc', kbps: 500 },
    ]);
    expect(outputs.map(({ framesDropped }) => framesDropped)).toEqual([0, 0]);
    expect(stats).toMatchObject({ droppedPort: 0, droppedSend: 0 });
    const [first, second] = await Promise.all(
      ['main-k1', 'low-k1'].map(async (key) => analyseStream(await nginx.recording(key))),
    );
    for (const figures of [first, second]) {
      expect(figures).toMatchObject({ decodeErrors: '', isDtsMonotonic: true, width: 640, videoCodec: 'h264' });
      expect(figures?.longestKeyFrameGap).toBeLessThan(2200);
      expect(Math.abs(figures?.sync.median ?? 99)).toBeLessThan(25);
    }
    expect(first?.videoKbps).toBeGreaterThan(1100);
    expect(second?.videoKbps).toBeGreaterThan(300);
    expect(second?.videoKbps).toBeLessThan(650);
  });

  test('goes to the service that takes neither AV1 nor Opus; the other one keeps them', async () => {
    const codecs = { video: 'av1', audio: 'opus' } as const;
    const plain = { ...rest, name: 'Plain', serviceId: 'tiktok', serverUrl: nginx.url } as const;
    await choose({ serverUrl: own.url, video: small, codecs }, plain, ['main-k2', 'plain-k2']);
    const { outputs } = await stream(6);
    expect(outputs.map(({ rendition }) => rendition)).toMatchObject([
      { isOwn: false, codec: 'av1' },
      { isOwn: true, codec: 'avc', kbps: 500 },
    ]);
    const figures = await analyseStream(await nginx.recording('plain-k2'));
    expect(figures).toMatchObject({ decodeErrors: '', isDtsMonotonic: true, videoCodec: 'h264', audioCodec: 'aac' });
    expect(Math.abs(figures.sync.median)).toBeLessThan(25);
    const { tags } = await own.received('main-k2');
    // Enhanced RTMP: the first bit of a video tag.
    const pictures = tags.filter(({ track }) => track === 'video');
    expect(pictures.length).toBeGreaterThan(30);
    expect(pictures.every(({ body }) => (body[0] ?? 0) >= 0x80)).toBe(true);
  });

  test('C68: both connections outlive the window, each goes on in its own codec, on one time line', async () => {
    const codecs = { video: 'av1', audio: 'aac' } as const;
    const plain = { ...rest, name: 'Plain', serviceId: 'tiktok', serverUrl: nginx.url } as const;
    await choose({ serverUrl: own.url, video: small, codecs }, plain, ['main-k3', 'plain-k3']);
    await ask(page, 'live.start', { mode: 'live' });
    await waitForState(page, 'live');
    await pause(10_000);
    await studio.app.evaluate(({ BrowserWindow }) => {
      BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer();
    });
    await pause(10_000);
    await studio.app.evaluate(({ app }) => app.quit());
    const figures = await analyseStream(await nginx.recording('plain-k3'), { sync: false });
    expect(figures).toMatchObject({ decodeErrors: '', isDtsMonotonic: true, videoCodec: 'h264' });
    expect(figures.seconds).toBeGreaterThan(16);
    const pictures = (await own.received('main-k3')).tags.filter(({ track }) => track === 'video');
    const times = pictures.map(({ timestamp }) => timestamp);
    expect(times).toEqual(times.toSorted((one, two) => one - two));
    expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeGreaterThan(16_000);
  }, 90_000);
});
