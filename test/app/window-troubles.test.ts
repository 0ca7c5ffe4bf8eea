/** The window when something breaks off, is broken on purpose or is still being finished. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasChromium, openWindowBrowser, type WindowBrowser } from '../fixtures/window-harness/browser.ts';

let windows: WindowBrowser;

describe.skipIf(!hasChromium)('the window', () => {
  beforeAll(async () => {
    windows = await openWindowBrowser();
  });
  afterAll(() => windows.close());

  test('a key held down records once, and stops nothing', async () => {
    const page = await windows.open('state=live');
    await page.keyboard.down('Control');
    for (let press = 0; press < 4; press += 1) await page.keyboard.down('r');
    await page.keyboard.up('r');
    await page.keyboard.up('Control');
    await page.getByRole('button', { name: 'Stop recording' }).waitFor();
    const calls = await page.evaluate(() => globalThis.windowHarness.asked.map(([name]) => name));
    expect(calls.filter((name) => name.startsWith('record.'))).toEqual(['record.start']);
    await page.close();
  });

  test('goes on recording when nobody receives, and leaves the end to the user', async () => {
    const page = await windows.open('state=nobody-receives');
    const card = page.getByRole('region', { name: 'Nobody receives any more; the recording goes on.' });
    await card.getByRole('button', { name: 'Try again' }).press('Enter');
    await card.getByRole('button', { name: 'End', exact: true }).press('Enter');
    const calls = await page.evaluate(() => globalThis.windowHarness.asked.map(([name]) => name));
    expect(calls.filter((name) => name.startsWith('live.'))).toEqual(['live.retryNow', 'live.stop']);
    await page.close();
  });

  test('shows the report of a stream that broke off below the reason', async () => {
    const page = await windows.open('state=failed-live');
    const failure = page.getByRole('region', { name: 'The stream broke off' });
    // A trial click insists that nothing lies over it.
    await failure.getByRole('button', { name: 'Try again' }).click({ trial: true });
    const report = page.getByRole('region', { name: /live on YouTube and Twitch/ });
    await report.getByRole('heading', { name: 'What went wrong' }).waitFor();
    expect(await page.getByRole('button', { name: 'Close', exact: true }).count()).toBe(1);
    await page.evaluate(() => globalThis.windowHarness.show('failed'));
    await page.getByRole('region', { name: 'Not live' }).waitFor();
    expect(await page.getByRole('heading', { name: 'What went wrong' }).count()).toBe(0);
    await page.close();
  });

  test('the report on show follows its files, whose progress is not spoken', async () => {
    const page = await windows.open('state=ended-finishing');
    const files = page.getByRole('region', { name: 'Files' });
    await files.getByText('not read again').waitFor();
    const progress = page.getByText('Finishing the file: 42 %');
    await progress.waitFor();
    expect(await page.getByRole('status').filter({ hasText: 'Finishing' }).count()).toBe(0);
    expect(await page.getByRole('button', { name: 'Choose another folder' }).count()).toBe(0);
    expect(await page.getByRole('button', { name: 'Record', exact: true }).isEnabled()).toBe(true);
    await page.evaluate(() => globalThis.windowHarness.show('ended'));
    await progress.waitFor({ state: 'detached' });
    await files.getByText('not read again').waitFor({ state: 'detached' });
    await page.close();
    const low = await windows.open('state=recording-low');
    await low.getByRole('status').filter({ hasText: 'About 6 minutes' }).waitFor();
    await low.getByRole('button', { name: 'Choose another folder' }).waitFor();
    await low.close();
  });

  test('remembers what is broken on purpose while another tab is open, and fills no disk for nothing', async () => {
    const page = await windows.open('state=rehearsing');
    await page.getByText('Rehearse a failure').click();
    const cut = page.getByRole('button', { name: 'Cut the network' });
    await cut.press('Enter');
    await cut.and(page.locator('[aria-pressed=true]')).waitFor();
    expect(await page.getByRole('button', { name: 'Fill the disk' }).isDisabled()).toBe(true);
    await page.getByText('Start a recording first.').waitFor();
    await page.keyboard.press('Alt+5');
    await page.keyboard.press('Alt+4');
    await page.getByText('Rehearse a failure').click();
    await cut.and(page.locator('[aria-pressed=true]')).waitFor();
    await cut.press('Enter');
    await cut.and(page.locator('[aria-pressed=false]')).waitFor();
    await page.close();
  });
});
