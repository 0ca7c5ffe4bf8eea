/** A teacher on a fresh computer: from the first screen to a live stream of one camera in two minutes, then the end. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { until } from '../../support/loopback.ts';
import { runWell } from '../../support/processes.ts';
import { startNginx, type NginxRtmp } from '../../support/servers/nginx-rtmp.ts';
import { handle, plugIn } from '../../support/studio/devices.ts';
import { copyText, openStudio, pictureDigest, waitForPill, type OpenStudio } from '../../support/studio/open-studio.ts';

/** What the persona may take from the first screen to LIVE. */
const mostSeconds = 120;
const mostClicks = 14;

const youTubeKey = 'hk3v-9q2x-teach-7b00-maths';
const ownKey = 'maths-7b-lesson-key';

let studio: OpenStudio;
let nginx: NginxRtmp;
let page: Page;
let clicks = 0;

async function click(target: Locator): Promise<void> {
  clicks += 1;
  await target.click();
}

const button = (name: string | RegExp): Locator => page.getByRole('button', { name, exact: typeof name === 'string' });
const seeText = (text: string | RegExp, timeout = 10_000): Promise<void> =>
  page.getByText(text).first().waitFor({ timeout });

/** Text of every file in the folder, so that a key can be looked for. */
async function textBelow(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const texts = await Promise.all(files.map((file) => readFile(file, 'latin1').catch(() => '')));
  return texts.join('\n');
}

describe('a teacher with one camera', () => {
  beforeAll(async () => {
    [studio, nginx] = await Promise.all([openStudio(['--fake-devices']), startNginx()]);
    ({ page } = studio);
    await plugIn(page, {
      cameras: [{ name: 'Laptop camera', colour: 'rgb(90 120 160)' }],
      microphone: { name: 'Laptop microphone', hertz: 180, sides: [0.2, 0.2] },
    });
  });
  afterAll(async () => {
    await studio?.close();
    await nginx?.stop();
  });

  test('is live within two minutes and fourteen clicks', async () => {
    const began = Date.now();
    await seeText('What will you do?');
    await click(button(/^Talk to camera/u));

    // Her own picture moves, and so does the level of her microphone; then the tick.
    await seeText('Laptop camera');
    const first = await pictureDigest(page);
    await until('the camera picture moves', async () => (await pictureDigest(page)) !== first);
    const level = page.getByRole('meter', { name: 'Source level' });
    await until('the level moves', async () => Number(await level.getAttribute('aria-valuenow')) > -40);
    await seeText('Sound is good: we hear you clearly.');
    await click(button('Next'));

    await click(page.getByText('YouTube', { exact: true }));
    await click(page.getByLabel('Stream key', { exact: true }));
    await copyText(studio, `rtmps://a.rtmps.youtube.com:443/live2/${youTubeKey}`);
    await page.keyboard.press('Control+V');
    await seeText('We moved it to the key field');
    await page.getByRole('group', { name: 'Stream key' }).getByText('••••').waitFor();
    expect(await page.content()).not.toContain(youTubeKey);

    // The lesson itself goes to a server of her school.
    await click(page.getByText('Other server', { exact: true }));
    await click(page.getByLabel('Server address'));
    await copyText(studio, `${nginx.url}/${ownKey}`);
    await page.keyboard.press('Control+V');
    await seeText('We moved it to the key field');
    await page.getByRole('group', { name: 'Stream key' }).getByText('••••').waitFor();
    const address = page.getByLabel('Server address');
    await until('the address is stored', async () => (await address.inputValue()) === nginx.url);
    await button('Next').waitFor();
    await click(button('Next'));

    await button('Next').waitFor({ timeout: 30_000 });
    const recommendation = await page.locator('.recommendation-line').first().textContent();
    expect(recommendation).toMatch(/^\d{3,4}p at \d{2} fps, \d\.\d Mb\/s$/u);
    await click(button('Next'));

    const badge = page.locator('.stage-badge');
    await badge.waitFor();
    expect(await badge.textContent()).toMatch(/REHEARSAL\s+Nobody can see this/u);
    await button('Looks right').waitFor({ timeout: 40_000 });
    await seeText('This is what came back');
    await click(button('Looks right'));

    await click(button('Go live'));
    await click(button(/^Start/u));
    await waitForPill(page, 'LIVE', 8000);
    const seconds = (Date.now() - began) / 1000;
    expect(seconds).toBeLessThanOrEqual(mostSeconds);
    expect(clicks).toBeLessThanOrEqual(mostClicks);
  });

  test('sees all five steps, and no more than the server told', async () => {
    const steps = page.getByRole('list', { name: 'Connection steps' }).getByRole('listitem');
    await until('five steps done', async () => {
      const texts = await steps.allTextContents();
      return texts.length === 5 && texts.every((text) => text.endsWith('done'));
    });
    expect(await steps.first().textContent()).toContain('Found 127.0.0.1');
    expect(await steps.last().textContent()).toMatch(/acknowledged|doesn’t acknowledge/u);
  });

  test('reads that viewers hear silence while her microphone is pulled out, and has it back without a press', async () => {
    const silence = page.getByRole('region', { name: 'Sources' }).getByText(/Viewers hear silence/u);
    await handle(page, 'unplug', 'Laptop microphone');
    await silence.first().waitFor({ timeout: 3000 });
    await waitForPill(page, 'LIVE', 1000);
    await handle(page, 'plug', 'Laptop microphone');
    await until('she is heard again', async () => (await silence.count()) === 0);
    const level = page.getByRole('meter', { name: 'Programme level' }).first();
    await until('the level moves again', async () => Number(await level.getAttribute('aria-valuenow')) > -40);
    expect(await page.getByRole('dialog').count()).toBe(0);
  });

  test('ends in two steps with a headline, a recording at the server and no key anywhere', async () => {
    await click(button('End…'));
    await click(button('End now'));
    await waitForPill(page, 'ENDED', 5000);
    await page.getByRole('heading', { name: /live on/u }).waitFor();
    const file = await nginx.recording(ownKey);
    const probe = ['-v', 'error', '-show_entries', 'stream=codec_type', '-of', 'csv=p=0', file];
    expect((await runWell('ffprobe', probe)).toString('utf8').trim().split('\n').toSorted()).toEqual([
      'audio',
      'video',
    ]);
    const kept = `${await textBelow(studio.data)}${await page.content()}`;
    expect(kept).not.toContain(ownKey);
    expect(kept).not.toContain(youTubeKey);
  });
});
