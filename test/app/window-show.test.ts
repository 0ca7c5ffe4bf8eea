/** Scenes, sources and the editor in the window: by mouse, by keyboard alone, and looked at by axe. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { commandNames } from '../fixtures/window-harness/asked.ts';
import {
  hasChromium,
  keepScreenshot,
  openWindowBrowser,
  seriousFindings,
  type WindowBrowser,
} from '../fixtures/window-harness/browser.ts';

let windows: WindowBrowser;

const spoken = (page: Page): Promise<string> => page.locator('[data-speaks=polite]').innerText();
const sources = (page: Page) => page.getByRole('region', { name: 'Sources' });
const scenes = (page: Page) => page.getByRole('region', { name: 'Scenes' });
const editor = (page: Page) => page.getByRole('application', { name: /^Canvas of/ });

describe.skipIf(!hasChromium)('the show in the window', () => {
  beforeAll(async () => {
    windows = await openWindowBrowser();
  });
  afterAll(() => windows.close());

  test('an empty scene offers camera, screen and picture; three presses make a scene of all', async () => {
    const page = await windows.open('state=off-air&show=empty');
    await keepScreenshot(page, 'show-empty');
    expect(await seriousFindings(page)).toEqual([]);
    await sources(page).getByRole('button', { name: 'Camera' }).click();
    await page.getByRole('button', { name: 'Cam Link 4K' }).click();
    await sources(page).getByRole('button', { name: 'Cam Link 4K' }).first().waitFor();
    await page.getByRole('button', { name: 'Add source' }).click();
    await page.getByRole('dialog', { name: 'Add source' }).waitFor();
    await keepScreenshot(page, 'show-add');
    expect(await seriousFindings(page)).toEqual([]);
    await page.getByRole('button', { name: /^Screen/ }).click();
    await page.getByRole('button', { name: 'Main screen' }).click();
    await page.getByRole('button', { name: 'Add source' }).click();
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /^Picture/ })
      .click();
    const rows = sources(page)
      .getByRole('list', { name: /front to back/ })
      .getByRole('listitem');
    await expect.poll(() => rows.count()).toBe(3);
    expect(await rows.allInnerTexts()).toEqual(['club logo', 'Cam Link 4K', 'Main screen']);
    await page.close();
  });

  test('scenes are chosen by number keys and told as AIR, in studio mode as PRE until they are taken', async () => {
    const page = await windows.open('state=off-air&show=full');
    await keepScreenshot(page, 'show-full');
    expect(await seriousFindings(page)).toEqual([]);
    await page.keyboard.press('2');
    await scenes(page)
      .getByRole('button', { name: /Camera only\s*AIR/ })
      .waitFor();
    expect(await spoken(page)).toMatch(/Camera only is on air/);
    await page.keyboard.press('Alt+2');
    await page.keyboard.press('3');
    await scenes(page)
      .getByRole('button', { name: /Pause\s*PRE/ })
      .waitFor();
    await keepScreenshot(page, 'show-studio');
    expect(await seriousFindings(page)).toEqual([]);
    await editor(page).focus();
    await page.keyboard.press('Enter');
    await scenes(page)
      .getByRole('button', { name: /Pause\s*AIR/ })
      .waitFor();
    expect(await commandNames(page)).toEqual(['stage.program', 'stage.studio', 'stage.preview', 'stage.take']);
    await page.close();
  });

  test('S goes to the safe scene at once, and back', async () => {
    const page = await windows.open('state=off-air&show=full');
    await page.keyboard.press('s');
    await scenes(page)
      .getByRole('button', { name: /Pause\s*AIR/ })
      .waitFor();
    await page.keyboard.press('s');
    await scenes(page)
      .getByRole('button', { name: /Talk\s*AIR/ })
      .waitFor();
    expect(await commandNames(page)).toEqual(['stage.program', 'stage.program']);
    await page.close();
  });

  test('an item is moved by arrows, ordered by brackets, placed by menu and numbers, and its place is read back', async () => {
    const page = await windows.open('state=off-air&show=full');
    await sources(page).getByRole('button', { name: 'Parish logo', exact: true }).click();
    await editor(page).focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Shift+ArrowDown');
    await expect.poll(() => spoken(page)).toMatch(/Parish logo: 1081 from the left, 40 from the top, 160 by 90\./);
    await page.keyboard.press('[');
    await expect.poll(() => spoken(page)).toMatch(/Parish logo is 2 of 3 from the front\./);
    await page.getByRole('button', { name: 'Menu of Parish logo' }).click();
    await page.getByRole('menuitem', { name: 'Move and fit' }).click();
    await page.getByRole('menuitem', { name: 'Lower right corner' }).click();
    await expect.poll(() => spoken(page)).toMatch(/Parish logo: 1098 from the left, 608 from the top/);
    await editor(page).focus();
    await page.keyboard.press('t');
    const numbers = page.getByRole('region', { name: 'Numbers' });
    await numbers.getByRole('spinbutton', { name: 'X', exact: true }).fill('100');
    await page.keyboard.press('Enter');
    await expect.poll(() => spoken(page)).toMatch(/Parish logo: 100 from the left/);
    await keepScreenshot(page, 'show-numbers');
    expect(await seriousFindings(page)).toEqual([]);
    await page.close();
  });

  test('a drag on the canvas is one command, and undo by name takes it back', async () => {
    const page = await windows.open('state=off-air&show=full');
    const box = await editor(page).boundingBox();
    if (box === null) throw new Error('the editor is not on show');
    const scale = Math.min(box.width / 1280, box.height / 720);
    const at = (x: number, y: number) => ({
      x: box.x + (box.width - 1280 * scale) / 2 + x * scale,
      y: box.y + (box.height - 720 * scale) / 2 + y * scale,
    });
    const from = at(1160, 75);
    const to = at(960, 275);
    await page.mouse.move(from.x, from.y);
    await page.mouse.down();
    for (let step = 1; step <= 10; step += 1) {
      await page.mouse.move(from.x + ((to.x - from.x) * step) / 10, from.y + ((to.y - from.y) * step) / 10);
    }
    await keepScreenshot(page, 'show-drag');
    await page.mouse.up();
    expect(await commandNames(page)).toEqual(['item.transform']);
    await page.getByRole('button', { name: 'Undo: Move Parish logo' }).click();
    await page.getByRole('button', { name: 'Redo: Move Parish logo' }).waitFor();
    await page.close();
  });

  test('rows are renamed by F2, moved by Alt and arrows, and removed by Delete', async () => {
    const page = await windows.open('state=off-air&show=full');
    const row = scenes(page).getByRole('button', { name: /Talk/ }).first();
    await row.focus();
    await page.keyboard.press('F2');
    await page.getByRole('textbox', { name: 'Rename scene' }).fill('Sermon');
    await page.keyboard.press('Enter');
    const sermon = scenes(page)
      .getByRole('button', { name: /Sermon/ })
      .first();
    await sermon.focus();
    await page.keyboard.press('Alt+ArrowDown');
    await expect.poll(() => spoken(page)).toMatch(/Sermon is now 2 of 3/);
    await sermon.focus();
    await page.keyboard.press('Delete');
    await expect.poll(() => scenes(page).getByRole('listitem').count()).toBe(2);
    expect(await commandNames(page)).toEqual(['scene.rename', 'scene.move', 'scene.remove']);
    await page.close();
  });

  test('properties and filters say what they are, and every change counts at once', async () => {
    const page = await windows.open('state=off-air&show=full');
    await page.getByRole('button', { name: 'Menu of Integrated Camera' }).first().click();
    await page.getByRole('menuitem', { name: 'Properties…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Properties of Integrated Camera' });
    await dialog.getByLabel('Camera format').selectOption({ label: '1280×720 · 30 fps' });
    await keepScreenshot(page, 'show-properties');
    expect(await seriousFindings(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Menu of Integrated Camera' }).first().click();
    await page.getByRole('menuitem', { name: 'Filters…' }).click();
    await page.getByRole('dialog').getByLabel('Add a filter').selectOption({ label: 'Chroma key' });
    await page.getByRole('spinbutton', { name: 'Similarity, %' }).fill('55');
    await page.keyboard.press('Enter');
    await keepScreenshot(page, 'show-filters');
    expect(await seriousFindings(page)).toEqual([]);
    expect(await commandNames(page)).toEqual(['source.input', 'filter.add', 'filter.set']);
    await page.close();
  });

  test('the tab Viewer says what it shows, and that only the service’s page tells of its viewers', async () => {
    const page = await windows.open('state=off-air&show=full');
    await page.keyboard.press('Alt+3');
    await page.getByText('Nothing is being sent.').waitFor();
    await page.getByRole('tab', { name: 'Viewer', selected: true }).waitFor();
    expect(await page.getByRole('tab', { name: 'Viewer' }).getAttribute('title')).toBe('Alt+3');
    expect(await seriousFindings(page)).toEqual([]);
    await page.close();
    const live = await windows.open('state=live-two&show=full');
    await live.keyboard.press('Alt+3');
    await live.getByText(/^Received copy/u).waitFor();
    await live.getByText(/^This is the copy that the server inside Uplink received/u).waitFor();
    await keepScreenshot(live, 'show-viewer');
    expect(await seriousFindings(live)).toEqual([]);
    await live.close();
  });

  test('the multiview has a button for each scene', async () => {
    const page = await windows.open('state=off-air&show=full');
    await page.keyboard.press('Alt+6');
    const main = page.getByRole('main');
    await main.getByRole('button', { name: 'Pause' }).click();
    await main.getByRole('button', { name: 'Pause AIR' }).waitFor();
    await keepScreenshot(page, 'show-multiview');
    expect(await seriousFindings(page)).toEqual([]);
    await page.close();
  });
});
