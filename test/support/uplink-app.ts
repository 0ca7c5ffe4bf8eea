/** The real app from its command line: the built bundle in the real Electron on a virtual screen of its own. */
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { spawn } from 'node:child_process';
import { findElectron } from '../../build/electron-runtime.mjs';
import { reportSchema, type Report } from '../../shared/contract/report.ts';
import { temporaryFolder } from './loopback.ts';
import { endWithUs, start, type Exit, type Running } from './processes.ts';

const root = resolve(import.meta.dirname, '../..');

/** A virtual screen; `name` goes into DISPLAY. */
export type Screen = { readonly name: string; readonly close: () => Promise<void> };

/** Starts Xvfb on a display that is free; resolves when it takes clients. */
export function openScreen(): Promise<Screen> {
  const child = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1600x1000x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  endWithUs(child);
  const ended = new Promise<void>((done) => {
    child.on('close', () => done());
  });
  return new Promise((opened, reject) => {
    child.on('error', reject);
    child.stdio[3]?.once('data', (bytes: Buffer) =>
      opened({
        name: `:${bytes.toString('utf8').trim()}`,
        close: async () => {
          child.kill('SIGTERM');
          await ended;
        },
      }),
    );
  });
}

/** A started app; `folder` holds its data, key file and report, and goes with `close`. */
export type UplinkApp = Running & {
  readonly folder: string;
  readonly data: string;
  readonly report: () => Promise<Report>;
  readonly close: () => Promise<void>;
};

export type AppStart = {
  readonly screen: Screen;
  /** Options of the app; `--key-file`, `--data` and `--report` are added. */
  readonly args: readonly string[];
  /** Goes into the key file; null for a start without one. */
  readonly key: string | null;
  readonly env?: NodeJS.ProcessEnv;
};

/** Starts the app; it runs until its own end or `close`. */
export async function startApp(options: AppStart): Promise<UplinkApp> {
  if (!existsSync(join(root, 'out/main/main.js'))) throw new Error('The app is not built: run npm start or npm test.');
  const folder = await temporaryFolder();
  const data = join(folder.path, 'data');
  const keyFile = join(folder.path, 'key.txt');
  const reportFile = join(folder.path, 'report.json');
  if (options.key !== null) await writeFile(keyFile, `${options.key}\n`, { mode: 0o600 });
  const isRoot = process.getuid?.() === 0;
  const args = [
    ...(isRoot ? ['--no-sandbox'] : []),
    root,
    ...options.args,
    ...(options.key === null ? [] : ['--key-file', keyFile]),
    '--data',
    data,
    '--report',
    reportFile,
  ];
  const env = { ...process.env, ...options.env, DISPLAY: options.screen.name };
  const app = await start(findElectron().executable, args, { env });
  return {
    ...app,
    folder: folder.path,
    data,
    report: async () => reportSchema.parse(JSON.parse(await readFile(reportFile, 'utf8'))),
    close: async () => {
      await app.end();
      await folder.remove();
    },
  };
}

/** What a run that ended left behind. */
export type AppRun = Exit & { readonly stdout: string; readonly stderr: string; readonly seconds: number };

/** Starts the app and waits for its end; `look` sees the app, with its folder, before everything is removed. */
export async function runApp<Value>(
  options: AppStart,
  look: (app: UplinkApp, run: AppRun) => Promise<Value> | Value,
): Promise<Value> {
  const before = Date.now();
  const app = await startApp(options);
  try {
    const exit = await app.exited;
    const run = { ...exit, stdout: app.stdout(), stderr: app.stderr(), seconds: (Date.now() - before) / 1000 };
    return await look(app, run);
  } finally {
    await app.close();
  }
}
