/** The studio with a show in it, as the documentation shows it: every view of the stage, and the window in German. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { temporaryFolder, until } from '../../support/loopback.ts';
import { keepPicture, seriousFindings } from '../../support/studio/audit.ts';
import { ask, openStudio, pictureDigest, waitForPill, type OpenStudio } from '../../support/studio/open-studio.ts';
import { writeSampleShow } from '../../support/studio/sample-show.ts';

/** Long enough for thumbnails, meters and numbers to have something to show. */
const settleMillis = 4000;

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let studio: OpenStudio;
let page: Page;

const main = () => page.getByRole('main');

async function expectKept(name: string): Promise<void> {
  await page.waitForTimeout(settleMillis);
  await keepPicture(page, name);
  expect(await seriousFindings(page)).toEqual([]);
}

/** The brightest sample of a picture in the window, 0 for black and for nothing. */
async function lightOf(shown: Page, canvas: string): Promise<number> {
  return shown.evaluate((selector) => {
    const copy = document.createElement('canvas');
    [copy.width, copy.height] = [64, 36];
    const pen = copy.getContext('2d');
    const picture = document.querySelector<HTMLCanvasElement>(selector);
    if (picture === null || pen === null) return 0;
    pen.drawImage(picture, 0, 0, copy.width, copy.height);
    const { data } = pen.getImageData(0, 0, copy.width, copy.height);
    return data.reduce((most, sample, index) => (index % 4 === 3 ? most : Math.max(most, sample)), 0);
  }, canvas);
}

describe('a studio with a show', () => {
  beforeAll(async () => {
    folder = await temporaryFolder();
    studio = await openStudio(['--fake-devices', '--show', await writeSampleShow(folder.path)]);
    ({ page } = studio);
    await page.getByRole('button', { name: 'Skip the welcome' }).click();
  }, 60_000);
  afterAll(async () => {
    await studio.close();
    await folder.remove();
  });

  test('has a scene to edit', async () => {
    await waitForPill(page, 'OFF AIR');
    await page.keyboard.press('2');
    await page
      .getByRole('button', { name: /Speaker/u })
      .first()
      .waitFor();
    await expectKept('studio');
  });

  test('offers every kind of source', async () => {
    await page.getByRole('button', { name: 'Add source' }).first().click();
    await page.getByRole('dialog', { name: 'Add source' }).waitFor();
    await expectKept('add-source');
    await page.keyboard.press('Escape');
  });

  test('prepares a scene in studio mode', async () => {
    await page.keyboard.press('Alt+2');
    await main().getByRole('button', { name: 'Take' }).waitFor();
    await page.keyboard.press('3');
    await expectKept('studio-mode');
  });

  test('shows all scenes at once', async () => {
    await page.keyboard.press('Alt+6');
    await main().getByRole('button', { name: 'Goodbye' }).waitFor();
    await expectKept('multiview');
    await page.keyboard.press('Alt+1');
  });

  test('shows what was received while it rehearses', async () => {
    await page.keyboard.press('3');
    await page.keyboard.press('Alt+3');
    const shown = '.stage-view > .preview > .preview-canvas';
    await page.keyboard.press('Control+Shift+Enter');
    await waitForPill(page, 'REHEARSAL');
    await main()
      .getByText(/^Received copy, \d+\.\d s behind$/u)
      .waitFor();
    // The test picture has a clock: what comes moves.
    await until('a received picture', async () => (await lightOf(page, shown)) > 0);
    const first = await pictureDigest(page, shown);
    await until('another received picture', async () => (await pictureDigest(page, shown)) !== first);
    // What the start cost is told for some seconds.
    await page.waitForTimeout(settleMillis * 2);
    await expectKept('viewer');
    await page.keyboard.press('Control+Shift+Enter');
    await waitForPill(page, 'ENDED');
    await until('an empty tab', async () => (await lightOf(page, shown)) === 0);
    await page.getByRole('button', { name: 'Close', exact: true }).click();
    await page.keyboard.press('Alt+1');
  });

  test('speaks German, and what main says too', async () => {
    await ask(page, 'settings.update', { language: 'de' });
    await page.getByRole('group', { name: 'Zustand der Sendung' }).waitFor();
    await page.keyboard.press('Control+Shift+Enter');
    await page.getByRole('button', { name: 'Probe beenden' }).waitFor();
    await until('a fault', () =>
      ask(page, 'rehearsal.fault', { kind: 'network-limited', on: true }).then(
        () => true,
        () => false,
      ),
    );
    await page.keyboard.press('Alt+5');
    const event = page.getByText(/Mit Absicht: Netz gebremst\./u).first();
    // The list of the session before goes, and is folded when it comes back.
    await event.waitFor({ state: 'attached' });
    await page.getByText(/^Ereignisse/u).click();
    await event.waitFor();
    await expectKept('german');
    await page.keyboard.press('Control+Shift+Enter');
    await page.getByText(/^\d+ s geprobt\. Niemand sonst hat es gesehen\./u).waitFor();
  });
});
