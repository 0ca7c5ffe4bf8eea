/** The teacher's way from nothing to live and back without a mouse, and the window's keys: focus seen at every stop. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { until } from '../../support/loopback.ts';
import { loadShow } from '../../support/studio/show-source.ts';
import { startNginx, type NginxRtmp } from '../../support/servers/nginx-rtmp.ts';
import { stopNow, walkRound, walkTo } from '../../support/studio/keyboard.ts';
import { misplaced, sidewaysOverflow } from '../../support/studio/layout.ts';
import { talk } from '../../support/studio/microphone.ts';
import {
  ask,
  copyText,
  loadStudio,
  openStudio,
  waitForPill,
  type OpenStudio,
} from '../../support/studio/open-studio.ts';

let studio: OpenStudio;
let nginx: NginxRtmp;
let page: Page;

const press = (key: string): Promise<void> => page.keyboard.press(key);
const seeText = (text: string | RegExp, timeout = 10_000): Promise<void> =>
  page.getByText(text).first().waitFor({ timeout });

async function paste(text: string): Promise<void> {
  await copyText(studio, text);
  await press('Control+V');
}

/** Waits for the screen with this heading: it takes the focus by itself. */
async function screen(heading: string): Promise<void> {
  await page.getByRole('heading', { name: heading, level: 1 }).waitFor();
  await until(`${heading} has the focus`, async () => (await stopNow(page)).region === 'Welcome');
}

/** The microphone. */
async function isMuted(): Promise<boolean> {
  const { sources } = await loadShow((name, input) => ask(page, name, input));
  return sources.some(({ strip }) => strip?.isMainMicrophone === true && strip.muted);
}

