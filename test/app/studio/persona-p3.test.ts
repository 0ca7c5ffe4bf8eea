/** A church volunteer: three cameras of which one is unplugged, a desk on the left side only, studio mode, a camera that freezes. */
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { reportSchema } from '../../../shared/contract/report.ts';
import type { Command } from '../../../shared/studio/edit/commands.ts';
import { defaultStrip, type Input } from '../../../shared/studio/document/source.ts';
import { until } from '../../support/loopback.ts';
import { runWell } from '../../support/processes.ts';
import { startNginx, type NginxRtmp } from '../../support/servers/nginx-rtmp.ts';
import { handle, plugIn } from '../../support/studio/devices.ts';
import {
  ask,
  openStudio,
  pictureDigest,
  loadStudio,
  waitForPill,
  type OpenStudio,
} from '../../support/studio/open-studio.ts';
import { colourInput, makeItem, makeScene, makeSource } from '../../support/studio/show-parts.ts';
import { changeShow, loadShow } from '../../support/studio/show-source.ts';

const key = 'sunday-service-2207';

/** How far the loudness may be off its target, LU. */
const tolerance = 2;

/** A frozen camera is replaced within this time, as viewers see it, s; it is told of within this time, ms. */
const mostSeconds = 1;
const mostMillis = 3000;

let studio: OpenStudio;
let nginx: NginxRtmp;
let page: Page;

const show = () => loadShow((name, input) => ask(page, name, input));
const change = (command: Command): Promise<unknown> => changeShow((name, input) => ask(page, name, input), command);
const button = (name: string | RegExp): Locator => page.getByRole('button', { name, exact: typeof name === 'string' });
const sources = (): Locator => page.getByRole('region', { name: 'Sources' });
const sceneRow = (name: string): Locator =>
  page.getByRole('region', { name: 'Scenes' }).getByRole('button', { name: new RegExp(`^\\d ?${name}`, 'u') });
const sheet = (): Locator => page.getByRole('dialog', { name: 'Go live with Sunday service' });
const onAir = async (): Promise<string> => (await show()).stage.programId;

const camera = (name: string): Input => ({
  kind: 'camera',
  deviceId: name,
  label: name,
  width: null,
  height: null,
  fps: null,
});

type Colour = 'altar' | 'pulpit' | 'other';

function colourOf([red = 0, green = 0, blue = 0]: readonly number[]): Colour {
  if (red > 120 && green < 90 && blue < 90) return 'altar';
  return green > 90 && red < 90 && blue < 90 ? 'pulpit' : 'other';
}

/** A picture this small shows its camera's colour in the middle, and the moving block along the upper edge. */
const small = { width: 16, height: 9, middle: 5 * 16 + 8 };

/** Whose colour the middle of the stage has. */
async function colour(): Promise<Colour> {
  const middle = await page.evaluate(({ width, height, middle: pixel }) => {
    const shown = document.querySelector<HTMLCanvasElement>('.stage .preview-canvas');
    const pen = Object.assign(document.createElement('canvas'), { width, height }).getContext('2d');
    if (shown === null || pen === null) return [];
    pen.drawImage(shown, 0, 0, width, height);
    return [...pen.getImageData(pixel % width, Math.floor(pixel / width), 1, 1).data];
  }, small);
  return colourOf(middle);
}

/** For each picture of a recording: its colour, and whether the block has moved since the one before. */
async function watch(file: string): Promise<readonly { readonly colour: Colour; readonly moved: boolean }[]> {
  const shrink = ['-map', '0:v', '-fps_mode', 'passthrough', '-vf', `scale=${small.width}:${small.height}:flags=area`];
  const raw = ['-pix_fmt', 'rgb24', '-f', 'rawvideo', '-'];
  const bytes = await runWell('ffmpeg', ['-nostdin', '-v', 'error', '-i', file, ...shrink, ...raw]);
  const stride = small.width * small.height * 3;
  return Array.from({ length: Math.floor(bytes.length / stride) }, (_, index) => {
    const at = index * stride;
    const edge = bytes.subarray(at, at + small.width * 3);
    const before = bytes.subarray(Math.max(0, at - stride), Math.max(0, at - stride) + small.width * 3);
    const difference = edge.reduce((sum, value, place) => sum + Math.abs(value - (before[place] ?? 0)), 0);
    const middle = at + small.middle * 3;
    return { colour: colourOf([...bytes.subarray(middle, middle + 3)]), moved: difference > edgeNoise };
  });
}

/** What coding alone changes along the edge of a picture that stands still stays below this; the block makes three times as much. */
const edgeNoise = 250;

