/** Nothing goes dark in the real app: the window's process is killed in a rehearsal, and the camera is taken away. */
import { readdir, readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { until } from '../support/loopback.ts';
import { ask, loadStudio, openStudio, waitForState, type OpenStudio } from '../support/studio/open-studio.ts';
import { choosePicture } from '../support/studio/show-source.ts';
import { openScreen, startApp, type Screen } from '../support/uplink-app.ts';

/** The slate reaches main a few seconds after encoding has started. */
const settleMillis = 12_000;

/** The holding picture in the window's colours is darker than this on average, the test picture brighter. */
const darkLevel = 30;

/** Whichever there is, as it likes. */
const firstCamera = { kind: 'camera' as const, deviceId: '', label: '', width: null, height: null, fps: null };

const pause = (millis: number) =>
  new Promise<void>((resolve) => {
    setTimeout(resolve, millis);
  });

/** Process of the page among the children of `main`, down to the last generation. */
async function rendererOf(main: number): Promise<number> {
  const processes = await Promise.all(
    (await readdir('/proc'))
      .filter((name) => /^\d+$/u.test(name))
      .map(async (name) => {
        const [command, status] = await Promise.all(
          ['cmdline', 'stat'].map((file) => readFile(`/proc/${name}/${file}`, 'utf8').catch(() => '')),
        );
        const parent = Number(status?.slice(status.lastIndexOf(')') + 2).split(' ')[1]);
        return { pid: Number(name), parent, command: command ?? '' };
      }),
  );
  const parentOf = new Map(processes.map(({ pid, parent }) => [pid, parent]));
  const belongs = (pid: number): boolean => {
    const parent = parentOf.get(pid) ?? 0;
    return parent === main || (parent > 1 && belongs(parent));
  };
  const page = processes.find(({ pid, command }) => command.includes('--type=renderer') && belongs(pid));
  if (page === undefined) throw new Error('the app has no page');
  return page.pid;
}

describe('the process of the window is killed in a rehearsal', () => {
  let screen: Screen;
  beforeAll(async () => {
    screen = await openScreen();
  });
  afterAll(() => screen.close());

  test('C68: what arrives has no pause over 500 ms, the program is back in 5 s, and it ends in good order', async () => {
    const args = ['--rehearse', '--source', 'test', '--duration', '32'];
    const app = await startApp({ screen, args, key: null });
    try {
      await app.says(/^REHEARSAL/mu, 30_000);
      await pause(settleMillis);
      process.kill(await rendererOf(app.pid), 'SIGKILL');
      const { code } = await app.exited;
      const report = await app.report();
      const { frames } = report;
      // Nothing is missing that the slate stood in for; a pause of the program's own may still be found.
      expect([code, app.stderr()].join(' ')).not.toContain('pictures are missing');
      expect(frames.slate).toBeGreaterThan(0);
      expect([report.outcome, report.reconnects]).toEqual(['ended', 0]);
      expect(report.received?.longestVideoGapMillis).toBeLessThanOrEqual(500);
      // A busy machine may hold the page up once more later.
      const told = report.events.filter(({ text }) => text.startsWith('The picture ')).slice(0, 2);
      expect(told.map(({ text }) => text)).toEqual([
        'The picture stopped: viewers get the holding picture.',
        expect.stringMatching(/^The picture is back\./u),
      ]);
      expect((told[1]?.second ?? 0) - (told[0]?.second ?? 0)).toBeLessThan(5);
    } finally {
      await app.close();
    }
  }, 90_000);
});

describe('the source gives nothing', () => {
  let studio: OpenStudio;
  let page: Page;
  beforeAll(async () => {
    studio = await openStudio(['--fake-devices']);
    ({ page } = studio);
  });
  afterAll(() => studio.close());

  /** Mean brightness of the program as the window shows it. */
  const brightness = () =>
    page.evaluate(() => {
      const shown = document.querySelector<HTMLCanvasElement>('.preview-canvas');
      const pen = new OffscreenCanvas(64, 36).getContext('2d');
      if (shown === null || pen === null) return 0;
      pen.drawImage(shown, 0, 0, 64, 36);
      const { data } = pen.getImageData(0, 0, 64, 36);
      return data.reduce((sum, value, index) => sum + (index % 4 === 3 ? 0 : value), 0) / (64 * 36 * 3);
    });

  /** Seconds until the program is dark, or bright. */
  async function secondsUntil(isDark: boolean): Promise<number> {
    const from = performance.now();
    await until(
      isDark ? 'it is dark' : 'it is bright',
      async () => (await brightness()) < darkLevel === isDark,
      30_000,
    );
    return (performance.now() - from) / 1000;
  }

  test('viewers get the holding picture within a second, and the source again after 3 s of health', async () => {
    await ask(page, 'settings.update', { welcomed: true });
    await ask(page, 'live.start', { mode: 'rehearsal' });
    await waitForState(page, 'rehearsing');
    await secondsUntil(false);
    await ask(page, 'rehearsal.fault', { kind: 'camera-unplugged', on: true });
    // The window draws ten times a second and is asked now and then.
    expect(await secondsUntil(true)).toBeLessThan(1.5);
    const back = await secondsUntil(false);
    expect(back).toBeGreaterThan(11);
    expect(back).toBeLessThan(14);
    expect((await loadStudio(page)).session.state).toBe('rehearsing');
  }, 90_000);

  test('a frozen camera is told by name, and no longer once it is back', async () => {
    await choosePicture((name, input) => ask(page, name, input), firstCamera);
    await pause(3000);
    await ask(page, 'rehearsal.fault', { kind: 'camera-unplugged', on: true });
    const sentence = page.getByText('has sent no new picture for 3 s');
    await sentence.first().waitFor({ timeout: 6000 });
    await until('it is told no more', async () => (await sentence.count()) === 0, 20_000);
    expect((await loadStudio(page)).session.state).toBe('rehearsing');
    await ask(page, 'live.stop', null);
  }, 90_000);
});
