/** The window without a mouse: going live, rehearsing, ending, the key field and the first run. */
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { asked } from '../fixtures/window-harness/asked.ts';
import {
  hasChromium,
  keepScreenshot,
  openWindowBrowser,
  seriousFindings,
  type WindowBrowser,
} from '../fixtures/window-harness/browser.ts';

let windows: WindowBrowser;

const pill = (page: Page) => page.getByRole('group', { name: 'Session state' });

/** Pastes as a person does, through the clipboard event that the field sees. */
async function paste(page: Page, text: string): Promise<void> {
  await page.evaluate((pasted) => document.execCommand('insertText', false, pasted), text);
}

type Box = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };

async function boxOf(place: Locator): Promise<Box> {
  return (await place.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
}

function overlap(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

describe.skipIf(!hasChromium)('the window by keyboard', () => {
  beforeAll(async () => {
    windows = await openWindowBrowser();
  });
  afterAll(() => windows.close());

  test('goes live with Ctrl+Enter and Enter, and ends in two steps', async () => {
    const page = await windows.open('state=off-air');
    await page.keyboard.press('Control+Enter');
    await page.getByRole('dialog', { name: /Go live with/ }).waitFor();
    await page.keyboard.press('Enter');
    await pill(page).getByText('LIVE').waitFor();
    expect(await asked(page, 'live.start')).toEqual([{ mode: 'live' }]);
    expect(await page.locator('[data-speaks=assertive]').textContent()).toBe('You are live on YouTube');
    await page.keyboard.press('Control+Shift+E');
    await page.getByRole('button', { name: 'End now' }).waitFor();
    expect(await asked(page, 'live.stop')).toEqual([]);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: /^1 min 3 s live on YouTube/ }).waitFor();
    await page.close();
  });

  test('rehearses with one press and says that nobody can see it', async () => {
    const page = await windows.open('state=off-air');
    await page.keyboard.press('Control+Shift+Enter');
    await pill(page).getByText('REHEARSAL').waitFor();
    await page.getByText('Nobody can see this', { exact: true }).first().waitFor();
    expect(await page.getByRole('button', { name: 'Go live' }).count()).toBe(0);
    await page.keyboard.press('Control+Shift+Enter');
    await pill(page).getByText('ENDED').waitFor();
    await page.close();
  });

  test('blocks a start without a key and leads to the key field', async () => {
    const page = await windows.open('state=off-air');
    await page.getByRole('button', { name: 'Remove key' }).click();
    await page.keyboard.press('Control+Enter');
    expect(await page.getByRole('button', { name: 'Start', exact: false }).last().isDisabled()).toBe(true);
    await page.keyboard.press('Enter');
    await page.locator('input[type=password]:focus').waitFor();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.close();
  });

  test('moves a glued key out of a typed address and keeps it nowhere in the page', async () => {
    const page = await windows.open('state=off-air');
    await page.getByRole('button', { name: 'Remove key' }).click();
    await page.getByLabel('Stream key', { exact: true }).focus();
    await paste(page, 'rtmps://a.rtmps.youtube.com:443/live2/abcd-efgh-ijkl-mnop');
    await page.keyboard.press('Enter');
    await page.getByText('We moved it to the key field').waitFor();
    await page.getByText('Stored in your system’s key store').waitFor();
    expect(await asked(page, 'profile.setKey')).toEqual([{ id: expect.any(String), key: 'abcd-efgh-ijkl-mnop' }]);
    expect(await page.content()).not.toContain('abcd-efgh');
    await page.close();
  });

  test('saves a typed key on the whole click, not on the press', async () => {
    const page = await windows.open('state=off-air');
    await page.getByRole('button', { name: 'Remove key' }).click();
    await page.getByLabel('Stream key', { exact: true }).fill('abcd-efgh-ijkl-mnop');
    const saveKey = page.getByRole('button', { name: 'Save key' });
    await saveKey.hover();
    await page.mouse.down();
    expect(await asked(page, 'profile.setKey')).toEqual([]);
    await page.mouse.up();
    await page.getByText('Stored in your system’s key store').waitFor();
    expect(await asked(page, 'profile.setKey')).toHaveLength(1);
    await page.close();
  });

  test('saves a typed key when the focus leaves field and button', async () => {
    const page = await windows.open('state=off-air');
    await page.getByRole('button', { name: 'Remove key' }).click();
    await page.getByLabel('Stream key', { exact: true }).fill('abcd-efgh-ijkl-mnop');
    await page.keyboard.press('Tab');
    expect(await asked(page, 'profile.setKey')).toEqual([]);
    await page.keyboard.press('Tab');
    await page.getByText('Stored in your system’s key store').waitFor();
    await page.close();
  });

  test('reaches notices with F6; they cover no panel but the stage', async () => {
    const page = await windows.open('state=live-weak', { width: 1024, height: 640 });
    await page.evaluate(() =>
      globalThis.windowHarness.emit('notice', { tone: 'warn', text: 'The settings file was damaged.', next: '' }),
    );
    const notices = page.getByRole('complementary', { name: 'Notices' });
    await notices.waitFor();
    for (const name of ['Mixer', 'Signal path', 'Destination and health']) {
      const panel = page.getByRole('region', { name, exact: true });
      expect(overlap(await boxOf(notices), await boxOf(panel))).toBe(false);
    }
    await page.getByRole('main', { name: 'Stage' }).focus();
    await page.keyboard.press('F6');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await notices.waitFor({ state: 'detached' });
    await page.close();
  });

  test('mutes with M, but not while a text field has the focus', async () => {
    const page = await windows.open('state=off-air');
    await page.keyboard.press('m');
    await page
      .getByRole('region', { name: 'Mixer' })
      .getByRole('button', { name: /^Mute Test/, pressed: true })
      .waitFor();
    await page.getByLabel('Video, kb/s').focus();
    await page.keyboard.press('m');
    expect(await asked(page, 'show.do')).toHaveLength(1);
    await page.close();
  });

  test('cycles through the regions with F6', async () => {
    const page = await windows.open('state=off-air');
    const seen: string[] = [];
    for (let press = 0; press < 8; press += 1) {
      await page.keyboard.press('F6');
      seen.push(await page.evaluate(() => document.activeElement?.getAttribute('data-region') ?? ''));
    }
    const right = ['Mixer', 'Destination and health', 'Signal path'];
    expect(seen).toEqual(['Top bar', 'Scenes', 'Sources', 'Stage', ...right, 'Top bar']);
    await page.close();
  });

  test('walks through the first run to the main window', async () => {
    const page = await windows.open('new');
    await page.getByRole('heading', { name: 'What will you do?' }).waitFor();
    await keepScreenshot(page, 'welcome-1');
    expect(await seriousFindings(page)).toEqual([]);
    await page.getByRole('button', { name: /Talk to camera/ }).press('Enter');
    await page.getByText('Sound is good').waitFor();
    await keepScreenshot(page, 'welcome-2');
    expect(await seriousFindings(page)).toEqual([]);
    await page.getByRole('button', { name: 'Next' }).press('Enter');
    await page.getByRole('radio', { name: /YouTube/ }).press('Space');
    // The tick of the chosen tile is drawn, not read.
    await page.getByRole('radio', { name: 'YouTube With your stream key', exact: true, checked: true }).waitFor();
    await keepScreenshot(page, 'welcome-3');
    expect(await seriousFindings(page)).toEqual([]);
    await page.getByRole('button', { name: 'Next' }).press('Enter');
    await page.getByText('720p at 30 fps, 4.0 Mb/s').first().waitFor({ timeout: 20_000 });
    await page.getByText('30.0 of 30 frames a second').waitFor({ timeout: 20_000 });
    await keepScreenshot(page, 'welcome-4');
    expect(await seriousFindings(page)).toEqual([]);
    await page.getByRole('button', { name: 'Next' }).press('Enter');
    await page.getByText('Nobody can see this', { exact: true }).waitFor();
    await keepScreenshot(page, 'welcome-5-running');
    expect(await seriousFindings(page)).toEqual([]);
    await page.getByRole('button', { name: 'Looks right' }).waitFor({ timeout: 30_000 });
    await keepScreenshot(page, 'welcome-5');
    await page.getByRole('button', { name: 'Looks right' }).press('Enter');
    await page.getByRole('main', { name: 'Stage' }).waitFor();
    expect(await pill(page).textContent()).toBe('OFF AIR');
    await page.close();
  });
});
