/** The window's shell: commands by name, keys to choose, the mixer, the other language, text size and moved edges. */
import type { Page } from 'playwright-core';
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

const mixer = (page: Page) => page.getByRole('region', { name: 'Mixer' });
const widthOf = async (page: Page, name: string) =>
  (await page.getByRole('region', { name }).boundingBox())?.width ?? 0;

describe.skipIf(!hasChromium)('the shell of the window', () => {
  beforeAll(async () => {
    windows = await openWindowBrowser();
  });
  afterAll(() => windows.close());

  test('any command is found by its name and done by Enter; scenes too', async () => {
    const page = await windows.open('state=off-air&show=full');
    await page.keyboard.press('Control+k');
    const palette = page.getByRole('dialog', { name: 'Commands' });
    await palette.getByRole('combobox').waitFor();
    await keepScreenshot(page, 'palette');
    expect(await seriousFindings(page)).toEqual([]);
    await page.keyboard.type('pause');
    await palette.getByRole('option', { name: /Go to Pause/ }).waitFor();
    await page.keyboard.press('Enter');
    await palette.waitFor({ state: 'detached' });
    await expect
      .poll(() => asked(page, 'show.do'))
      .toMatchObject([{ command: { name: 'stage.program', sceneId: 'pause' } }]);
    await page.keyboard.press('Control+k');
    await page.keyboard.type('go live');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: /^Go live with/ }).waitFor();
    await page.close();
  });

  test('keys are changed without a trap, and never taken from another command unasked', async () => {
    const page = await windows.open('state=off-air');
    await page.keyboard.press('?');
    const list = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
    await list.waitFor();
    await keepScreenshot(page, 'shortcuts');
    expect(await seriousFindings(page)).toEqual([]);
    const mark = list.getByRole('button', { name: /^Change the keys of Mark this moment/ });
    await mark.click();
    await page.keyboard.press('Escape');
    await list.getByRole('button', { name: 'Change the keys of Mark this moment, now F8' }).click();
    await page.keyboard.press('Space');
    await list.getByText('These keys are needed to move and to type.').waitFor();
    await page.keyboard.press('m');
    await list.getByText('Mute or unmute the main microphone has these keys.').waitFor();
    expect(await asked(page, 'settings.update')).toEqual([]);
    await keepScreenshot(page, 'shortcuts-conflict');
    expect(await seriousFindings(page)).toEqual([]);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await list.getByRole('button', { name: 'Change the keys of Mark this moment, now M' }).waitFor();
    expect(await asked(page, 'settings.update')).toEqual([{ shortcuts: { 'mark.add': 'M', 'audio.mute': '' } }]);
    await list.getByRole('button', { name: 'Bring back all first keys' }).click();
    await list.getByRole('button', { name: 'Change the keys of Mark this moment, now F8' }).waitFor();
    await page.close();
  });

  test('a key that works everywhere tells whether it does', async () => {
    const page = await windows.open('state=off-air');
    await page.keyboard.press('?');
    const list = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
    await list.getByRole('button', { name: 'Keys for Mark this moment that work everywhere' }).click();
    await page.keyboard.press('k');
    await list.getByText('Keys that work everywhere need Ctrl, Alt or an F key.').waitFor();
    await page.keyboard.press('Control+Alt+k');
    await list.getByText('Everywhere: Ctrl+Alt+K.').waitFor();
    await page.evaluate(() =>
      globalThis.windowHarness.emit('shortcuts.changed', [{ id: 'mark.add', keys: 'Ctrl+Alt+K', state: 'taken' }]),
    );
    await list.getByText('Another program has these keys. Choose others.').waitFor();
    expect(await asked(page, 'settings.update')).toEqual([{ globalShortcuts: { 'mark.add': 'Ctrl+Alt+K' } }]);
    await page.close();
  });

  test('a strip is moved, muted and filtered by keyboard', async () => {
    const page = await windows.open('state=off-air&show=full');
    const strip = mixer(page).getByRole('group', { name: 'USB microphone' });
    await strip.getByRole('meter', { name: 'Level of USB microphone' }).waitFor();
    await keepScreenshot(page, 'mixer');
    await strip.getByRole('slider', { name: 'Volume of USB microphone' }).focus();
    await page.keyboard.press('ArrowDown');
    await expect
      .poll(() => asked(page, 'show.do'))
      .toMatchObject([{ command: { name: 'strip.set', sourceId: 'mic', patch: { faderDb: expect.any(Number) } } }]);
    await strip.getByRole('button', { name: 'Mute USB microphone' }).press('Enter');
    await strip.getByRole('button', { name: 'Mute USB microphone', pressed: true }).waitFor();
    await strip.getByRole('button', { name: 'Sound settings of USB microphone' }).press('Enter');
    await page.getByRole('checkbox', { name: 'Mono' }).press('Space');
    await keepScreenshot(page, 'mixer-strip');
    expect(await seriousFindings(page)).toEqual([]);
    await page.close();
  });

  test('filters are added, ordered and set by keyboard', async () => {
    const page = await windows.open('state=off-air&show=full');
    const strip = mixer(page).getByRole('group', { name: 'USB microphone' });
    await strip.getByRole('button', { name: 'Sound settings of USB microphone' }).press('Enter');
    await page.getByRole('button', { name: /^Filters/ }).press('Enter');
    const filters = page.getByRole('dialog', { name: 'Sound filters of USB microphone' });
    await filters.getByLabel('Add a filter').selectOption('Compressor');
    await filters.getByLabel('Add a filter').selectOption('Gate');
    await filters.getByRole('button', { name: 'Move Gate earlier' }).press('Enter');
    const threshold = filters.getByRole('textbox', { name: 'Threshold' });
    await threshold.fill('-24');
    await threshold.press('Enter');
    await expect
      .poll(() => asked(page, 'show.do'))
      .toContainEqual(
        expect.objectContaining({
          command: expect.objectContaining({
            name: 'filter.set',
            filter: expect.objectContaining({ kind: 'compressor', thresholdDb: -24 }),
          }),
        }),
      );
    expect(await filters.getByRole('listitem').getByRole('switch').count()).toBe(2);
    await keepScreenshot(page, 'mixer-filters');
    expect(await seriousFindings(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await filters.waitFor({ state: 'detached' });
    await page.close();
  });

  test('all is there in German, and nothing serious is found', async () => {
    const page = await windows.open('state=live&show=full&language=de');
    expect(await page.locator('html').getAttribute('lang')).toBe('de');
    await page.getByRole('main', { name: 'Bühne' }).waitFor();
    await page.getByRole('region', { name: 'Mischpult' }).waitFor();
    await page.getByRole('button', { name: 'Uplink-Menü' }).waitFor();
    await keepScreenshot(page, 'german');
    expect(await seriousFindings(page)).toEqual([]);
    expect(await page.locator('body').innerText()).not.toMatch(
      /\b(?:app|destination|edit|editor|live|mixer|results|show|welcome)\.[a-z]/u,
    );
    await page.close();
  });

  test('the language is chosen in the menu and shown at once', async () => {
    const page = await windows.open('state=off-air');
    await page.getByRole('button', { name: 'Uplink menu' }).press('Enter');
    await page.getByRole('menuitem', { name: /^Language/ }).press('Enter');
    await page.getByRole('menuitemradio', { name: 'Deutsch' }).press('Enter');
    await page.getByRole('button', { name: 'Live gehen' }).waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('de');
    await page.close();
  });

  test.each(['text=150', 'text=90&compact', 'text=150&language=de'])('with %s nothing is cut off', async (look) => {
    const page = await windows.open(`state=live&show=full&${look}`, { width: 1024, height: 640 });
    await keepScreenshot(page, `look-${look.replaceAll('&', '-')}`);
    expect(await seriousFindings(page)).toEqual([]);
    const sideways = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(sideways).toBeLessThanOrEqual(0);
    await mixer(page)
      .or(page.getByRole('region', { name: 'Mischpult' }))
      .scrollIntoViewIfNeeded();
    await page.close();
  });

  test('edges between panels move by keyboard and stay where they were put', async () => {
    const page = await windows.open('state=off-air');
    const before = await widthOf(page, 'Destination and health');
    const edge = page.getByRole('separator', { name: 'Width of the right column' });
    await edge.focus();
    for (let press = 0; press < 3; press += 1) await page.keyboard.press('ArrowLeft');
    await expect.poll(() => widthOf(page, 'Destination and health')).toBeGreaterThan(before + 20);
    const moved = await widthOf(page, 'Destination and health');
    await page.reload();
    await edge.waitFor();
    await expect.poll(() => widthOf(page, 'Destination and health')).toBeCloseTo(moved, 0);
    await keepScreenshot(page, 'edges');
    expect(await seriousFindings(page)).toEqual([]);
    await page.close();
  });
});
