/** A window that nobody sees: hidden and then minimised, it must send every frame as if it were in front. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { reportSchema, type Report } from '../../../shared/contract/report.ts';
import { until } from '../../support/loopback.ts';
import { minimise, restore } from '../../support/studio/minimise.ts';
import { ask, openStudio, waitForState, type OpenStudio } from '../../support/studio/open-studio.ts';

/** Seconds in each way of being unseen; UPLINK_LONG takes the full minute. */
const seconds = process.env['UPLINK_LONG'] === undefined ? 8 : 60;

let studio: OpenStudio;

const pass = (): Promise<void> => studio.page.waitForTimeout(seconds * 1000);

/** The report that was last made; null while the session runs. */
async function report(): Promise<Report | null> {
  return reportSchema.nullable().parse(await ask(studio.page, 'report.last', null));
}

/** The studio's only window, as main sees it. */
const look = (): Promise<{ visible: boolean; minimised: boolean }> =>
  studio.app.evaluate(({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows();
    return { visible: window?.isVisible() ?? false, minimised: window?.isMinimized() ?? false };
  });

beforeAll(async () => {
  studio = await openStudio([]);
});
afterAll(() => studio.close());

test('a hidden and a minimised window lose no frame', { timeout: 60_000 + 2 * seconds * 1000 }, async () => {
  const { app, page } = studio;
  await waitForState(page, 'off-air');
  await ask(page, 'settings.update', { welcomed: true });
  await ask(page, 'live.start', { mode: 'rehearsal' });
  await waitForState(page, 'rehearsing');

  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.hide());
  await pass();
  expect(await look()).toMatchObject({ visible: false });

  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.show());
  await minimise(app);
  await pass();
  expect(await look()).toMatchObject({ minimised: true });
  await restore(app);

  await ask(page, 'live.stop', null);
  await until('the report is made', async () => (await report()) !== null);
  const received = (await report())?.received;
  expect(received?.problems).toEqual([]);
  expect(received?.videoFrames).toBeGreaterThan(2 * seconds * 29.5);
  expect(received?.averageFps).toBeGreaterThanOrEqual(29.5);
  expect(received?.longestVideoGapMillis).toBeLessThanOrEqual(100);
});
