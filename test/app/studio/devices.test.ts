/** Devices that are missing or forbidden, told in words and exit codes; and profiles through the window, their files included. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { freePort, until } from '../../support/loopback.ts';
import { ask, openStudio, loadStudio, type OpenStudio } from '../../support/studio/open-studio.ts';
import { loadShow } from '../../support/studio/show-source.ts';
import { openScreen, runApp, type Screen } from '../../support/uplink-app.ts';

/** Chromium's own switches: fake devices without a camera, and a user who says no. */
const noCamera = '--use-fake-device-for-media-stream=device-count=0';
const denied = ['--fake-devices', '--use-fake-ui-for-media-stream=deny'];

/** A failure has to be told within this time. */
const mostSeconds = 10;

describe('without a camera in the window', () => {
  let studio: OpenStudio;
  afterEach(() => studio.close());

  test.each([
    ['missing', [noCamera], 'No camera is connected', 'Plug in a camera, or choose the test picture'],
    ['forbidden', denied, 'does not let Uplink use the camera', 'Allow the camera for Uplink'],
  ])('a %s camera gives a sentence and a next step', async (_name, args, sentence, next) => {
    studio = await openStudio(args);
    const { page } = studio;
    await page.getByRole('button', { name: /^Talk to camera/u }).click();
    await page
      .getByText(sentence)
      .first()
      .waitFor({ timeout: mostSeconds * 1000 });
    await page.getByText(next).first().waitFor();
    await page.getByRole('button', { name: 'Try again' }).first().waitFor();
    // The way on without a camera works.
    await page.getByText('Sync test picture').click();
    await until('the test picture runs', async () => (await page.getByText(sentence).count()) === 0);
    const { sources } = await loadShow((name, input) => ask(page, name, input));
    expect(sources.map(({ input }) => input.kind)).toContain('test');
    expect(sources.map(({ input }) => input.kind)).not.toContain('camera');
  });
});

describe('without a camera on the command line', () => {
  let screen: Screen;
  beforeAll(async () => {
    screen = await openScreen();
  });
  afterAll(() => screen.close());

  test.each([
    ['missing', [noCamera], 40, 'No camera is connected, so there is no picture to send.'],
    ['forbidden', denied, 41, 'does not let Uplink use the camera'],
  ])('a %s camera ends the run with its code and sentence', async (_name, args, code, sentence) => {
    const url = `rtmp://127.0.0.1:${await freePort()}/live`;
    const ended = await runApp(
      { screen, args: ['--url', url, '--source', 'camera', '--duration', '5', ...args], key: 'unused-key' },
      (_app, run) => run,
    );
    expect(ended.stderr).toContain(sentence);
    expect(ended.code).toBe(code);
    expect(ended.seconds).toBeLessThanOrEqual(mostSeconds);
  });
});

describe('profiles', () => {
  let studio: OpenStudio;
  let page: Page;

  beforeAll(async () => {
    studio = await openStudio(['--fake-devices']);
    ({ page } = studio);
    await page.getByRole('button', { name: 'Skip the welcome' }).click();
  });
  afterAll(() => studio.close());

  const openMenu = async (item: string): Promise<void> => {
    await page.getByRole('button', { name: /^Profile: /u }).click();
    await page.getByRole('menuitem', { name: item }).click();
  };
  const names = async (): Promise<readonly string[]> =>
    (await loadStudio(page)).profiles.profiles.map(({ name }) => name);
  const picker = (name: string): Locator => page.getByRole('button', { name: `Profile: ${name}`, exact: true });
  const isSelected = async (name: string): Promise<boolean> => (await picker(name).count()) === 1;
  const selected = (name: string): Promise<void> => picker(name).waitFor();
  const choose = async (name: string): Promise<void> => {
    await page.getByRole('button', { name: /^Profile: /u }).click();
    await page
      .getByRole('menuitemradio')
      .filter({ has: page.getByText(name, { exact: true }) })
      .click();
    await selected(name);
  };

  test('are created with a name and a service, and selected', async () => {
    await openMenu('New profile…');
    await page.getByRole('textbox', { name: 'Name' }).fill('Sunday service');
    await page.getByRole('dialog').getByLabel('Service').selectOption({ label: 'Twitch' });
    await page.getByRole('button', { name: 'Create' }).click();
    await selected('Sunday service');
    expect(await names()).toContain('Sunday service');
  });

  test('are renamed', async () => {
    await openMenu('Rename…');
    await page.getByRole('textbox', { name: 'Name' }).fill('Evening service');
    await page.keyboard.press('Enter');
    await selected('Evening service');
    expect(await names()).not.toContain('Sunday service');
  });

  test('are duplicated, key included', async () => {
    await page.getByLabel('Stream key', { exact: true }).fill('live_4711_secret');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Replace key' }).waitFor();
    await openMenu('Duplicate');
    await until('the copy is selected', async () => !(await isSelected('Evening service')));
    const { profiles, selectedId } = (await loadStudio(page)).profiles;
    expect(profiles).toHaveLength(3);
    expect(profiles.find(({ id }) => id === selectedId)).toMatchObject({
      name: expect.stringContaining('Evening service'),
      serviceId: 'twitch',
      key: expect.stringMatching(/stored|this-run/u),
    });
  });

  test('are chosen from the list and deleted after a question', async () => {
    const copy = (await names()).find((name) => name !== 'Evening service' && name.includes('Evening')) ?? '';
    await choose('Evening service');
    await choose(copy);
    await openMenu('Delete…');
    await page.getByText('This can’t be undone').waitFor();
    expect(await names()).toHaveLength(3);
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    await until('two are left', async () => (await names()).length === 2);
    expect(await names()).not.toContain(copy);
  });

  test('go out to a file without their key and come back from it', async () => {
    const file = join(studio.data, 'evening.uplink.json');
    await studio.app.evaluate(({ dialog }, path) => {
      dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: path });
      dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [path] });
    }, file);
    await choose('Evening service');
    await openMenu('Export without key…');
    await page.getByText('Profile exported, without its stream key.').first().waitFor();
    const text = await readFile(file, 'utf8');
    expect(text).toContain('Evening service');
    expect(text).not.toContain('live_4711_secret');

    await writeFile(file, text.replace('Evening service', 'Borrowed service'));
    await openMenu('Import…');
    await selected('Borrowed service');
    const { profiles } = (await loadStudio(page)).profiles;
    expect(profiles.find(({ name }) => name === 'Borrowed service')).toMatchObject({
      serviceId: 'twitch',
      key: 'none',
    });

    await writeFile(file, '{"uplinkProfile": 1}');
    await openMenu('Import…');
    await page.getByText('That file can’t be imported').first().waitFor();
    expect(await names()).toHaveLength(3);
  });
});