const countdown: Input = {
  kind: 'text',
  text: 'We begin in {countdown}',
  style: {
    font: '',
    size: 120,
    weight: 700,
    italic: false,
    colour: '#ffffff',
    background: null,
    align: 'centre',
    outline: null,
    shadow: false,
    wrapAt: null,
  },
  file: null,
  countdownTo: null,
  countdownSeconds: 600,
};

async function build(): Promise<void> {
  const before = await show();
  const inputs: readonly (readonly [string, Input])[] = [
    ['Altar', camera('Altar')],
    ['Pulpit', camera('Pulpit')],
    ['Balcony', camera('Balcony')],
    ['Countdown', countdown],
    ['Goodbye', colourInput('#202060')],
  ];
  for (const [name, input] of inputs) {
    const scene = makeScene(`scene-${name}`, [makeItem(name)], { name });
    await change({ name: 'source.add', source: makeSource(name, input), place: null });
    await change({ name: 'scene.add', scene, at: 99 });
  }
  const strip = { ...defaultStrip, isMainMicrophone: true };
  const desk: Input = { kind: 'microphone', deviceId: 'Desk', label: 'Desk' };
  await change({ name: 'source.add', source: makeSource('Desk', desk, { strip }), place: null });
  await change({ name: 'stage.program', sceneId: 'scene-Altar' });
  await change({ name: 'role.set', role: 'opening', sceneId: 'scene-Countdown' });
  await change({ name: 'role.set', role: 'closing', sceneId: 'scene-Goodbye' });
  for (const { id } of before.scenes) await change({ name: 'scene.remove', sceneId: id });
  for (const { id } of before.sources) await change({ name: 'source.remove', sourceId: id });
}

