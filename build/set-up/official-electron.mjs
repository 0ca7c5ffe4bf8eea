/** Runs the electron package's own download, and gives up early when nothing arrives. */
import { spawn } from 'node:child_process';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { nodeOfProject } from './packages.mjs';
import { step } from './progress.mjs';

const STALL_MS = 20_000;
const LOOK_MS = 500;

/**
 * Downloads into node_modules/electron/dist. Returns undefined when it worked, else why not, in a few words.
 * The download lands in a temporary folder of ours first, so that its growth tells a slow line from a dead one.
 */
export async function downloadOfficial(electronPackage) {
  const script = path.join(electronPackage, 'install.js');
  if (!existsSync(script)) return 'the electron package is not installed';
  const temporary = await mkdtemp(path.join(tmpdir(), 'uplink-electron-'));
  try {
    return await step("Downloading Electron from the project's own site", async (report) => {
      const failure = await watch(script, temporary, report);
      if (failure !== undefined) throw new Error(failure);
    });
  } catch (error) {
    return error.message;
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

function watch(script, temporary, report) {
  return new Promise((resolve) => {
    const env = { ...process.env, TMPDIR: temporary, TMP: temporary, TEMP: temporary };
    const child = spawn(nodeOfProject(), [script], { env, stdio: ['ignore', 'ignore', 'pipe'] });
    let words = '';
    let grownAt = Date.now();
    let size = 0;
    const timer = setInterval(() => {
      void sizeOf(temporary).then((now) => {
        if (now !== size) grownAt = Date.now();
        size = now;
        if (size > 0) report(`${Math.round(size / 1e6)} MB`);
        if (Date.now() - grownAt > STALL_MS && size === 0) child.kill('SIGKILL');
        return undefined;
      });
    }, LOOK_MS);
    const finish = (failure) => {
      clearInterval(timer);
      resolve(failure);
    };
    child.stderr.on('data', (piece) => {
      words = (words + piece.toString('utf8')).slice(-2000);
    });
    child.on('error', (error) => finish(error.message));
    child.on('close', (code, signal) => {
      if (code === 0) finish(undefined);
      else finish(signal === 'SIGKILL' ? `nothing arrived in ${STALL_MS / 1000} s` : firstSentence(words));
    });
  });
}

async function sizeOf(folder) {
  let sum = 0;
  for (const name of await readdir(folder, { recursive: true }).catch(() => [])) {
    const found = await stat(path.join(folder, name)).catch(() => undefined);
    if (found?.isFile() === true) sum += found.size;
  }
  return sum;
}

function firstSentence(words) {
  const line =
    words.split('\n').find((text) => /Error|ENOTFOUND|refused|status/i.test(text)) ?? words.split('\n', 1)[0] ?? '';
  return line.trim().slice(0, 160) || 'it ended without a word';
}
