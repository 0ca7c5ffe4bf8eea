/** The real app in a window that a test can look at and use: the built bundle in the real Electron, driven by Playwright. */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { _electron, type ElectronApplication, type Page } from 'playwright-core';
import { findElectron } from '../../../build/electron-runtime.mjs';
import { studioSchema, type Studio } from '../../../shared/contract/ipc.ts';
import type { SessionState } from '../../../shared/live/session/status.ts';
import { temporaryFolder, until } from '../loopback.ts';
import { openScreen } from '../uplink-app.ts';

const root = resolve(import.meta.dirname, '../../..');

/** How long Playwright may take to get hold of the app. */
const launchMillis = 20_000;

/** An open studio with a data folder and a screen of its own. */
export type OpenStudio = {
  readonly app: ElectronApplication;
  readonly page: Page;
  readonly data: string;
  readonly close: () => Promise<void>;
};

/** Starts the app with `args` on a fresh data folder; resolves when its window shows something. */
export async function openStudio(args: readonly string[]): Promise<OpenStudio> {
  if (!existsSync(join(root, 'out/main/main.js'))) throw new Error('The app is not built: run npm start or npm test.');
  const [screen, folder] = await Promise.all([openScreen(), temporaryFolder()]);
  const data = join(folder.path, 'data');
  const isRoot = process.getuid?.() === 0;
  const launch = {
    executablePath: findElectron().executable,
    args: [...(isRoot ? ['--no-sandbox'] : []), root, '--data', data, ...args],
    env: { ...environment(), DISPLAY: screen.name },
    timeout: launchMillis,
  };
  // Rarely Playwright misses the app's first words and ends it; the window itself opens well within a second.
  const app = await _electron.launch(launch).catch(() => _electron.launch(launch));
  const page = await app.firstWindow();
  await page.locator('main').waitFor();
  return {
    app,
    page,
    data,
    close: async () => {
      await app.close();
      await screen.close();
      await folder.remove();
    },
  };
}

/** Everything that a fresh window would be told. */
export async function loadStudio(page: Page): Promise<Studio> {
  const reply = await ask(page, 'studio.load', null);
  return studioSchema.parse(reply);
}

/** A call of the contract, as the page itself makes it; the value of its answer. */
export async function ask(page: Page, name: string, input: unknown): Promise<unknown> {
  const reply = await page.evaluate(([call, given]) => window.studio.call(call, given), [name, input] as const);
  if (typeof reply !== 'object' || reply === null || !('value' in reply)) {
    throw new Error(`${name} was refused: ${JSON.stringify(reply)}`);
  }
  return reply.value;
}

/** Waits until the session stands in a state, as the window's pill says it; LIVE also when it is weak, as on a busy computer. */
export async function waitForPill(page: Page, word: string, millis = 15_000): Promise<void> {
  const pill = page.getByRole('group', { name: 'Session state' });
  const words = word === 'LIVE' ? /^LIVE( – WEAK)?$/u : word;
  await pill.getByText(words, { exact: true }).waitFor({ timeout: millis });
}

/** Waits until main's session stands in `state`. */
export async function waitForState(page: Page, state: SessionState, millis = 15_000): Promise<void> {
  await until(`session is ${state}`, async () => (await loadStudio(page)).session.state === state, millis);
}

/** A digest of a picture in the window, of the first one if none is named: equal for equal pictures. */
export async function pictureDigest(page: Page, canvas = '.preview-canvas'): Promise<number> {
  return page.evaluate((selector) => {
    const shown = document.querySelector<HTMLCanvasElement>(selector);
    const copy = document.createElement('canvas');
    copy.width = 160;
    copy.height = 90;
    const pen = copy.getContext('2d');
    if (shown === null || pen === null) return 0;
    pen.drawImage(shown, 0, 0, copy.width, copy.height);
    return pen.getImageData(0, 0, copy.width, copy.height).data.reduce((sum, value) => (sum * 31 + value) % 1e9, 7);
  }, canvas);
}

/** Lets the system's folder dialog answer `folder` from now on, as if somebody had picked it. */
export async function pickFolder(app: ElectronApplication, folder: string): Promise<void> {
  await app.evaluate(({ dialog }, path) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [path] });
  }, folder);
}

/** Puts `text` on the clipboard of the app's own screen. */
export async function copyText(studio: OpenStudio, text: string): Promise<void> {
  await studio.app.evaluate(({ clipboard }, copied) => clipboard.writeText(copied), text);
}

function environment(): Record<string, string> {
  const entries = Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return Object.fromEntries(entries);
}
