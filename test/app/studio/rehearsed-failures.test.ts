/** Failures on purpose: refused outside a rehearsal, felt and mended within one, by keyboard. */
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { until } from '../../support/loopback.ts';
import { seriousFindings } from '../../support/studio/audit.ts';
import {
  ask,
  loadStudio,
  openStudio,
  waitForPill,
  waitForState,
  type OpenStudio,
} from '../../support/studio/open-studio.ts';

let studio: OpenStudio;
let page: Page;

const button = (name: string): Locator => page.getByRole('button', { name, exact: true });

const broken = async () => (await loadStudio(page)).session.broken ?? [];

describe('failures on purpose', () => {
  beforeAll(async () => {
    studio = await openStudio(['--source', 'test', '--test-pattern', 'busy']);
    ({ page } = studio);
    await ask(page, 'settings.update', { welcomed: true });
    await page.getByRole('main', { name: 'Stage' }).waitFor();
  });
  afterAll(() => studio?.close());

  test('are refused outside a rehearsal, and nobody is offered them', async () => {
    await expect(ask(page, 'rehearsal.fault', { kind: 'network-cut', on: true })).rejects.toThrow('input-invalid');
    expect(await page.getByText('Rehearse a failure').count()).toBe(0);
  });

  test('a cut network is noticed and healed without a click', async () => {
    await page.keyboard.press('Control+Shift+Enter');
    await waitForPill(page, 'REHEARSAL');
    await page.getByText('Rehearse a failure').click();
    expect(await seriousFindings(page)).toEqual([]);
    await button('Cut the network').focus();
    await page.keyboard.press('Enter');
    await button('Cut the network').and(page.locator('[aria-pressed=true]')).waitFor();
    await waitForState(page, 'reconnecting', 20_000);
    expect(await broken()).toEqual(['network-cut']);
    await button('Cut the network').press('Enter');
    await waitForState(page, 'rehearsing', 30_000);
    expect(await broken()).toEqual([]);
  });

  test('a limited network lowers the bitrate, and the rehearsal goes on', async () => {
    await ask(page, 'rate.set', { targetKbps: 4000, ceilingKbps: 4000 });
    await button('Limit the network').press('Enter');
    await until(
      'the bitrate is lowered',
      async () => ((await loadStudio(page)).session.rate?.kbps ?? 4000) < 2000,
      30_000,
    );
    expect((await loadStudio(page)).session.state).toBe('rehearsing');
    await button('Limit the network').and(page.locator('[aria-pressed=true]')).waitFor();
    await button('Limit the network').press('Enter');
    await button('Limit the network').and(page.locator('[aria-pressed=false]')).waitFor();
  });

  test('the disk is filled only while something is recorded', async () => {
    expect(await button('Fill the disk').isDisabled()).toBe(true);
    await expect(ask(page, 'rehearsal.fault', { kind: 'disk-full', on: true })).rejects.toThrow('input-invalid');
    expect(await broken()).toEqual([]);
  });

  test('a killed encoder is built anew', async () => {
    const before = (await loadStudio(page)).session.stats?.framesSent ?? 0;
    await button('Kill the encoder').press('Enter');
    await until(
      'frames are sent again',
      async () => ((await loadStudio(page)).session.stats?.framesSent ?? 0) > before + 60,
      20_000,
    );
    expect((await loadStudio(page)).session.state).toBe('rehearsing');
    await button('Limit the network').press('Enter');
    await until('the line is limited', async () => (await broken()).includes('network-limited'), 5000);
    await page.keyboard.press('Control+Shift+Enter');
    await waitForState(page, 'ended');
    expect(await broken()).toEqual([]);
  });
});
