/** A podcaster who neither sees the window nor holds a mouse: everything by keyboard, and what she hears at each step. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { profileViewSchema } from '../../../shared/contract/settings.ts';
import type { Item } from '../../../shared/studio/document/scene.ts';
import { until } from '../../support/loopback.ts';
import { startFaultProxy, type FaultProxy } from '../../support/servers/fault-proxy.ts';
import { startNginx, type NginxRtmp } from '../../support/servers/nginx-rtmp.ts';
import { startOwnServer, type OwnServer } from '../../support/servers/own-server.ts';
import { seriousFindings } from '../../support/studio/audit.ts';
import { plugIn } from '../../support/studio/devices.ts';
import { listenTo, type Spoken } from '../../support/studio/ear.ts';
import { stopNow, walkRound, walkTo } from '../../support/studio/keyboard.ts';
import { ask, loadStudio, openStudio, waitForPill, type OpenStudio } from '../../support/studio/open-studio.ts';
import { changeShow, loadShow } from '../../support/studio/show-source.ts';

/** How long it must be quiet once the stream runs, ms: the script has five minutes, which UPLINK_QUIET_SECONDS brings. */
const quietMillis = Number(process.env['UPLINK_QUIET_SECONDS'] ?? 12) * 1000;

/** What a slow computer may have to say at any time. */
const ofTheComputer =
  /computer is too busy|can.t keep up|keep an eye|\bslower than the stream|saw the holding picture/u;

let studio: OpenStudio;
let nginx: NginxRtmp;
let own: OwnServer;
let proxy: FaultProxy;
let page: Page;
let heard: readonly Spoken[] = [];

const press = (key: string): Promise<void> => page.keyboard.press(key);
const show = () => loadShow((name, input) => ask(page, name, input));
const texts = (): readonly string[] => heard.map(({ text }) => text);
const times = (words: RegExp): number => texts().filter((text) => words.test(text)).length;

async function hear(words: RegExp, millis = 10_000): Promise<void> {
  await until(`she hears ${String(words)}; she heard: ${texts().join(' | ')}`, () => times(words) > 0, millis);
}

/** A command by its name, from wherever she is. */
async function command(words: string): Promise<void> {
  await press('Control+k');
  await until('the palette has the focus', async () => (await stopNow(page)).role === 'combobox');
  await page.keyboard.type(words);
  const found = { name: new RegExp(words, 'iu'), selected: true };
  await page.getByRole('dialog', { name: 'Commands' }).getByRole('option', found).waitFor();
  await press('Enter');
  await page.getByRole('dialog', { name: 'Commands' }).waitFor({ state: 'detached' });
}

/** Whatever changed, the focus is still somewhere and can be seen. */
async function holdFocus(): Promise<void> {
  await until('something has the focus', async () => (await stopNow(page)).role !== '', 3000);
  expect((await stopNow(page)).fault).toBe('');
}

async function picture(): Promise<Item['transform']> {
  const [item] = (await show()).scenes[0]?.items ?? [];
  if (item === undefined) throw new Error('there is no picture');
  return item.transform;
}

