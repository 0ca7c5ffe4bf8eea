/** Somebody with a camera, a screen to share, a logo and a microphone: from an empty profile to live, and a hand on the picture. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { until } from '../../support/loopback.ts';
import { startNginx, type NginxRtmp } from '../../support/servers/nginx-rtmp.ts';
import { talk } from '../../support/studio/microphone.ts';
import { ask, copyText, openStudio, waitForPill, type OpenStudio } from '../../support/studio/open-studio.ts';
import { changeShow, loadShow } from '../../support/studio/show-source.ts';
import type { Show } from '../../../shared/studio/document/show.ts';

/** From the empty profile to LIVE. */
const mostClicks = 14;

/** A red square, 10 by 10. */
const logo = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAoAAAAKCAYAAACNMs+9AAAAFUlEQVR42mP8z8BQz0AEYBxVSF+FABJADveWkH6oAAAAAElFTkSuQmCC',
  'base64',
);
const key = 'first-show-key';

let studio: OpenStudio;
let nginx: NginxRtmp;
let page: Page;
let clicks = 0;

async function click(target: Locator): Promise<void> {
  clicks += 1;
  await target.click();
}

const show = (): Promise<Show> => loadShow((name, input) => ask(page, name, input));
const sources = () => page.getByRole('region', { name: 'Sources' });
const dialog = () => page.getByRole('dialog');
const firstOffer = () => dialog().getByRole('list').getByRole('button').first();

describe('a first show', () => {
  beforeAll(async () => {
    [studio, nginx] = await Promise.all([openStudio(['--fake-devices']), startNginx()]);
    ({ page } = studio);
    await talk(page);
    const file = join(studio.data, 'logo.png');
    await writeFile(file, logo);
    await studio.app.evaluate(({ dialog: system }, path) => {
      system.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [path] });
    }, file);
    await page.getByRole('button', { name: 'Skip the welcome' }).click();
    await page.getByRole('main', { name: 'Stage' }).waitFor();
    for (const { id } of (await show()).sources) {
      await changeShow((name, input) => ask(page, name, input), { name: 'source.remove', sourceId: id });
    }
  });
  afterAll(async () => {
    await studio?.close();
    await nginx?.stop();
  });

  test('is live with camera, screen, logo and microphone within fourteen clicks', async () => {
    await click(sources().getByRole('button', { name: 'Camera', exact: true }));
    await sources().getByRole('button', { name: 'fake_device_0', exact: true }).waitFor();
    await click(page.getByRole('button', { name: 'Add source' }));
    await click(dialog().getByRole('button', { name: /^Screen/u }));
    await click(firstOffer());
    await click(page.getByRole('button', { name: 'Add source' }));
    await click(dialog().getByRole('button', { name: /^Picture/u }));
    await sources().getByRole('button', { name: 'logo', exact: true }).waitFor();
    await click(sources().getByRole('button', { name: 'Add a microphone' }));
    if (await dialog().isVisible()) await click(firstOffer());

    // A list that opens, and one of its entries.
    clicks += 2;
    await page.getByLabel('Service').selectOption('custom');
    await click(page.getByLabel('Server address'));
    await copyText(studio, `${nginx.url}/${key}`);
    await page.keyboard.press('Control+V');
    await page.getByText('We moved it to the key field').first().waitFor();
    await page.getByRole('group', { name: 'Stream key' }).getByText('••••').waitFor();

    await click(page.getByRole('button', { name: 'Go live' }));
    await click(page.getByRole('button', { name: /^Start/u }));
    await waitForPill(page, 'LIVE', 40_000);
    expect(clicks).toBeLessThanOrEqual(mostClicks);
  });

  test('has the screen over all, the camera and the logo in its corners', async () => {
    const { scenes, sources: all, canvas } = await show();
    const items = scenes[0]?.items ?? [];
    const kinds = items.map(({ sourceId }) => all.find(({ id }) => id === sourceId)?.input.kind);
    expect(kinds).toEqual(['screen', 'camera', 'image']);
    expect(items.map(({ transform }) => transform.width === canvas.width)).toEqual([true, false, false]);
  });

  test('moves the camera under the hand while live, as one step that can be taken back', async () => {
    const before = (await show()).scenes[0]?.items[1]?.transform;
    const box = await page.getByRole('application').boundingBox();
    if (box === null || before === undefined) throw new Error('there is no camera to move');
    const scale = Math.min(box.width / 1280, box.height / 720);
    const at = (x: number, y: number) => ({
      x: box.x + (box.width - 1280 * scale) / 2 + x * scale,
      y: box.y + (box.height - 720 * scale) / 2 + y * scale,
    });
    const middle = { x: before.x + before.width / 2, y: before.y + before.height / 2 };
    const from = at(middle.x, middle.y);
    const to = at(middle.x - 500, middle.y - 100);
    await page.mouse.move(from.x, from.y);
    await page.mouse.down();
    for (let step = 1; step <= 8; step += 1) {
      await page.mouse.move(from.x + ((to.x - from.x) * step) / 8, from.y + ((to.y - from.y) * step) / 8);
    }
    await page.mouse.up();
    const x = async () => (await show()).scenes[0]?.items[1]?.transform.x ?? 0;
    await until('the camera has moved', async () => (await x()) < before.x - 400, 30_000);
    await page.getByRole('button', { name: 'Undo: Move fake_device_0' }).click();
    await until('it is back', async () => (await x()) === before.x, 30_000);
    expect((await show()).scenes[0]?.items[1]?.transform).toEqual(before);
    await ask(page, 'live.stop', null);
    await waitForPill(page, 'ENDED', 20_000);
  });
});
