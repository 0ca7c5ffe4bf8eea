/** The real window in every state, reached as it comes about: nothing serious for axe, and a picture of each. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startFaultProxy, type FaultProxy } from '../../support/servers/fault-proxy.ts';
import { startNginx, type NginxRtmp } from '../../support/servers/nginx-rtmp.ts';
import { keepPicture, seriousFindings } from '../../support/studio/audit.ts';
import { ask, copyText, openStudio, waitForPill, type OpenStudio } from '../../support/studio/open-studio.ts';
import { choosePicture } from '../../support/studio/show-source.ts';

/** Long enough for numbers and graph to have something to show. */
const settleMillis = 5000;

let studio: OpenStudio;
let nginx: NginxRtmp;
let proxy: FaultProxy;
let page: Page;

/** The state must still stand after the audit, or it was another one that was audited. */
async function expectSound(name: string, word: string): Promise<void> {
  await keepPicture(page, name);
  expect(await seriousFindings(page)).toEqual([]);
  const words = await page.getByRole('group', { name: 'Session state' }).allTextContents();
  expect(words.map((shown) => shown.replace(' – WEAK', ''))).toEqual(word === '' ? [] : [word]);
}

const showNumbers = (): Promise<void> => page.waitForTimeout(settleMillis);

async function goLive(): Promise<void> {
  await page.keyboard.press('Control+Enter');
  await page.getByRole('dialog', { name: /^Go live with/u }).waitFor();
  await page.keyboard.press('Enter');
}

describe('the window', () => {
  beforeAll(async () => {
    [studio, nginx] = await Promise.all([openStudio(['--fake-devices']), startNginx()]);
    ({ page } = studio);
    proxy = await startFaultProxy(nginx.port);
  });
  afterAll(async () => {
    await studio.close();
    await proxy.stop();
    await nginx.stop();
  });

  test('is sound in the first run', async () => {
    await expectSound('first-run', '');
  });

  test('is sound once a key is saved', async () => {
    await page.getByRole('button', { name: /^Test without devices/u }).click();
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByText('Other server', { exact: true }).click();
    await page.getByLabel('Server address').click();
    await copyText(studio, `rtmp://127.0.0.1:${proxy.port}/live/sunday-service-key`);
    await page.keyboard.press('Control+V');
    await page.getByText('We moved it to the key field').waitFor();
    await page.getByRole('button', { name: 'Replace key' }).waitFor();
    await expectSound('key-saved', '');
    await page.getByRole('button', { name: 'Skip the welcome' }).click();
  });

  test('is sound off air', async () => {
    await waitForPill(page, 'OFF AIR');
    await showNumbers();
    await expectSound('off-air', 'OFF AIR');
  });

  test('is sound while rehearsing', async () => {
    await page.keyboard.press('Control+Shift+Enter');
    await waitForPill(page, 'REHEARSAL');
    await showNumbers();
    await expectSound('rehearsing', 'REHEARSAL');
    await page.keyboard.press('Alt+5');
    await expectSound('health', 'REHEARSAL');
    await page.keyboard.press('Control+Shift+Enter');
    await waitForPill(page, 'ENDED');
    await page.getByRole('button', { name: 'Close', exact: true }).click();
  });

  test('is sound with the go-live sheet open', async () => {
    await page.keyboard.press('Control+Enter');
    await page.getByRole('dialog', { name: /^Go live with/u }).waitFor();
    await expectSound('go-live-sheet', 'OFF AIR');
    await page.keyboard.press('Escape');
  });

  test('is sound while connecting, live, reconnecting, ending and at the end', async () => {
    proxy.set('stall');
    await goLive();
    await waitForPill(page, 'CONNECTING');
    await expectSound('connecting', 'CONNECTING');
    proxy.set('pass');
    await waitForPill(page, 'LIVE');
    await showNumbers();
    await expectSound('live', 'LIVE');

    proxy.set('stall');
    proxy.cut('reset');
    await waitForPill(page, 'RECONNECTING');
    await page.waitForTimeout(1500);
    await expectSound('reconnecting', 'RECONNECTING');
    proxy.set('pass');
    await waitForPill(page, 'LIVE', 30_000);
    await page.getByRole('button', { name: 'Close notice' }).click();

    // A server that takes nothing more makes the end last as long as it may.
    proxy.set('stall');
    await page.keyboard.press('Control+Shift+E');
    await page.getByRole('button', { name: 'End now' }).waitFor();
    await page.keyboard.press('Enter');
    await waitForPill(page, 'ENDING');
    await expectSound('ending', 'ENDING');
    await waitForPill(page, 'ENDED');
    await page.getByRole('heading', { name: /live on/u }).waitFor();
    await expectSound('ended', 'ENDED');
    await page.getByRole('button', { name: 'Close', exact: true }).click();
  });

  test('is sound after a failure', async () => {
    await proxy.refuse();
    await goLive();
    await waitForPill(page, 'FAILED');
    await expectSound('failed', 'FAILED');
    await page.getByRole('button', { name: 'Close', exact: true }).click();
  });

  test('is sound while checking', async () => {
    // A camera that never opens keeps the check waiting.
    await page.evaluate(() => {
      navigator.mediaDevices.getUserMedia = () => new Promise(() => undefined);
    });
    const camera = { kind: 'camera', deviceId: '', label: '', width: null, height: null, fps: null } as const;
    await choosePicture((name, input) => ask(page, name, input), camera);
    await page.getByText('Opening the picture…').waitFor();
    await ask(page, 'live.start', { mode: 'rehearsal' });
    await waitForPill(page, 'CHECKING');
    await expectSound('checking', 'CHECKING');
    await page.getByRole('button', { name: 'Cancel' }).click();
    await waitForPill(page, 'OFF AIR');
  });
});
