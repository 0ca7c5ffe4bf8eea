/** The window at 200 % zoom in 1024 by 640 pixels, and from right to left: all is there and seen, and nothing lies on another. */
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  hasChromium,
  keepScreenshot,
  openWindowBrowser,
  seriousFindings,
  showState,
  type WindowBrowser,
} from '../fixtures/window-harness/browser.ts';
import { stopNow, walkRound, walkTo } from '../support/studio/keyboard.ts';
import { misplaced, sidewaysOverflow } from '../support/studio/layout.ts';

/** A page that is zoomed twice is laid out in half of its window's pixels. */
const zoomed = { width: 512, height: 320 };

/** What must be in reach: going live, rehearsing, recording, scenes, sources, layouts, sound and delivery. */
const verbs = [
  'Rehearse',
  'Go live',
  'Record',
  'Uplink menu',
  'New scene',
  'Add source',
  'Picture in picture',
  'Mute USB microphone',
  'Volume of USB microphone',
  'Video, kb/s',
  'Destinations',
];

let windows: WindowBrowser;

/** The dialog of that name lies within the window. */
async function expectInside(page: Page, name: RegExp): Promise<void> {
  const dialog = page.getByRole('dialog', { name });
  await dialog.waitFor();
  const { x, y, width, height } = (await dialog.boundingBox()) ?? { x: -1, y: -1, width: 0, height: 0 };
  const beyond = [-x, -y, x + width - zoomed.width, y + height - zoomed.height].map((pixels) => Math.max(0, pixels));
  expect([String(name), ...beyond]).toEqual([String(name), 0, 0, 0, 0]);
}

beforeAll(async () => {
  if (hasChromium) windows = await openWindowBrowser();
});
afterAll(() => windows?.close());

describe.skipIf(!hasChromium)('the window at 200 %', () => {
  test('Tab passes every control and each is seen there', async () => {
    const page = await windows.open('state=off-air&show=full', zoomed);
    await keepScreenshot(page, 'zoom');
    const stops = await walkRound(page);
    expect(stops.filter(({ fault }) => fault !== '')).toEqual([]);
    const names = new Set(stops.map(({ name }) => name));
    expect(verbs.filter((verb) => !names.has(verb))).toEqual([]);
    await page.close();
  });

  test('the way to live and to the end is open', async () => {
    const page = await windows.open('state=off-air&show=full', zoomed);
    const pill = page.getByRole('group', { name: 'Session state' });
    await page.keyboard.press('Control+Enter');
    await expectInside(page, /^Go live with/u);
    const start = await stopNow(page);
    expect([start.name.startsWith('Start'), start.fault]).toEqual([true, '']);
    await keepScreenshot(page, 'zoom-sheet');
    await page.keyboard.press('Enter');
    await pill.getByText('LIVE').waitFor();
    await page.keyboard.press('Control+Shift+E');
    await expectInside(page, /^End the stream/u);
    const end = await stopNow(page);
    expect([end.name, end.fault]).toEqual(['End now', '']);
    await page.keyboard.press('Enter');
    await pill.getByText('ENDED').waitFor();
    await walkTo(page, /^Close$/u);
    await page.keyboard.press('Enter');
    await pill.getByText('OFF AIR').waitFor();
    await page.close();
  });

  test.each(['en', 'de'])('nothing lies on another or beyond the sides in any state: %s', async (language) => {
    const page = await windows.open(`state=off-air&show=full&language=${language}`, zoomed);
    const found: Record<string, readonly unknown[]> = {};
    for (const state of ['off-air', 'rehearsing', 'live', 'live-weak', 'reconnecting', 'failed', 'ended'] as const) {
      await showState(page, state);
      await page.locator(`.pill-${state === 'live-weak' ? 'live' : state}`).waitFor();
      if (state === 'ended') await page.locator('.card-report').waitFor();
      await keepScreenshot(page, `zoom-${state}-${language}`);
      const wide = await sidewaysOverflow(page);
      const wrong = [...(wide === 0 ? [] : [`${wide} px too wide`]), ...(await misplaced(page))];
      if (wrong.length > 0) found[state] = wrong;
    }
    expect(found).toEqual({});
    await page.close();
  });

  test('palette, lists and dialogs fit', async () => {
    const page = await windows.open('state=off-air&show=full', zoomed);
    await page.keyboard.press('Control+k');
    await expectInside(page, /^Commands$/u);
    await page.keyboard.type('Add source');
    await page.keyboard.press('Enter');
    await expectInside(page, /^Add source$/u);
    await page.keyboard.press('Escape');
    // What takes the focus back late would close the list again.
    await page.getByRole('button', { name: 'Add source' }).and(page.locator(':focus')).waitFor();
    await page.keyboard.press('?');
    await expectInside(page, /^Keyboard shortcuts$/u);
    expect((await stopNow(page)).fault).toBe('');
    await page.close();
  });
});

