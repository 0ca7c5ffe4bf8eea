/** The app is killed while it records: the next start offers the recording wherever a person lands, by keyboard. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchStudio, recordInto, type KeptStudio } from '../../support/faults/kept-studio.ts';
import { readRecordedFile } from '../../support/faults/recorded-file.ts';
import { temporaryFolder, until } from '../../support/loopback.ts';
import { keepPicture, seriousFindings } from '../../support/studio/audit.ts';
import { walkTo } from '../../support/studio/keyboard.ts';
import { ask } from '../../support/studio/open-studio.ts';
import { openScreen, type Screen } from '../../support/uplink-app.ts';

let screen: Screen;
let data: { readonly path: string; readonly remove: () => Promise<void> };
let movies: { readonly path: string; readonly remove: () => Promise<void> };

/** Records for some seconds in a rehearsal and is killed; the name of the file. */
async function recordAndDie(isWelcomedNext: boolean): Promise<string> {
  const studio = await launchStudio({ screen, data: data.path, args: ['--source', 'test'] });
  await recordInto(studio, movies.path);
  await ask(studio.page, 'live.start', { mode: 'rehearsal' });
  await studio.stateIs('rehearsing');
  await ask(studio.page, 'record.start', null);
  await until('it records', async () => ((await studio.session()).recording?.seconds ?? 0) > 4, 20_000);
  const name = (await studio.session()).recording?.file ?? '';
  await ask(studio.page, 'settings.update', { welcomed: isWelcomedNext });
  await studio.kill();
  return name;
}

/** What stands there after the start; its length is at least 3 s. */
async function offerOf({ page }: KeptStudio, name: string) {
  const offer = page.getByRole('region', { name: 'A recording was not finished' });
  await offer.getByText(name, { exact: true }).waitFor();
  const text = await offer.innerText();
  expect(Number(/(\d+) s,/u.exec(text)?.[1])).toBeGreaterThanOrEqual(3);
  expect(await seriousFindings(page)).toEqual([]);
  return offer;
}

describe('a recording that was cut off', () => {
  beforeAll(async () => {
    [screen, data, movies] = await Promise.all([openScreen(), temporaryFolder(), temporaryFolder()]);
  });
  afterAll(async () => {
    await screen?.close();
    await data?.remove();
    await movies?.remove();
  });

  test('is offered on the first screen of the welcome, and recovered from there', async () => {
    const name = await recordAndDie(false);
    const studio = await launchStudio({ screen, data: data.path, isWelcomed: false });
    const { page } = studio;
    try {
      await page.getByRole('heading', { name: 'What will you do?' }).waitFor();
      const offer = await offerOf(studio, name);
      await keepPicture(page, 'recovery-welcome');
      await walkTo(page, /^Recover /u, 'Shift+Tab');
      await page.keyboard.press('Enter');
      await offer.waitFor({ state: 'detached', timeout: 20_000 });
      await page.getByText('Recording recovered.').first().waitFor();
      const file = await readRecordedFile(join(movies.path, name));
      expect([file.opens, file.complaint]).toEqual([true, '']);
      expect(file.seconds).toBeGreaterThan(3);
    } finally {
      await studio.close();
    }
  }, 120_000);

  test('is offered over the stage, and thrown away after a second question', async () => {
    const name = await recordAndDie(true);
    const studio = await launchStudio({ screen, data: data.path });
    const { page } = studio;
    try {
      await page.getByRole('main', { name: 'Stage' }).waitFor();
      const offer = await offerOf(studio, name);
      await walkTo(page, /^Discard /u);
      await page.keyboard.press('Enter');
      expect(await readdir(movies.path)).toContain(name);
      await page.keyboard.press('Enter');
      await offer.waitFor({ state: 'detached' });
      expect(await readdir(movies.path)).not.toContain(name);
    } finally {
      await studio.close();
    }
  }, 120_000);
});
