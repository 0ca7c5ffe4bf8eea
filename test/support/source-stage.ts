/** Opens sources in a browser for tests, and reads what they have shown. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import type { Input } from '../../shared/studio/document/source.ts';
import type { Colour, Seen, SourceOptions } from '../app/sources-page/main.ts';
import { launchSourcesBrowser } from './sources-browser.ts';

/** Seen in the middle only, by viewers. */
const plainly: SourceOptions = { points: [], shown: true };

/** One source at a time, each on a fresh page. */
export type SourceStage = {
  /** For the test's own files. */
  readonly folder: string;
  readonly open: (input: Input, files: readonly string[], options?: SourceOptions) => Promise<Page>;
  /** Ends the source; throws when it has kept something of the heap. */
  readonly finish: () => Promise<void>;
  readonly close: () => Promise<void>;
};

export async function openSourceStage(): Promise<SourceStage> {
  const folder = await mkdtemp(path.join(tmpdir(), 'uplink-sources-files-'));
  const browser = await launchSourcesBrowser();
  let page: Page | null = null;
  return {
    folder,
    open: async (input, files, options = plainly) => {
      const fresh = await browser.open(files);
      page = fresh;
      await fresh.evaluate(
        ([given, how]) => {
          globalThis.source = globalThis.openSource(given, how);
        },
        [input, options] as const,
      );
      return fresh;
    },
    finish: async () => {
      const current = page;
      page = null;
      const left = await current?.evaluate(() => globalThis.source.close());
      await current?.close();
      if (left !== undefined && left !== 0) throw new Error(`${left} bytes of the heap were never given back`);
    },
    close: async () => {
      await browser.close();
      await rm(folder, { recursive: true });
    },
  };
}

/** Waits for `running`, `ended` or the code of a failure. */
export function inState(page: Page, state: string): Promise<unknown> {
  return page.waitForFunction((wanted) => globalThis.source.state() === wanted, state, { timeout: 10_000 });
}

/** Waits until so many different pictures were seen. */
export function shows(page: Page, count: number): Promise<unknown> {
  return page.waitForFunction((wanted) => globalThis.source.seen.length >= wanted, count, { timeout: 15_000 });
}

export function seen(page: Page): Promise<readonly Seen[]> {
  return page.evaluate(() => globalThis.source.seen);
}

export function rest(page: Page, millis: number): Promise<void> {
  return page.evaluate(
    (time) =>
      new Promise((done) => {
        setTimeout(done, time);
      }),
    millis,
  );
}

export function middle(one: Seen | undefined): Colour {
  return one?.colours[0] ?? [0, 0, 0, 0];
}

/** The name of a plain colour. */
export function nameOf([r, g, b, a]: Colour): string {
  if (a < 128) return 'clear';
  const bits = [r, g, b].map((part) => (part > 180 ? '1' : part < 80 ? '0' : '?')).join('');
  return { '100': 'red', '010': 'green', '001': 'blue', '111': 'white' }[bits] ?? `rgb(${r}, ${g}, ${b})`;
}

export function near(colour: Colour, expected: Colour, tolerance = 4): boolean {
  return colour.every((part, index) => Math.abs(part - (expected[index] ?? 0)) <= tolerance);
}
