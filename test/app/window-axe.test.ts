/** The window in every state: nothing serious for axe, in both themes, at both ends of the size range. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  hasChromium,
  keepScreenshot,
  openWindowBrowser,
  seriousFindings,
  type WindowBrowser,
} from '../fixtures/window-harness/browser.ts';
import { sessions } from '../fixtures/window-harness/snapshots.ts';

let windows: WindowBrowser;

describe.skipIf(!hasChromium)('the window', () => {
  beforeAll(async () => {
    windows = await openWindowBrowser();
  });
  afterAll(() => windows.close());

  test.each(Object.keys(sessions))('has no serious finding while %s', async (state) => {
    const page = await windows.open(`state=${state}&camera`);
    await keepScreenshot(page, state);
    expect(await seriousFindings(page)).toEqual([]);
    await page.close();
  });

  test.each(['off-air', 'rehearsing', 'live-weak', 'failed', 'ended', 'recording-low'])(
    'has no serious finding in the light theme while %s',
    async (state) => {
      const page = await windows.open(`state=${state}&theme=light`);
      await keepScreenshot(page, `light-${state}`);
      expect(await seriousFindings(page)).toEqual([]);
      await page.close();
    },
  );

  test.each([
    ['camera missing', 'capture=missing&camera'],
    ['permission denied', 'capture=denied&camera'],
    ['no key store', 'no-key-store'],
  ])('explains itself with %s', async (name, query) => {
    const page = await windows.open(query);
    await keepScreenshot(page, name.replaceAll(' ', '-'));
    expect(await seriousFindings(page)).toEqual([]);
    await page.close();
  });

  test('shows health, sheet, menu and lists without a serious finding', async () => {
    const page = await windows.open('state=live-weak');
    await page.keyboard.press('Alt+5');
    await page.getByRole('img', { name: /Bitrate of the encoder and of each destination/ }).waitFor();
    await keepScreenshot(page, 'health');
    expect(await seriousFindings(page)).toEqual([]);
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await page.close();

    const idle = await windows.open('state=off-air');
    await idle.keyboard.press('Control+Enter');
    await idle.getByRole('dialog', { name: /Go live with/ }).waitFor();
    await keepScreenshot(idle, 'go-live-sheet');
    expect(await seriousFindings(idle)).toEqual([]);
    await idle.keyboard.press('Escape');
    await idle.getByRole('button', { name: 'Profile: Sunday service' }).click();
    await keepScreenshot(idle, 'profiles');
    expect(await seriousFindings(idle)).toEqual([]);
    await idle.close();
  });
});
