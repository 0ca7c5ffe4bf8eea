/** The editor, the canvas, its guides and the transitions in the window: by mouse and by keyboard, looked at by axe. */
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

const sources = (page: Page) => page.getByRole('region', { name: 'Sources' });
const editor = (page: Page) => page.getByRole('application', { name: /^Canvas of/ });

describe.skipIf(!hasChromium)('the editor in the window', () => {
  beforeAll(async () => {
    windows = await openWindowBrowser();
  });
  afterAll(() => windows.close());

  test('what was typed last counts when Escape closes the dialog, and a locked source says why it stays', async () => {
    const page = await windows.open('state=off-air&show=full');
    await page.getByRole('button', { name: 'Menu of Parish logo' }).click();
    await page.getByRole('menuitem', { name: 'Properties…' }).click();
    await page.getByRole('dialog').getByLabel('Name', { exact: true }).fill('Crest');
    await page.keyboard.press('Escape');
    await sources(page).getByRole('button', { name: 'Crest', exact: true }).waitFor();
    await page.getByRole('button', { name: 'Lock Crest', exact: true }).focus();
    await page.keyboard.press('Delete');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Menu of Crest' }).click();
    await page.getByRole('menuitem', { name: 'Take out of this scene' }).click();
    await page.locator('.toast').getByText('Crest is locked, so it stays as it is.').waitFor();
    await page.getByRole('button', { name: 'Unlock it' }).click();
    await page.getByRole('button', { name: 'Lock Crest', exact: true }).waitFor();
    expect(await commandNames(page)).toEqual(['source.rename', 'item.set', 'item.set']);
    await page.close();
  });

  test('the canvas is made vertical from the menu of the show, and the editor follows', async () => {
    const page = await windows.open('state=off-air&show=full');
    await page.getByRole('button', { name: 'Menu of the show' }).click();
    await page.getByRole('menuitem', { name: 'Canvas…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Canvas' });
    await dialog.getByLabel('Size').selectOption({ label: '720×1280 (vertical)' });
    await dialog.getByText(/viewers see black bars/).waitFor();
    await keepScreenshot(page, 'show-canvas');
    expect(await seriousFindings(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await sources(page).getByRole('button', { name: 'Main screen', exact: true }).click();
    const stage = await editor(page).boundingBox();
    const frame = await page.locator('.overlay .box-line').first().boundingBox();
    if (stage === null || frame === null) throw new Error('the editor is not on show');
    // The programme is wide: the vertical canvas stands in its middle, as high as it.
    const high = Math.min(stage.height, (stage.width * 720) / 1280);
    expect(frame.height / high).toBeCloseTo(1, 1);
    expect(frame.width / frame.height).toBeCloseTo(720 / 1280, 1);
    expect(await commandNames(page)).toEqual(['canvas.set']);
    await page.close();
  });

  test('guides are dragged on the canvas, and moved and removed one by one by keyboard', async () => {
    const page = await windows.open('state=off-air&show=full');
    const add = async (name: string) => {
      await page.getByRole('button', { name: 'Guides', exact: true }).click();
      await page.getByRole('menuitem', { name }).click();
    };
    await add('Upright line in the middle');
    await add('Level line in the middle');
    const box = await editor(page).boundingBox();
    if (box === null) throw new Error('the editor is not on show');
    const scale = Math.min(box.width / 1280, box.height / 720);
    const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    await page.mouse.move(middle.x, middle.y - 200 * scale);
    await page.mouse.down();
    for (const pulled of [20, 60, 100]) await page.mouse.move(middle.x - pulled * scale, middle.y - 200 * scale);
    await page.mouse.up();
    await add('Move and remove lines…');
    const dialog = page.getByRole('dialog', { name: 'Lines' });
    const upright = dialog.getByRole('spinbutton', { name: 'Upright line 1, from the left' });
    await expect.poll(async () => Number(await upright.inputValue())).toBeLessThan(560);
    await keepScreenshot(page, 'show-guides');
    expect(await seriousFindings(page)).toEqual([]);
    await upright.fill('300');
    await page.keyboard.press('Enter');
    await page.keyboard.press('ArrowUp');
    await expect.poll(() => upright.inputValue()).toBe('301');
    await dialog.getByRole('button', { name: 'Remove level line 1' }).press('Enter');
    await expect.poll(() => dialog.getByRole('spinbutton').count()).toBe(1);
    await page.getByRole('button', { name: /^Undo/ }).click();
    await expect.poll(() => dialog.getByRole('spinbutton').count()).toBe(2);
    await page.close();
  });

  test('everything about a transition can be set, for the show and for one scene', async () => {
    const page = await windows.open('state=off-air&show=full');
    await page.getByRole('button', { name: 'Transition settings…' }).click();
    const whole = page.getByRole('dialog', { name: 'Transition' });
    await whole.getByLabel('Kind', { exact: true }).selectOption({ label: 'Slide' });
    await whole.getByLabel('Direction').selectOption({ label: 'Up' });
    await whole.getByRole('spinbutton', { name: 'Length, ms' }).fill('1250');
    await page.keyboard.press('Enter');
    await keepScreenshot(page, 'show-transition');
    expect(await seriousFindings(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Menu of Pause' }).click();
    await page.getByRole('menuitem', { name: 'Transition settings…' }).click();
    const own = page.getByRole('dialog', { name: 'Transition to Pause' });
    await own.getByLabel('Kind', { exact: true }).selectOption({ label: 'Wipe' });
    expect(await own.getByRole('spinbutton', { name: 'Length, ms' }).inputValue()).toBe('1250');
    await own.getByLabel('Kind', { exact: true }).selectOption({ label: 'As everywhere' });
    expect(await commandNames(page)).toEqual([
      'transition.set',
      'transition.set',
      'transition.set',
      'scene.set',
      'scene.set',
    ]);
    await page.close();
  });

  test('the canvas is looked at from near: the item under the pointer is still the one that is pressed', async () => {
    const page = await windows.open('state=off-air&show=full');
    const box = await editor(page).boundingBox();
    if (box === null) throw new Error('the editor is not on show');
    const scale = Math.min(box.width / 1280, box.height / 720);
    // The middle of the logo, which stays where it is.
    const at = {
      x: box.x + (box.width - 1280 * scale) / 2 + 1160 * scale,
      y: box.y + (box.height - 720 * scale) / 2 + 75 * scale,
    };
    await page.mouse.move(at.x, at.y);
    await page.keyboard.down('Control');
    await page.mouse.wheel(0, -400);
    await page.keyboard.up('Control');
    const whole = page.getByRole('button', { name: /show the whole picture/ });
    await whole.waitFor();
    await page.mouse.click(at.x, at.y);
    const frame = await page.locator('.overlay .box-line').first().boundingBox();
    if (frame === null) throw new Error('nothing is selected');
    expect(frame.width).toBeGreaterThan(2 * 160 * scale);
    await keepScreenshot(page, 'show-near');
    await page.keyboard.down(' ');
    await page.mouse.down();
    await page.mouse.move(at.x - 40, at.y + 20, { steps: 4 });
    await page.mouse.up();
    await page.keyboard.up(' ');
    const moved = await page.locator('.overlay .box-line').first().boundingBox();
    expect(Math.round((moved?.x ?? 0) - frame.x)).toBe(-40);
    await whole.click();
    expect(await commandNames(page)).toEqual([]);
    await page.close();
  });
});
