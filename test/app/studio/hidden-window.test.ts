/** A window that nobody sees: hidden and then minimised, it must send every frame as if it were in front. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { reportSchema, type Report } from '../../../shared/contract/report.ts';
import { until } from '../../support/loopback.ts';
import { minimise, restore } from '../../support/studio/minimise.ts';
import { ask, loadStudio, openStudio, waitForState, type OpenStudio } from '../../support/studio/open-studio.ts';

/** Seconds in each way of being unseen; UPLINK_LONG takes the full minute. */
const seconds = process.env['UPLINK_LONG'] === undefined ? 8 : 60;

let studio: OpenStudio;

/** What the session last counted; it counts once a second. */
async function count(): Promise<{ readonly frames: number; readonly at: number }> {
  const { stats } = (await loadStudio(studio.page)).session;
  return { frames: stats?.framesSent ?? 0, at: stats?.second ?? 0 };
}

/** Lets the time pass and gives the frames per second of that time. */
async function rateWhilePassing(): Promise<number> {
  const before = await count();
  await studio.page.waitForTimeout(seconds * 1000);
  const after = await count();
  return (after.frames - before.frames) / (after.at - before.at);
}

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
  await until('it counts frames', async () => (await count()).frames > 0);

  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.hide());
  expect(await rateWhilePassing()).toBeGreaterThanOrEqual(29.5);
  expect(await look()).toMatchObject({ visible: false });

  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.show());
  await minimise(app);
  expect(await rateWhilePassing()).toBeGreaterThanOrEqual(29.5);
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