describe('a church volunteer', () => {
  beforeAll(async () => {
    [studio, nginx] = await Promise.all([openStudio(['--fake-devices']), startNginx()]);
    ({ page } = studio);
    await plugIn(page, {
      cameras: [
        { name: 'Altar', colour: 'rgb(200 20 20)' },
        { name: 'Pulpit', colour: 'rgb(20 160 20)' },
      ],
      // Made mono, half of it on both sides: −14 LUFS.
      microphone: { name: 'Desk', hertz: 1000, sides: [0.4, 0] },
    });
    const { profiles } = await loadStudio(page);
    const video = { width: 640, height: 360, fps: 30, kbps: 800 };
    const patch = { name: 'Sunday service', serviceId: 'custom', serverUrl: nginx.url, video };
    await ask(page, 'profile.update', { id: profiles.selectedId, patch });
    await ask(page, 'profile.setKey', { id: profiles.selectedId, key });
    await ask(page, 'settings.update', { welcomed: true });
    await page.getByRole('main', { name: 'Stage' }).waitFor();
    await build();
  });
  afterAll(async () => {
    await studio?.close();
    await nginx?.stop();
  });

  test('sees which camera is not connected, and puts another in its place', async () => {
    await until('the altar is seen', async () => (await colour()) === 'altar');
    await sceneRow('Balcony').click();
    await sources()
      .getByRole('button', { name: /^Balcony.*Not connected$/u })
      .waitFor();
    await sources()
      .getByText(/^It is not connected\. Viewers see/u)
      .waitFor();
    await sources().getByLabel('While it gives no picture, show').selectOption('Altar');
    await until('the altar stands in', async () => {
      const balcony = (await show()).sources.find(({ id }) => id === 'Balcony');
      return balcony?.fallbackId === 'Altar';
    });
    await until('and is seen', async () => (await colour()) === 'altar');
    await sceneRow('Pulpit').click();
    await until('the pulpit is fine', async () => (await colour()) === 'pulpit');
    expect(
      await sources()
        .getByText(/not connected/iu)
        .count(),
    ).toBe(0);
  });

  test('reads before the start that the desk comes on one side, makes it mono, takes that back and does it again', async () => {
    const isMono = async (): Promise<boolean> =>
      (await show()).sources.find(({ id }) => id === 'Desk')?.strip?.mono === true;
    await page.keyboard.press('Control+Enter');
    await sheet().getByText('Desk comes from the left only.').waitFor({ timeout: 20_000 });
    await sheet().getByRole('button', { name: 'Make mono' }).click();
    await until('it is mono', isMono);
    await page.keyboard.press('Escape');
    await sheet().waitFor({ state: 'detached' });
    await button('Undo: Change the sound of Desk').click();
    await until('it is as it was', async () => !(await isMono()));
    await button('Redo: Change the sound of Desk').click();
    await until('it is mono again', isMono);
    const finding = page.getByRole('region', { name: 'Mixer' }).getByText('Desk comes from the left only.');
    await finding.waitFor({ state: 'detached', timeout: 20_000 });
    expect(await finding.count()).toBe(0);
  });

  test('prepares scenes by number and takes them by Enter, and reads which is where', async () => {
    await page.keyboard.press('Alt+2');
    await page.getByRole('tab', { name: 'Studio', selected: true }).waitFor();
    await page.keyboard.press('1');
    await sceneRow('Altar').getByText('PRE', { exact: true }).waitFor();
    await sceneRow('Pulpit').getByText('AIR', { exact: true }).waitFor();
    expect(await onAir()).toBe('scene-Pulpit');
    await page.getByRole('application').focus();
    await page.keyboard.press('Enter');
    await sceneRow('Altar').getByText('AIR', { exact: true }).waitFor();
    await until('the altar is on air', async () => (await onAir()) === 'scene-Altar');
    await page.keyboard.press('3');
    await sceneRow('Balcony').getByText('PRE', { exact: true }).waitFor();
  });

  test('begins on the opening scene, whose countdown runs', async () => {
    await page.keyboard.press('Control+Enter');
    expect(
      await sheet()
        .getByRole('checkbox', { name: /“Countdown”/u })
        .isChecked(),
    ).toBe(true);
    await page.keyboard.press('Enter');
    await waitForPill(page, 'LIVE', 30_000);
    const digest = (): Promise<number> => pictureDigest(page, '.studio-program .preview-canvas');
    const first = await digest();
    await until('the countdown counts', async () => (await digest()) !== first, 5000);
    expect(await onAir()).toBe('scene-Countdown');
  });

  test('sees what stands in for a frozen camera within a second, reads why, and has it back by itself', async () => {
    await change({ name: 'source.fallback', sourceId: 'Pulpit', fallbackId: 'Altar' });
    await page.keyboard.press('Alt+1');
    await page.keyboard.press('2');
    await until('the pulpit is on air', async () => (await colour()) === 'pulpit');
    await page.waitForTimeout(1000);
    await handle(page, 'freeze', 'Pulpit');
    await sources()
      .getByText(/no new picture/u)
      .first()
      .waitFor({ timeout: mostMillis });
    await until('the altar stands in', async () => (await colour()) === 'altar', 2000);
    await page.waitForTimeout(2500);
    await handle(page, 'move', 'Pulpit');
    const moved = Date.now();
    await until('the pulpit is back', async () => (await colour()) === 'pulpit', 20_000);
    expect(Date.now() - moved).toBeGreaterThan(2900);
    await sources()
      .getByText(/no new picture/u)
      .first()
      .waitFor({ state: 'detached' });
    await waitForPill(page, 'LIVE');
  });

  test('reads a loudness on target', async () => {
    const { targetLufs } = (await show()).master;
    const loudness = page.getByLabel('Loudness of the sent mix, LUFS');
    const off = async (): Promise<number> => {
      const text = await loudness.locator('[data-figure=short-term]').textContent();
      return Math.abs(Number(text?.replace('−', '-')) - targetLufs);
    };
    await until('it is on target', async () => (await off()) <= tolerance, 20_000);
    expect(await loudness.getAttribute('title')).not.toBe('');
  });

  test('ends on the closing scene, and the report tells of the frozen camera', async () => {
    await button('End…').click();
    await button(/“Goodbye”/u).click();
    await until('the closing scene is on air', async () => (await onAir()) === 'scene-Goodbye');
    await page.waitForTimeout(1000);
    await waitForPill(page, 'LIVE');
    const ends = button(/^Ends in \d+ s$/u);
    await ends.waitFor();
    // The rest of its fifteen seconds is left out.
    if (!(await button('End now').isVisible())) await ends.click();
    await button('End now').click();
    await waitForPill(page, 'ENDED');
    await page.getByRole('heading', { name: /live on/u }).waitFor();
    const report = reportSchema.parse(await ask(page, 'report.last', null));
    const told = [...report.troubles.map(({ cause }) => cause), ...report.events.map(({ text }) => text)];
    expect(told.filter((text) => text.includes('Pulpit')).join('\n')).not.toBe('');
  });

  test('and viewers saw the altar before a second of standing picture was over', async () => {
    const pictures = await watch(await nginx.recording(key));
    const standIn = pictures.findIndex((picture) => picture.colour === 'altar');
    expect(standIn).toBeGreaterThan(0);
    const stopped = pictures.slice(0, standIn).findLastIndex(({ moved }) => moved);
    expect(pictures[stopped]?.colour).toBe('pulpit');
    expect((standIn - stopped) / 30).toBeLessThanOrEqual(mostSeconds);
    expect(pictures.slice(standIn).some((picture) => picture.colour === 'pulpit' && picture.moved)).toBe(true);
  });
});
