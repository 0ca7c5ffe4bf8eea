/** The real app on a data folder that outlives it, so that it can be killed and started again; driven by Playwright. */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { _electron, type ElectronApplication, type Page } from 'playwright-core';
import { findElectron } from '../../../build/electron-runtime.mjs';
import { studioSchema, type Studio } from '../../../shared/contract/ipc.ts';
import type { SessionSnapshot } from '../../../shared/contract/session.ts';
import { defaultRecording } from '../../../shared/contract/settings.ts';
import type { SessionState } from '../../../shared/live/session/status.ts';
import { until } from '../loopback.ts';
import { ask, pickFolder } from '../studio/open-studio.ts';
import type { Screen } from '../uplink-app.ts';

const root = resolve(import.meta.dirname, '../../..');
const launchMillis = 20_000;

export type KeptStudio = {
  readonly app: ElectronApplication;
  readonly page: Page;
  /** Of main. */
  readonly pid: number;
  /** A call of the contract through whatever page there is now: Playwright's own page ends with the first crash. */
  readonly ask: (name: string, input: unknown) => Promise<unknown>;
  readonly load: () => Promise<Studio>;
  readonly session: () => Promise<SessionSnapshot>;
  readonly stateIs: (state: SessionState, millis?: number) => Promise<void>;
  /** KILL for the whole family. */
  readonly kill: () => Promise<void>;
  readonly close: () => Promise<void>;
};

export type StudioPlace = {
  readonly screen: Screen;
  readonly data: string;
  readonly args?: readonly string[];
  /** Whether the welcome is skipped, as it is by default. */
  readonly isWelcomed?: boolean;
};

/** Opens it; resolves when its window shows something. */
export async function launchStudio({ screen, data, args = [], isWelcomed = true }: StudioPlace): Promise<KeptStudio> {
  if (!existsSync(join(root, 'out/main/main.js'))) throw new Error('The app is not built: run npm start or npm test.');
  const isRoot = process.getuid?.() === 0;
  const environment = Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const launch = {
    executablePath: findElectron().executable,
    args: [...(isRoot ? ['--no-sandbox'] : []), root, '--data', data, ...args],
    env: { ...Object.fromEntries(environment), DISPLAY: screen.name },
    timeout: launchMillis,
  };
  const app = await _electron.launch(launch).catch(() => _electron.launch(launch));
  const page = await app.firstWindow();
  await page.locator('main').waitFor();
  if (isWelcomed) await ask(page, 'settings.update', { welcomed: true });
  const pid = app.process().pid ?? 0;
  const askPage = (name: string, input: unknown): Promise<unknown> => askThrough(app, name, input);
  const load = async (): Promise<Studio> => studioSchema.parse(await askPage('studio.load', null));
  const session = async (): Promise<SessionSnapshot> => (await load()).session;
  const ended = new Promise<void>((done) => {
    app.process().once('exit', () => done());
  });
  return {
    app,
    page,
    pid,
    ask: askPage,
    load,
    session,
    stateIs: (state, millis = 20_000) =>
      until(`the session is ${state}`, async () => (await session()).state === state, millis),
    kill: async () => {
      // Playwright starts it as the head of a process group of its own.
      process.kill(-pid, 'SIGKILL');
      await ended;
    },
    close: () => app.close(),
  };
}

async function askThrough(app: ElectronApplication, name: string, input: unknown): Promise<unknown> {
  const script = `window.studio.call(${JSON.stringify(name)}, ${JSON.stringify(input)})`;
  const reply: unknown = await app.evaluate(
    ({ BrowserWindow }, code): Promise<unknown> =>
      BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript(code) ?? Promise.resolve(null),
    script,
  );
  if (typeof reply !== 'object' || reply === null || !('value' in reply))
    throw new Error(`${name} was refused: ${JSON.stringify(reply)}`);
  return reply.value;
}

/** Lets the selected profile stream to `serverUrl` with `key`. */
export async function aimAt(studio: KeptStudio, serverUrl: string, key = 'fault-rig'): Promise<void> {
  const { profiles } = await studio.load();
  const id = profiles.selectedId;
  const address = { serviceId: 'custom', serverUrl, backupUrl: '', hotStandby: false };
  await studio.ask('profile.update', { id, patch: address });
  await studio.ask('profile.setKey', { id, key });
}

/** Adds a second destination to the selected profile. */
export async function aimAlsoAt(studio: KeptStudio, serverUrl: string, key = 'fault-rig-2'): Promise<void> {
  const { profiles } = await studio.load();
  const destination = {
    name: 'The other one',
    serviceId: 'custom',
    serverUrl,
    backupUrl: '',
    hotStandby: false,
    priority: 2,
    enabled: true,
  };
  await studio.ask('destination.add', { profileId: profiles.selectedId, destination, key });
}

/** Process id of the window's page. */
export async function pagePid(studio: KeptStudio): Promise<number> {
  return studio.app.evaluate(
    ({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.getOSProcessId() ?? 0,
  );
}

/** Recording into `folder`, begun and ended by hand. */
export async function recordInto(studio: KeptStudio, folder: string): Promise<void> {
  await studio.ask('settings.update', { recording: defaultRecording });
  await pickFolder(studio.app, folder);
  await studio.ask('record.chooseFolder', null);
}
