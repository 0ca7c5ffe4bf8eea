/** What is played, fed and listened to, by keyboard: films, playlists, another encoder's address, one strip alone, and a stream's end. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { asked as inputsOf } from '../fixtures/window-harness/asked.ts';
import {
  hasChromium,
  keepScreenshot,
  openWindowBrowser,
  seriousFindings,
  type WindowBrowser,
} from '../fixtures/window-harness/browser.ts';

let windows: WindowBrowser;

const sources = (page: Page) => page.getByRole('region', { name: 'Sources' });

/** Calls of one name so far, as JSON. */
const asked = async (page: Page, name: string): Promise<readonly string[]> =>
  (await inputsOf(page, name)).map((input) => JSON.stringify(input));

async function openProperties(page: Page, name: string) {
  await sources(page)
    .getByRole('button', { name: `Menu of ${name}` })
    .click();
  await page.getByRole('menuitem', { name: 'Properties…' }).click();
  return page.getByRole('dialog', { name: `Properties of ${name}` });
}

describe.skipIf(!hasChromium)('controls of what is fed and heard', () => {
  beforeAll(async () => {
    windows = await openWindowBrowser();
  });
  afterAll(() => windows.close());

  test('a film is played from its row by keyboard, with its place told in words', async () => {
    const page = await windows.open('state=off-air&show=fed');
    await sources(page).getByRole('button', { name: 'Hymns', exact: true }).focus();
    await page.keyboard.press('Enter');
    const player = page.getByRole('group', { name: 'Player of Hymns' });
    await player.waitFor();
    const place = player.getByRole('slider', { name: 'Place in Hymns' });
    expect(await place.getAttribute('aria-valuetext')).toBe('1:05 / 3:00');
    await place.focus();
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => place.getAttribute('aria-valuetext')).toBe('1:06 / 3:00');
    await player.getByRole('button', { name: 'Pause Hymns' }).focus();
    await page.keyboard.press('Enter');
    await player.getByRole('button', { name: 'Play Hymns', exact: true }).waitFor();
    expect(await player.innerText()).toContain('File 1 of 3: one.mp4.');
    // Delete on its buttons is not meant for the row.
    await page.keyboard.press('Delete');
    expect(await asked(page, 'show.do')).toEqual([]);
    await keepScreenshot(page, 'film-row');
    expect(await seriousFindings(page)).toEqual([]);
    await page.close();
  });

  test('files of a playlist are moved by Alt and the arrows, equal ones apart from each other', async () => {
    const page = await windows.open('state=off-air&show=fed');
    const dialog = await openProperties(page, 'Hymns');
    const rows = dialog.getByRole('list', { name: 'Files, in order' }).getByRole('listitem');
    await expect.poll(() => rows.count()).toBe(3);
    await rows.nth(2).getByRole('button', { name: 'Take one.mp4 out' }).focus();
    await page.keyboard.press('Alt+ArrowUp');
    await expect.poll(() => rows.allInnerTexts()).toEqual(['one.mp4', 'one.mp4', 'two.mp4']);
    await rows.nth(2).getByRole('button', { name: 'Menu of two.mp4' }).click();
    await page.getByRole('menuitem', { name: 'Earlier' }).click();
    await expect.poll(() => rows.allInnerTexts()).toEqual(['one.mp4', 'two.mp4', 'one.mp4']);
    expect(await seriousFindings(page)).toEqual([]);
    await page.close();
  });

  test('another encoder’s address stands in its properties, with its port where that is not the usual one', async () => {
    const page = await windows.open('state=off-air&show=fed');
    const dialog = await openProperties(page, 'Phone');
    await expect
      .poll(() => dialog.getByLabel('Server address', { exact: true }).inputValue())
      .toBe('rtmp://127.0.0.1:40123/live');
    expect(await dialog.getByLabel('Stream key', { exact: true }).inputValue()).toBe('guest');
    expect(await dialog.innerText()).toContain('Port 40123 instead of 1935');
    await keepScreenshot(page, 'encoder-address');
    expect(await seriousFindings(page)).toEqual([]);
    await page.close();
  });

  test('a web page is loaded anew', async () => {
    const page = await windows.open('state=off-air&show=fed');
    const dialog = await openProperties(page, 'Scores');
    await dialog.getByRole('button', { name: 'Load the page anew' }).click();
    expect(await asked(page, 'capture.reloadPage')).toEqual(['{"sourceId":"page"}']);
    await page.close();
  });

  test('one strip is listened to alone, and a line says so until it ends', async () => {
    const page = await windows.open('state=off-air&show=fed');
    const mixer = page.getByRole('region', { name: 'Mixer' });
    const alone = mixer.getByRole('button', { name: 'Listen to USB microphone alone' });
    await alone.focus();
    await page.keyboard.press('Enter');
    expect(await alone.getAttribute('aria-pressed')).toBe('true');
    await mixer.getByText('On this computer you hear only “USB microphone”.').waitFor();
    await keepScreenshot(page, 'solo');
    expect(await seriousFindings(page)).toEqual([]);
    await mixer.getByRole('button', { name: 'Hear everything again' }).click();
    expect(await alone.getAttribute('aria-pressed')).toBe('false');
    await page.close();
  });

  test('a stream begins on the opening scene', async () => {
    const page = await windows.open('state=off-air&show=fed');
    await page.keyboard.press('Control+Enter');
    const sheet = page.getByRole('dialog');
    expect(await sheet.getByLabel('Start on the opening scene “Camera only”').isChecked()).toBe(true);
    await keepScreenshot(page, 'opening-scene');
    await sheet
      .getByRole('button', { name: /^(?:Start|Go live)/ })
      .last()
      .click();
    await expect.poll(() => asked(page, 'live.start')).toHaveLength(1);
    expect((await asked(page, 'show.do')).join()).toContain('"sceneId":"close"');
    await page.close();
  });

  test('the closing scene is shown before the end, and the user may think better of it', async () => {
    const page = await windows.open('state=live&show=fed');
    await page.getByRole('button', { name: 'End…' }).click();
    await page.getByRole('button', { name: 'Show “Pause” for 15 s, then end' }).click();
    await page.getByRole('heading', { name: /^The stream ends in 1\d s$/ }).waitFor();
    await keepScreenshot(page, 'closing-scene');
    expect(await seriousFindings(page)).toEqual([]);
    expect((await asked(page, 'show.do')).join()).toContain('"sceneId":"pause"');
    await page.getByRole('button', { name: 'Keep streaming' }).click();
    await page.getByRole('button', { name: 'End…', exact: true }).waitFor();
    expect(await asked(page, 'live.stop')).toEqual([]);
    await page.close();
  });
});