/** As a language that is written so would have it. */
async function turnRound(page: Page): Promise<void> {
  await page.evaluate(() => {
    document.documentElement.dir = 'rtl';
  });
}

/** Left and right edge, in whole pixels. */
async function sidesOf(place: Locator): Promise<readonly [left: number, right: number]> {
  const { x, width } = (await place.boundingBox()) ?? { x: Number.NaN, width: Number.NaN };
  return [Math.round(x), Math.round(x + width)];
}

describe.skipIf(!hasChromium)('the window from right to left', () => {
  test('is the same one, mirrored', async () => {
    const page = await windows.open('state=off-air&show=full');
    const { width = 0 } = page.viewportSize() ?? {};
    const places = [
      page.getByRole('region', { name: 'Scenes' }),
      page.getByRole('region', { name: 'Sources' }),
      page.getByRole('main', { name: 'Stage' }),
      page.getByRole('region', { name: 'Destination and health' }),
      page.getByRole('button', { name: 'Uplink menu' }),
      page.getByRole('button', { name: 'Go live' }),
      page.getByRole('button', { name: 'New scene' }),
      page.getByRole('button', { name: 'Mute USB microphone' }).last(),
      page.getByRole('tab', { name: 'Destinations' }),
    ];
    const before = await Promise.all(places.map(sidesOf));
    await turnRound(page);
    const after = await Promise.all(places.map(sidesOf));
    const off = after.map(([left, right], index) => {
      const [wasLeft = 0, wasRight = 0] = before[index] ?? [];
      return Math.max(Math.abs(width - wasRight - left), Math.abs(width - wasLeft - right));
    });
    expect(Math.max(...off)).toBeLessThanOrEqual(2);
    expect(await sidewaysOverflow(page)).toBe(0);
    expect(await misplaced(page)).toEqual([]);
    await keepScreenshot(page, 'right-to-left');
    expect(await seriousFindings(page)).toEqual([]);
    await page.close();
  });

  test('opens its sheet and menus on the side where they are read, and submenus by the arrow that points there', async () => {
    const page = await windows.open('state=off-air&show=full');
    await turnRound(page);
    await page.keyboard.press('Control+Enter');
    const sheet = page.getByRole('dialog', { name: /^Go live with/u });
    expect((await sidesOf(sheet))[0]).toBe(0);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Menu of Parish logo' }).press('Enter');
    await page.getByRole('menuitem', { name: 'Order' }).press('ArrowLeft');
    const branch = page.getByRole('menuitem', { name: 'To the front' });
    await branch.waitFor();
    const [, branchRight] = await sidesOf(branch);
    const [menuLeft] = await sidesOf(page.getByRole('menuitem', { name: 'Order' }));
    expect(branchRight).toBeLessThanOrEqual(menuLeft + 16);
    await page.close();
  });

  test('fits in every state, also at 200 %', async () => {
    for (const size of [{ width: 1024, height: 640 }, zoomed]) {
      const page = await windows.open('state=off-air&show=full', size);
      await turnRound(page);
      const found: Record<string, readonly unknown[]> = {};
      for (const state of ['off-air', 'live', 'reconnecting', 'failed', 'ended'] as const) {
        await showState(page, state);
        await page.locator(`.pill-${state}`).waitFor();
        const wide = await sidewaysOverflow(page);
        const wrong = [...(wide === 0 ? [] : [`${wide} px too wide`]), ...(await misplaced(page))];
        if (wrong.length > 0) found[state] = wrong;
      }
      expect(found).toEqual({});
      await page.close();
    }
  });
});
