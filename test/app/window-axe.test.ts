/** The window in every state: nothing serious for axe, in both themes and both languages. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  hasChromium,
  keepScreenshot,
  openWindowBrowser,
  seriousFindings,
  showState,
  type Finding,
  type WindowBrowser,
} from '../fixtures/window-harness/browser.ts';
import { sessions, type HarnessState } from '../fixtures/window-harness/snapshots.ts';

/** Two looks of the window, each in a page that is led through all states: one look for each theme and language. */
const looks = {
  'dark, English': 'state=off-air&camera',
  'light, German': 'state=off-air&show=full&theme=light&language=de',
} as const;

let windows: WindowBrowser;
let pages: readonly (readonly [name: string, page: Page])[];

const isState = (name: string): name is HarnessState => Object.hasOwn(sessions, name);
const states = Object.keys(sessions)
  .filter(isState)
  .map((name) => ({ name, session: sessions[name] }));

describe.skipIf(!hasChromium)('the window', () => {
  beforeAll(async () => {
    windows = await openWindowBrowser();
    const opened: [string, Page][] = [];
    for (const [look, query] of Object.entries(looks)) opened.push([look, await windows.open(query)]);
    pages = opened;
  });
  afterAll(() => windows.close());

  test.each(states)('has no serious finding in either theme and language: $name', async ({ name, session }) => {
    const found: Record<string, readonly Finding[]> = {};
    for (const [look, page] of pages) {
      await showState(page, name);
      await page.locator(`.pill-${session.state}`).waitFor();
      if (session.reportReady) await page.locator('.card-report').waitFor();
      await keepScreenshot(page, `${name} ${look}`);
      found[look] = await seriousFindings(page);
    }
    expect(found).toEqual({ 'dark, English': [], 'light, German': [] });
  });

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
    await page.keyboard.press('Escape');
    await showState(page, 'off-air');
    await page.keyboard.press('Control+Enter');
    await page.getByRole('dialog', { name: /Go live with/ }).waitFor();
    await keepScreenshot(page, 'go-live-sheet');
    expect(await seriousFindings(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Profile: Sunday service' }).click();
    await keepScreenshot(page, 'profiles');
    expect(await seriousFindings(page)).toEqual([]);
    await page.close();
  });
});
