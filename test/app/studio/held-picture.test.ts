/** The holding picture that the user chose, in the real app: a page that crashes and is started again keeps it up. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from '../../support/loopback.ts';
import { ask, openStudio, type OpenStudio } from '../../support/studio/open-studio.ts';

let studio: OpenStudio;

beforeAll(async () => {
  studio = await openStudio(['--fake-devices']);
});

afterAll(() => studio?.close());

/** Asked past Playwright, which loses a page that crashes; null when there is no answer in a second. */
function inPage(expression: string): Promise<unknown> {
  return studio.app.evaluate(({ webContents }, text) => {
    const page = webContents
      .getAllWebContents()
      .find((one) => one.getURL().startsWith('app://uplink/') && !one.isCrashed());
    const answer = page?.executeJavaScript(text).catch(() => null);
    return Promise.race([answer, new Promise((resolve) => setTimeout(resolve, 1000, null))]);
  }, expression);
}

test('a crash of the page does not put the programme back on air', async () => {
  const { page } = studio;
  // The welcome has no commands: its keys are not those of the studio.
  await page.keyboard.press('Control+B');
  await ask(page, 'settings.update', { welcomed: true });
  await page.getByRole('main', { name: 'Stage' }).waitFor();
  expect(await page.locator('.stage-holding').count()).toBe(0);
  await page.keyboard.press('Control+B');
  await page.locator('.stage-holding').waitFor();
  expect(await inPage('window.isOld = true')).toBe(true);
  await studio.app.evaluate(({ webContents }) => {
    webContents
      .getAllWebContents()
      .find((one) => one.getURL().startsWith('app://uplink/'))
      ?.forcefullyCrashRenderer();
  });
  const isHeld = 'window.isOld !== true && document.querySelector(".stage-holding") !== null';
  await until(
    'the new page says that viewers see the holding picture',
    async () => (await inPage(isHeld)) === true,
    20_000,
  );
});
