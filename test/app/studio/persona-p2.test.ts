/** A speedrunner on Twitch and YouTube: one way gets narrow, the router restarts in the middle of the run, the report makes good. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { OutputSnapshot } from '../../../shared/contract/delivery.ts';
import { reportSchema } from '../../../shared/contract/report.ts';
import { badStart, mediaOf, stepsBack } from '../../support/faults/arrivals.ts';
import { startFaultProxy, type FaultProxy } from '../../support/faults/fault-proxy.ts';
import { readRecordedFile } from '../../support/faults/recorded-file.ts';
import { startReceiver, type Receiver } from '../../support/faults/receiver.ts';
import { until } from '../../support/loopback.ts';
import {
  ask,
  loadStudio,
  openStudio,
  pickFolder,
  waitForPill,
  type OpenStudio,
} from '../../support/studio/open-studio.ts';

const kbps = { first: 2500, later: 1200, narrow: 1000 };

/** How long the router is away, ms: the script has 95 s, which UPLINK_AWAY_SECONDS brings. */
const awayMillis = Number(process.env['UPLINK_AWAY_SECONDS'] ?? 10) * 1000;

/** From the start to LIVE on both, from the cut to being told of it, and from the network's return to LIVE on both. */
const mostMillis = { toLive: 8000, toLost: 4000, toBack: 3000 };

let studio: OpenStudio;
let page: Page;
let receivers: { readonly twitch: Receiver; readonly youTube: Receiver };
let ways: { readonly twitch: FaultProxy; readonly youTube: FaultProxy };

const row = (name: string): Locator => page.getByRole('listitem').filter({ has: page.getByRole('heading', { name }) });
const session = async () => (await loadStudio(page)).session;

async function output(name: string): Promise<OutputSnapshot> {
  const found = (await session()).outputs.find((each) => each.name === name);
  if (found === undefined) throw new Error(`${name} is no part of the session`);
  return found;
}

async function bothLive(millis: number): Promise<void> {
  await until(
    'both receive',
    async () => {
      const { outputs } = await session();
      return outputs.length === 2 && outputs.every(({ state }) => state === 'live');
    },
    millis,
  );
}

/** What the receiver got of picture and sound in the last `millis`, kb/s. */
function receivedKbps(receiver: Receiver, millis: number): number {
  const from = performance.now() - millis;
  const { arrivals } = receiver.connections().at(-1) ?? { arrivals: [] };
  const bytes = arrivals.filter(({ at }) => at >= from).reduce((sum, arrival) => sum + arrival.bytes, 0);
  return (bytes * 8) / millis;
}

/** What the network card tells; the ways themselves are cut beside it. */
const tellNetwork = (kind: 'online' | 'offline'): Promise<boolean> =>
  page.evaluate((name) => window.dispatchEvent(new Event(name)), kind);

/** From now on the computer has this address in its network. */
async function liveAt(home: string): Promise<void> {
  await studio.app.evaluate((_electron, address) => {
    const system = process.getBuiltinModule('node:os');
    const card = { address, netmask: '255.255.255.0', mac: '02:00:00:00:00:01', internal: false };
    system.networkInterfaces = () => ({ wlan0: [{ ...card, family: 'IPv4', cidr: `${address}/24` }] });
    process.getBuiltinModule('node:module').syncBuiltinESMExports();
  }, home);
}

/** What listens on this computer, by an address that does not say so: servers here need no network. */
const asIfElsewhere = (url: string): string => url.replace('127.0.0.1', '0.0.0.0');