describe('by keyboard alone', () => {
  beforeAll(async () => {
    [studio, nginx] = await Promise.all([openStudio(['--fake-devices']), startNginx()]);
    ({ page } = studio);
    await talk(page);
  });
  afterAll(async () => {
    await studio?.close();
    await nginx?.stop();
  });

  test('the first run leads to a rehearsed studio', async () => {
    await screen('What will you do?');
    await walkTo(page, /^Talk to camera/u);
    await press('Enter');

    await screen('Picture and sound');
    await seeText('Sound is good');
    await walkTo(page, /^Next$/u);
    await press('Enter');

    await screen('Where to?');
    await walkTo(page, /^YouTube/u);
    await press('Space');
    await walkTo(page, /^Stream key$/u);
    await paste('rtmps://a.rtmps.youtube.com:443/live2/hk3v-9q2x-teach-7b00-maths');
    await seeText('We moved it to the key field');
    // Arrows move inside the group of services, from the first round to the last.
    await walkTo(page, /^YouTube/u, 'Shift+Tab');
    await press('ArrowLeft');
    await page.getByLabel('Server address').waitFor();
    await walkTo(page, /^Server address$/u);
    await paste(`${nginx.url}/maths-7b-lesson-key`);
    await page.getByRole('button', { name: 'Next' }).waitFor();
    await walkTo(page, /^Next$/u);
    await press('Enter');

    await screen('How good?');
    await page.getByRole('button', { name: 'Next' }).waitFor({ timeout: 30_000 });
    await walkTo(page, /^Next$/u);
    await press('Enter');

    await screen('Try it');
    await page.locator('.stage-badge').getByText('Nobody can see this').waitFor();
    await page.getByRole('button', { name: 'Looks right' }).waitFor({ timeout: 40_000 });
    await walkTo(page, /^Looks right$/u);
    await press('Enter');
    await page.getByRole('main', { name: 'Stage' }).waitFor();
    expect((await loadStudio(page)).settings.welcomed).toBe(true);
  });

  test('Tab passes every control of the window, sees each and comes round', async () => {
    // A busy computer may have had something to say of the rehearsal.
    for (const close of await page.getByRole('button', { name: 'Close notice' }).all()) await close.click();
    const stops = await walkRound(page);
    expect(stops.filter(({ fault }) => fault !== '')).toEqual([]);
    const names = stops.map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining(['Uplink menu', 'New scene', 'Add source', 'Rehearse', 'Go live', 'Server address']),
    );
    // The edges between the columns stand in no region.
    expect(new Set(stops.map(({ region }) => region).filter((region) => region !== ''))).toEqual(
      new Set(['Top bar', 'Scenes', 'Sources', 'Stage', 'Mixer', 'Destination and health', 'Signal path']),
    );
  });

  test('F6 and Shift+F6 go round the regions', async () => {
    await press('F6');
    const first = await stopNow(page);
    const seen = [first.region];
    for (let presses = 0; presses < 7; presses += 1) {
      await press('F6');
      const stop = await stopNow(page);
      expect(stop.fault).toBe('');
      seen.push(stop.region);
    }
    expect(seen.at(-1)).toBe(first.region);
    expect(new Set(seen).size).toBe(7);
    await press('Shift+F6');
    expect((await stopNow(page)).region).toBe(seen.at(-2));
  });

  test('Escape closes menu, dialog, list and sheet, and gives the focus back', async () => {
    const picker = await walkTo(page, /^Profile: /u);
    await press('Enter');
    await page.getByRole('menuitem', { name: 'Rename…' }).waitFor();
    await press('Escape');
    expect((await stopNow(page)).name).toBe(picker.name);

    await press('Enter');
    await page.getByRole('menuitem', { name: 'Rename…' }).waitFor();
    // Down to its item, however many profiles stand above it.
    await until('Rename… is chosen', async () => {
      await press('ArrowDown');
      return (await stopNow(page)).name === 'Rename…';
    });
    await press('Enter');
    await page.getByRole('dialog', { name: 'Rename profile' }).waitFor();
    expect((await stopNow(page)).name).toBe('Name');
    await press('Escape');
    await until('the picker has the focus', async () => (await stopNow(page)).name === picker.name);

    await press('?');
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
    await press('Escape');
    await until('the picker has the focus again', async () => (await stopNow(page)).name === picker.name);

    await press('Control+Enter');
    await page.getByRole('dialog', { name: /^Go live with/u }).waitFor();
    expect((await stopNow(page)).name).toMatch(/^Start/u);
    await press('Escape');
    await until('Go live has the focus', async () => (await stopNow(page)).name === 'Go live');
  });

  test('M mutes, but types a letter in a text field', async () => {
    await walkTo(page, /^Mute /u, 'Shift+Tab');
    await press('m');
    await until('muted', isMuted);
    await press('m');
    await until('not muted', async () => !(await isMuted()));
    await walkTo(page, /^Server address$/u);
    await press('End');
    await press('m');
    const typed = await page.evaluate(() =>
      document.activeElement instanceof HTMLInputElement ? document.activeElement.value : '',
    );
    expect(typed).toBe(`${nginx.url}m`);
    expect(await isMuted()).toBe(false);
    await press('Backspace');
    await press('Tab');
  });

  test('Ctrl+Enter and Enter go live; Ctrl+Shift+E and Enter end', async () => {
    await press('Control+Enter');
    await page.getByRole('dialog', { name: /^Go live with/u }).waitFor();
    await press('Enter');
    await waitForPill(page, 'LIVE', 8000);
    expect((await stopNow(page)).fault).toBe('');

    await press('Control+Shift+E');
    await page.getByRole('button', { name: 'End now' }).waitFor();
    await press('Escape');
    await until('End… has the focus', async () => (await stopNow(page)).name === 'End…');
    await waitForPill(page, 'LIVE', 1000);

    await press('Control+Shift+E');
    await until('End now has the focus', async () => (await stopNow(page)).name === 'End now');
    await press('Enter');
    await waitForPill(page, 'ENDED', 5000);
    await page.getByRole('heading', { name: /live on/u }).waitFor();
    await walkTo(page, /^Close$/u);
    await press('Enter');
    await waitForPill(page, 'OFF AIR');
  });

  test('at 200 % in the smallest window all of it is there, and the same keys go live and end', async () => {
    await studio.app.evaluate(({ BrowserWindow }) => {
      const [window] = BrowserWindow.getAllWindows();
      window?.setContentSize(1024, 640);
      window?.webContents.setZoomFactor(2);
    });
    await until('it is zoomed', () => page.evaluate(() => innerWidth <= 512));
    expect(await sidewaysOverflow(page)).toBe(0);
    expect(await misplaced(page)).toEqual([]);
    await walkTo(page, /^Go live$/u);
    await press('Enter');
    await until('Start has the focus', async () => (await stopNow(page)).name.startsWith('Start'));
    expect((await stopNow(page)).fault).toBe('');
    await press('Enter');
    await waitForPill(page, 'LIVE', 8000);
    await press('Control+Shift+E');
    await until('End now has the focus', async () => (await stopNow(page)).name === 'End now');
    expect((await stopNow(page)).fault).toBe('');
    await press('Enter');
    await waitForPill(page, 'ENDED', 5000);
    await walkTo(page, /^Close$/u);
  });
});
