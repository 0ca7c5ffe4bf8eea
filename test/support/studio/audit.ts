/** Looks at the real window as it stands: axe's serious findings, and a picture of it. */
import { mkdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import type { Page } from 'playwright-core';

const root = resolve(import.meta.dirname, '../../..');

/** Where pictures go: the folder that UPLINK_SCREENSHOTS names, else one that is not kept. */
const pictures = resolve(root, process.env['UPLINK_SCREENSHOTS'] ?? 'test-results');

const axeFile = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** Keeps `name`.png of the window. */
export async function keepPicture(page: Page, name: string): Promise<void> {
  await mkdir(pictures, { recursive: true });
  await page.screenshot({ path: join(pictures, `${name}.png`) });
}

/** Serious and critical findings of axe, one line each; the page's policy forbids script tags, so it is evaluated. */
export async function seriousFindings(page: Page): Promise<readonly string[]> {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(await readFile(axeFile, 'utf8'));
  const { violations } = await page.evaluate(() => globalThis.axe.run());
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`);
}