describe('a podcaster by ear and keyboard', () => {
  beforeAll(async () => {
    [studio, nginx, own] = await Promise.all([openStudio(['--fake-devices']), startNginx(), startOwnServer()]);
    ({ page } = studio);
    proxy = await startFaultProxy(nginx.port);
    await plugIn(page, {
      cameras: [{ name: 'Webcam', colour: 'rgb(90 120 160)' }],
      microphone: { name: 'Table microphone', hertz: 180, sides: [0.2, 0.2], speaks: true },
    });
    const made = profileViewSchema.parse(await ask(page, 'profile.create', { name: 'Podcast', serviceId: 'custom' }));
    const video = { width: 640, height: 360, fps: 30, kbps: 800 };
    await ask(page, 'profile.update', { id: made.id, patch: { serverUrl: own.url, video } });
    await ask(page, 'profile.setKey', { id: made.id, key: 'podcast-7731' });
    const address = { name: 'Mirror', serviceId: 'custom', serverUrl: `rtmp://127.0.0.1:${proxy.port}/live` };
    const rest = { backupUrl: '', hotStandby: false, priority: 2, enabled: true };
    const wish = { profileId: made.id, destination: { ...address, ...rest }, key: 'mirror-1290' };
    await ask(page, 'destination.add', wish);
    await ask(page, 'profile.select', { id: made.id });
    await ask(page, 'settings.update', { welcomed: true });
    await page.getByRole('main', { name: 'Stage' }).waitFor();
    for (const { id } of (await show()).sources) {
      await changeShow((name, input) => ask(page, name, input), { name: 'source.remove', sourceId: id });
    }
    heard = await listenTo(page);
  });
  afterAll(async () => {
    await studio?.close();
    await proxy?.stop();
    await nginx?.stop();
    await own?.stop();
  });

  test('finds every region and every control by name', async () => {
    const regions: string[] = [];
    for (let presses = 0; presses < 7; presses += 1) {
      await press('F6');
      regions.push((await stopNow(page)).name);
    }
    expect(new Set(regions).size).toBe(7);
    expect(regions).not.toContain('');
    // The signal path's figures change; the top bar's first button keeps its name.
    await press('F6');
    const nameless = (await walkRound(page)).filter(({ name, role }) => name === '' || role === 'generic');
    expect(nameless).toEqual([]);
  });

  test('adds picture and microphone, and hears where the picture is put', async () => {
    await command('Add source');
    await page.getByRole('dialog', { name: 'Add source' }).waitFor();
    await walkTo(page, /^Camera/u);
    await press('Enter');
    await until('the camera is in the scene', async () => (await show()).scenes[0]?.items.length === 1);
    await walkTo(page, /^Add a microphone$/u);
    await press('Enter');
    await until('the microphone is there', async () => (await show()).sources.some(({ strip }) => strip !== null));
    await holdFocus();

    if (!(await stopNow(page)).name.startsWith('Webcam')) await walkTo(page, /^Webcam/u, 'Shift+Tab');
    await press('Space');
    await command('bottom right');
    const { canvas } = await show();
    await until('it lies in the corner', async () => {
      const { x, y, width, height } = await picture();
      const [right, below] = [(x + width) / canvas.width, (y + height) / canvas.height];
      return x > 0 && right > 0.95 && right <= 1 && below > 0.95 && below <= 1;
    });
    await hear(/^Webcam: \d+ from the left, \d+ from the top, \d+ by \d+\.$/u);

    await command('in numbers');
    await walkTo(page, /^X$/u);
    await press('Control+a');
    await page.keyboard.type('300');
    await press('Enter');
    await hear(/^Webcam: 300 from the left/u);
    expect((await picture()).x).toBe(300);
    await press('Escape');
    await holdFocus();
  });

  test('hears once that a rehearsal runs, and the level when she asks', async () => {
    await press('Control+Shift+Enter');
    await waitForPill(page, 'REHEARSAL', 30_000);
    await holdFocus();
    await hear(/^Rehearsal started\. Nobody can see this\.$/u);
    await command('Say the micro');
    await hear(/peaking at minus \d+ decibels, good$/u);
    expect(await seriousFindings(page)).toEqual([]);
    await press('Control+Shift+Enter');
    await waitForPill(page, 'ENDED');
    await holdFocus();
    await hear(/^Ended\. Report ready\.$/u);
    await walkTo(page, /^Close$/u);
    await press('Enter');
    await waitForPill(page, 'OFF AIR');
    await holdFocus();
    expect(times(/^Rehearsal started/u)).toBe(1);
  });

  test('goes live, is told so at once, and then left in peace', async () => {
    await press('Control+Enter');
    await until('Start has the focus', async () => (await stopNow(page)).name.startsWith('Start'));
    await press('Enter');
    await hear(/^You are live on /u, 30_000);
    expect(heard.find(({ text }) => text.startsWith('You are live on'))?.urgency).toBe('assertive');
    await holdFocus();
    await until('both receive', async () => {
      const { outputs } = (await loadStudio(page)).session;
      return outputs.length === 2 && outputs.every(({ state }) => state === 'live');
    });
    // The second one may join later, and that is worth a word.
    await page.waitForTimeout(1000);
    const before = heard.length;
    await page.waitForTimeout(quietMillis);
    expect(
      heard
        .slice(before)
        .map(({ text }) => text)
        .filter((text) => !ofTheComputer.test(text)),
    ).toEqual([]);
  });

  test('is told once that she talks while muted', async () => {
    await press('m');
    await hear(/^Microphone muted\.$/u);
    await hear(/^You.re talking but .+ is muted\.$/u, 20_000);
    await page.waitForTimeout(5000);
    expect(times(/^You.re talking but/u)).toBe(1);
    await press('m');
    await hear(/^Microphone open\.$/u);
  });

  test('hears one sentence that names the destination that is gone, and finds it in the list of events', async () => {
    const before = heard.length;
    await proxy.refuse();
    await hear(/^Mirror is not receiving\. Podcast is fine\.$/u);
    await page.waitForTimeout(3000);
    const named = heard.slice(before).filter(({ text }) => text.includes('Mirror'));
    expect(named.map(({ text }) => text)).toEqual(['Mirror is not receiving. Podcast is fine.']);
    await holdFocus();
    await press('Alt+5');
    await walkTo(page, /^Events of the last 15 minutes/u);
    await press('Enter');
    const lines = page.getByRole('region', { name: 'Destination and health' }).getByRole('listitem');
    await until('a line tells of it', async () =>
      (await lines.allTextContents()).some((line) => line.includes('Mirror')),
    );
    expect(await seriousFindings(page)).toEqual([]);
  });

  test('changes keys without a trap, and uses them', async () => {
    await press('?');
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
    const keys = /^Change the keys of Say the microphone.s level, now no keys$/u;
    await walkTo(page, keys);
    await press('Enter');
    await until('the catcher waits', async () => (await stopNow(page)).name === 'Press the keys…');
    await press('Escape');
    await until('Escape gives the focus back', async () => keys.test((await stopNow(page)).name));
    await press('Enter');
    await until('the catcher waits again', async () => (await stopNow(page)).name === 'Press the keys…');
    await press('Tab');
    expect((await stopNow(page)).name).toBe('No keys');
    await press('Shift+Tab');
    await press('Alt+l');
    await until('the keys are kept', async () => {
      const { shortcuts } = (await loadStudio(page)).settings;
      return shortcuts['audio.level'] === 'Alt+L';
    });
    expect((await stopNow(page)).fault).toBe('');
    await press('Escape');
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor({ state: 'detached' });
    const before = times(/decibels, good$/u);
    await press('Alt+l');
    await until('she hears the level', () => times(/decibels, good$/u) > before);
  });

  test('ends in two steps, and the report is headings and lists', async () => {
    await press('Control+Shift+E');
    await until('End now has the focus', async () => (await stopNow(page)).name === 'End now');
    await press('Enter');
    await waitForPill(page, 'ENDED');
    await page.getByRole('heading', { name: /live on/u, level: 2 }).waitFor();
    await holdFocus();
    const report = page.getByRole('region', { name: /live on/u });
    expect(await report.getByRole('heading', { level: 3 }).count()).toBeGreaterThan(3);
    expect(await report.getByRole('list').count()).toBeGreaterThan(1);
    expect(await report.getByRole('listitem').filter({ hasText: 'Mirror' }).count()).toBeGreaterThan(0);
    expect(await seriousFindings(page)).toEqual([]);
  });
});