describe('a speedrunner on two services', () => {
  beforeAll(async () => {
    const [twitch, youTube] = await Promise.all([startReceiver(), startReceiver()]);
    receivers = { twitch, youTube };
    const [toTwitch, toYouTube] = await Promise.all([
      startFaultProxy({ port: twitch.port }),
      startFaultProxy({ port: youTube.port }),
    ]);
    ways = { twitch: toTwitch, youTube: toYouTube };
    studio = await openStudio(['--source', 'test', '--test-pattern', 'busy']);
    ({ page } = studio);
    await liveAt('192.168.1.20');
    const folder = join(studio.data, 'films');
    await mkdir(folder);
    await pickFolder(studio.app, folder);
    await ask(page, 'record.chooseFolder', null);
    const { profiles, settings } = await loadStudio(page);
    const recording = { ...settings.recording, folder, withStream: true };
    await ask(page, 'settings.update', { welcomed: true, recording });
    const profileId = profiles.selectedId;
    const video = { width: 640, height: 360, fps: 30, kbps: kbps.first };
    const patch = { name: 'Twitch', serviceId: 'custom', serverUrl: asIfElsewhere(toTwitch.url), video };
    await ask(page, 'profile.update', { id: profileId, patch });
    await ask(page, 'profile.setKey', { id: profileId, key: 'run-twitch-8812' });
    const address = { name: 'YouTube', serviceId: 'custom', serverUrl: asIfElsewhere(toYouTube.url), backupUrl: '' };
    const destination = { ...address, hotStandby: false, priority: 2, enabled: true };
    await ask(page, 'destination.add', { profileId, destination, key: 'run-youtube-5540' });
    await page.getByRole('main', { name: 'Stage' }).waitFor();
  });
  afterAll(async () => {
    await studio?.close();
    await ways?.twitch.stop();
    await ways?.youTube.stop();
    await receivers?.twitch.stop();
    await receivers?.youTube.stop();
  });

  test('reads what both need together and is live on both', async () => {
    await page.keyboard.press('Control+Enter');
    const sheet = page.getByRole('dialog', { name: 'Go live with Twitch' });
    await sheet.getByText(/Together 5\.\d Mb\/s of upload\./u).waitFor();
    await page.keyboard.press('Enter');
    const began = Date.now();
    await bothLive(30_000);
    expect(Date.now() - began).toBeLessThanOrEqual(mostMillis.toLive);
    await row('Twitch').getByText('LIVE', { exact: true }).waitFor();
    await row('YouTube').getByText('LIVE', { exact: true }).waitFor();
  });

  test('sees YouTube suffer alone when its way gets narrow', async () => {
    await page.waitForTimeout(2000);
    const before = await output('Twitch');
    ways.youTube.set({ up: { kbps: kbps.narrow } });
    await until(
      'the verdict names YouTube',
      async () => (await session()).stages.some(({ verdict }) => verdict.includes('YouTube')),
      30_000,
    );
    const { stages } = await session();
    const named = stages.map(({ verdict }) => verdict).find((text) => text.includes('YouTube')) ?? '';
    expect(named).not.toMatch(/computer/u);
    await page.getByText(named.slice(0, 30)).first().waitFor();
    await page.waitForTimeout(3000);
    const after = await output('Twitch');
    expect(after.framesDropped - before.framesDropped).toBe(0);
    expect(after.state).toBe('live');
    expect(after.queueAgeMillis).toBeLessThan(500);
    expect((await session()).rate?.kbps).toBe(kbps.first);
    expect(receivedKbps(receivers.twitch, 3000)).toBeGreaterThan(kbps.first * 0.6);
    ways.youTube.heal();
    await until('YouTube keeps up again', async () => (await output('YouTube')).queueAgeMillis < 300, 30_000);
    await bothLive(30_000);
  });

  test('is told at once when the router restarts, records on, and tries when she says so', async () => {
    const recorded = (await session()).recording?.seconds ?? 0;
    const cutAt = Date.now();
    for (const way of [ways.twitch, ways.youTube]) {
      await way.door('refuse');
      way.cut('reset');
    }
    await waitForPill(page, 'RECONNECTING', mostMillis.toLost);
    await row('Twitch')
      .getByText(/attempt \d/u)
      .waitFor();
    // While the next one is still far, an attempt that comes now comes by hand.
    const pause = async (): Promise<number> => ((await output('Twitch')).reconnect?.nextAttemptAt ?? 0) - Date.now();
    await until('it waits', async () => (await pause()) > 2000, 20_000);
    const attempts = async (): Promise<number> => (await output('Twitch')).reconnect?.attempt ?? 0;
    const before = await attempts();
    await page.getByRole('button', { name: 'Retry now: Twitch' }).click();
    await until('it tried', async () => (await attempts()) > before, 1500);
    await tellNetwork('offline');
    await page.waitForTimeout(Math.max(0, cutAt + awayMillis - Date.now()));
    expect(((await session()).recording?.seconds ?? 0) - recorded).toBeGreaterThan(awayMillis / 1000 - 2);
  });

  test('is back on both soon after the network is, with headers, a key frame, sound and rising times', async () => {
    await ways.twitch.door('open');
    await ways.youTube.door('open');
    const up = Date.now();
    await tellNetwork('online');
    await bothLive(30_000);
    expect(Date.now() - up).toBeLessThanOrEqual(mostMillis.toBack);
    const checking = page.getByText('Back; checking what we send');
    await checking.first().waitFor({ timeout: 3000 });
    await page
      .getByText(/^Back on (?:Twitch|YouTube) after \d+ s\. Viewers missed/u)
      .first()
      .waitFor();
    await until('what was sent is checked', async () => (await checking.count()) === 0);
    for (const receiver of [receivers.twitch, receivers.youTube]) {
      const connections = receiver.connections();
      const newest = connections.at(-1);
      if (newest === undefined) throw new Error('nobody published');
      expect(connections.length).toBeGreaterThan(1);
      expect(badStart(newest)).toBe('');
      expect(mediaOf([newest], 'audio').length).toBeGreaterThan(50);
      expect(stepsBack(connections, 'video')).toBe(0);
      expect(stepsBack(connections, 'audio')).toBe(0);
    }
  });

  test('marks moments and changes the bitrate while live', async () => {
    for (let marks = 1; marks <= 3; marks += 1) {
      await page.keyboard.press('F8');
      await until(`mark ${marks} is kept`, async () => (await session()).recording?.marks === marks);
    }
    await page.getByLabel('Target, kb/s').fill(String(kbps.later));
    await page.keyboard.press('Enter');
    const set = Date.now();
    await until('what is received follows', () => receivedKbps(receivers.twitch, 1500) < kbps.later * 1.4, 15_000);
    expect(Date.now() - set).toBeLessThanOrEqual(5000);
    expect(receivedKbps(receivers.twitch, 1500)).toBeGreaterThan(kbps.later * 0.3);
  });

  test('ends with the hole in both lanes, and a file of what Twitch missed', async () => {
    await page.keyboard.press('Control+Shift+E');
    await page.getByRole('button', { name: 'End now' }).click();
    await waitForPill(page, 'ENDED');
    await until('the recording is finished', async () => (await session()).recording?.state === 'off', 30_000);
    const report = reportSchema.parse(await ask(page, 'report.last', null));
    const holes = report.destinations.map(({ name, missed }) => ({
      name,
      seconds: Math.max(...missed.map(({ from, to }) => to - from)),
    }));
    expect(holes.map(({ name }) => name)).toEqual(['Twitch', 'YouTube']);
    for (const { seconds } of holes) expect(Math.abs(seconds - awayMillis / 1000)).toBeLessThan(4);
    expect(report.recordings.flatMap(({ chapters }) => chapters)).toHaveLength(3);
    const target = join(studio.data, 'what Twitch missed');
    await studio.app.evaluate(({ dialog }, path) => {
      dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: path });
    }, target);
    await page.getByRole('button', { name: 'Export missing part of Twitch' }).press('Enter');
    await page.getByText('Missing part exported.').first().waitFor();
    const read = await readRecordedFile(`${target}.mp4`);
    expect([read.opens, read.complaint]).toEqual([true, '']);
    const missed = report.destinations.find(({ name }) => name === 'Twitch')?.missedSeconds ?? 0;
    expect(Math.abs(read.seconds - missed)).toBeLessThanOrEqual(1);
  });

  test('sees that both are verified here, and no longer in another network', async () => {
    const picker = page.getByRole('button', { name: /^Profile: Twitch/u });
    await picker.getByText('✓ Verified', { exact: true }).waitFor();
    await liveAt('192.168.77.20');
    await tellNetwork('online');
    await picker.getByText('New network', { exact: true }).waitFor();
    await page.keyboard.press('Control+Enter');
    const sheet = page.getByRole('dialog', { name: 'Go live with Twitch' });
    const told = sheet.getByText(/New network: verified .+ in another one\./u);
    await told.last().waitFor();
    expect(await told.count()).toBe(2);
  });
});
