/** What the window tells and does in its states: reports, recordings, verdicts and the way back, by mouse and keyboard. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { presetFor } from '../../shared/live/services/presets.ts';
import {
  hasChromium,
  keepScreenshot,
  openWindowBrowser,
  seriousFindings,
  type WindowBrowser,
} from '../fixtures/window-harness/browser.ts';
import { harnessNow, sessions } from '../fixtures/window-harness/snapshots.ts';

let windows: WindowBrowser;

describe.skipIf(!hasChromium)('the window', () => {
  beforeAll(async () => {
    windows = await openWindowBrowser();
  });
  afterAll(() => windows.close());

  test('tells the whole report, exports what was missed and takes its advice by keyboard alone', async () => {
    const page = await windows.open('state=ended');
    const card = page.getByRole('region', { name: /live on YouTube and Twitch/ });
    await card.getByRole('heading', { name: 'What went wrong' }).waitFor();
    await card.getByText('Details of Twitch').click();
    await keepScreenshot(page, 'report-details');
    expect(await seriousFindings(page)).toEqual([]);
    for (const name of [
      'Export missing part of Twitch',
      /^Apply: Use/,
      'Copy summary',
      'Save report',
      'Save as JSON',
    ]) {
      const button = card.getByRole('button', { name });
      await button.focus();
      await page.keyboard.press('Enter');
    }
    const calls = await page.evaluate(() => globalThis.windowHarness.asked.map(([name]) => name));
    expect(calls).toEqual(
      expect.arrayContaining(['report.exportMissing', 'profile.update', 'report.saveHtml', 'report.save']),
    );
    expect(await card.getByRole('button', { name: /Export missing part/ }).count()).toBe(1);
    await page.close();
  });

  test('records, marks and stops by keyboard, and tells time, size and minutes left', async () => {
    const page = await windows.open('state=live');
    await page.keyboard.press('Control+r');
    const group = page.getByRole('group', { name: 'Recording', exact: true });
    await group.getByText('01:03 · 32.8 MB · 95 min left').waitFor();
    await page.keyboard.press('F8');
    await page.getByText('Marked 01:03').first().waitFor();
    await group.getByRole('button', { name: 'Recording settings' }).click();
    await page.getByRole('heading', { name: 'Recording', exact: true }).waitFor();
    await keepScreenshot(page, 'recording-settings');
    expect(await seriousFindings(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+r');
    await group.getByRole('button', { name: 'Record', exact: true }).waitFor();
    const calls = await page.evaluate(() => globalThis.windowHarness.asked.map(([name]) => name));
    expect(calls).toEqual(expect.arrayContaining(['record.start', 'record.mark', 'record.stop']));
    await page.close();
  });

  test('offers a recording that was not finished, without standing in the way', async () => {
    const page = await windows.open('state=off-air&unfinished');
    const offer = page.getByRole('region', { name: 'A recording was not finished' });
    await offer.getByText('1 h 10 min, 2.30 GB').waitFor();
    await keepScreenshot(page, 'recovery');
    expect(await seriousFindings(page)).toEqual([]);
    await offer.getByRole('button', { name: /^Discard/ }).click();
    await offer.getByRole('button', { name: /for good$/ }).waitFor();
    await offer.getByRole('button', { name: 'Keep' }).click();
    await offer.getByRole('button', { name: /^Recover/ }).click();
    await offer.waitFor({ state: 'detached' });
    await page.close();
  });

  test('offers it on the first screen too, before anything else is done', async () => {
    const page = await windows.open('new&unfinished');
    const offer = page.getByRole('region', { name: 'A recording was not finished' });
    await offer.getByText('1 h 10 min, 2.30 GB').waitFor();
    await keepScreenshot(page, 'recovery-welcome');
    expect(await seriousFindings(page)).toEqual([]);
    await page.getByRole('main', { name: 'Welcome' }).focus();
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Enter');
    await offer.waitFor({ state: 'detached' });
    const calls = await page.evaluate(() => globalThis.windowHarness.asked.map(([name]) => name));
    expect(calls).toContain('recovery.recover');
    await page.close();
  });

  test('shows the verdict in both places, its button acts, and says why', async () => {
    const page = await windows.open('state=live-partial');
    await page.keyboard.press('Alt+5');
    const path = page.getByRole('region', { name: 'Signal path' });
    await path.getByText('Twitch stopped accepting data; YouTube is fine.').waitFor();
    expect(await page.getByText('Twitch stopped accepting data').count()).toBe(2);
    const why = path.getByRole('button', { name: 'Why?' });
    expect(await why.getAttribute('aria-expanded')).toBe('false');
    await why.click();
    await path.getByText('Other destinations get the same data').waitFor();
    await path.getByRole('button', { name: 'Retry now' }).click();
    const asked = await page.evaluate(() => globalThis.windowHarness.asked.filter(([name]) => name === 'output.retry'));
    expect(asked).toEqual([['output.retry', { id: sessions['live-partial'].verdict?.outputId }]]);
    await keepScreenshot(page, 'verdict');
    expect(await seriousFindings(page)).toEqual([]);
    await page.close();
  });

  test('tells each event on the graph by mouse and keyboard, and all of them as a list', async () => {
    const page = await windows.open('state=live-two');
    await page.keyboard.press('Alt+5');
    const flags = page.getByRole('toolbar', { name: 'Events on the graph' });
    const lowered = '0:31 Bitrate, Twitch: Lowered to 2.8 Mb/s: the queue was 0.9 s late';
    await flags.getByRole('button', { name: lowered }).hover();
    await page.locator('.flag-text').getByText(lowered).waitFor();
    await flags.getByRole('button').first().focus();
    expect(await flags.getByRole('button').allTextContents()).toEqual(['S', 'B', 'M']);
    await page.mouse.move(0, 0);
    await page.keyboard.press('ArrowRight');
    await page.locator('.flag-text').getByText(lowered).waitFor();
    await page.keyboard.press('ArrowRight');
    await page.locator('.flag-text').getByText('0:48 Mark: Good moment').waitFor();
    await keepScreenshot(page, 'flags');
    expect(await seriousFindings(page)).toEqual([]);
    await page.getByText('Events of the last 15 minutes (3)').click();
    const listed = await page.locator('.events li').allTextContents();
    expect(listed).toEqual(['0:48 Mark: Good moment', lowered, '0:12 State: Live']);
    await page.close();
  });

  test('draws the health tab anew no more than once a second', async () => {
    const page = await windows.open('state=live-two');
    await page.keyboard.press('Alt+5');
    await page.getByRole('toolbar', { name: 'Events on the graph' }).waitFor();
    const { stats } = sessions['live-two'];
    if (stats === null) throw new Error('a live session has figures');
    const next = { ...sessions['live-two'], stats: { ...stats, second: 1000 } };
    const changes = await page.evaluate(
      async ({ live, later }) => {
        const panel = document.querySelector('.graph');
        if (panel === null) throw new Error('no graph');
        const drawn = new Set<number>();
        let sent = 0;
        new MutationObserver(() => drawn.add(sent)).observe(panel, {
          subtree: true,
          childList: true,
          attributes: true,
        });
        // Ten announcements of one and the same second, then one so much later that the flags have gone.
        for (; sent < 10; sent += 1) {
          globalThis.windowHarness.emit('session.changed', live);
          await new Promise((resolve) => requestAnimationFrame(resolve));
        }
        const same = drawn.size;
        globalThis.windowHarness.emit('session.changed', later);
        await new Promise((resolve) => setTimeout(resolve, 100));
        return { same, next: drawn.size };
      },
      { live: sessions['live-two'], later: next },
    );
    expect(changes).toEqual({ same: 0, next: 1 });
    await page.close();
  });

  test.each([
    [1024, 640],
    [720, 450],
    [320, 480],
  ])('fits %i × %i without scrolling sideways', async (width, height) => {
    const page = await windows.open('state=live-weak&camera', { width, height });
    await keepScreenshot(page, `size-${width}`);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(overflow).toBeLessThanOrEqual(0);
    expect(await seriousFindings(page)).toEqual([]);
    await page.close();
  });

  test('at 200 % of 1024 × 640 the picture fits, the editor lies on it, and dialogs are reached', async () => {
    const page = await windows.open('state=off-air&show=full', { width: 512, height: 320 });
    const picture = await page.getByRole('main').locator('.preview').first().boundingBox();
    expect(picture?.height).toBeGreaterThan(150);
    expect(picture?.height).toBeLessThan(200);
    expect(await page.getByRole('application', { name: /^Canvas of/ }).boundingBox()).toEqual(picture);
    await keepScreenshot(page, 'zoom');
    await page.getByRole('button', { name: 'Add source' }).click();
    const dialog = page.getByRole('dialog', { name: 'Add source' });
    await dialog.getByRole('button', { name: /^Sync test picture/ }).click({ trial: true });
    await dialog.getByRole('button', { name: 'Close' }).click({ trial: true });
    await keepScreenshot(page, 'zoom-dialog');
    expect(await seriousFindings(page)).toEqual([]);
    await page.close();
  });

  test('in a narrow column every button of a row is within it, and names keep their words', async () => {
    const page = await windows.open('state=live&show=full', { width: 1024, height: 640 });
    const left = await page.getByRole('region', { name: 'Sources' }).boundingBox();
    const edge = (left?.x ?? 0) + (left?.width ?? 0);
    const menus = await page.getByRole('button', { name: /^Menu of/ }).all();
    expect(menus.length).toBeGreaterThan(4);
    for (const menu of menus) {
      const box = await menu.boundingBox();
      expect((box?.x ?? edge) + (box?.width ?? 0)).toBeLessThanOrEqual(edge);
    }
    const scene = page.locator('.scene-name', { hasText: 'Talk' });
    expect((await scene.boundingBox())?.height).toBeLessThan(24);
    await keepScreenshot(page, 'narrow');
    await page.close();
  });

  test('stops the time on air when the ending begins, however long it takes', async () => {
    const page = await windows.open('state=live');
    const timer = page.getByRole('timer', { name: 'Time on air' });
    await page.clock.setFixedTime(harnessNow + 2000);
    await page.evaluate(() => globalThis.windowHarness.show('ending'));
    await timer.getByText('00:01:05').waitFor();
    await page.clock.setFixedTime(harnessNow + 5000);
    await page.evaluate((ended) => globalThis.windowHarness.emit('session.changed', ended), {
      ...sessions.ended,
      endedAt: harnessNow + 5000,
    });
    await page.getByRole('group', { name: 'Session state' }).getByText('ENDED').waitFor();
    expect(await timer.textContent()).toBe('00:01:05');
    await page.close();
  });

  test('names a rehearsal and its destination once', async () => {
    const page = await windows.open('state=rehearsing');
    const { rehearsing } = sessions;
    await page.evaluate((named) => globalThis.windowHarness.emit('session.changed', named), {
      ...rehearsing,
      destination: { ...rehearsing.destination, profileName: 'Rehearsal' },
    });
    const delivery = page.getByRole('region', { name: 'Rehearsal', exact: true });
    await delivery.getByText('127.0.0.1', { exact: true }).waitFor();
    expect(await delivery.getByText('Rehearsal').count()).toBe(1);
    await page.close();
  });

  test('names where a run really goes while it runs, and the selected profile again afterwards', async () => {
    const page = await windows.open('state=off-air');
    const run = { ...sessions.live.destination, profileName: '127.0.0.1', serviceId: 'custom', host: '127.0.0.1' };
    const announce = (state: 'live' | 'ended') =>
      page.evaluate((session) => globalThis.windowHarness.emit('session.changed', session), {
        ...sessions[state],
        destination: run,
      });
    await announce('live');
    const picker = page.getByRole('button', { name: 'Profile: 127.0.0.1', exact: true });
    await picker.waitFor();
    expect(await picker.locator('.service-mark').textContent()).toBe('S');
    const delivery = page.getByRole('region', { name: presetFor('custom').name, exact: true });
    await delivery.getByText('127.0.0.1', { exact: true }).waitFor();
    await announce('ended');
    await page.getByRole('button', { name: 'Profile: Sunday service', exact: true }).waitFor();
    await page.close();
  });

  test('gives the stage at least half of the width', async () => {
    for (const width of [1024, 1440, 1920]) {
      // One page at a time: they share the processor with other tests.
      const page = await windows.open('state=off-air', { width, height: 720 });
      const box = await page.getByRole('main', { name: 'Stage' }).boundingBox();
      expect(box?.width ?? 0).toBeGreaterThanOrEqual(width / 2);
      await page.close();
    }
  });
});
