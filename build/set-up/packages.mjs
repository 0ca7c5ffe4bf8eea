/** Installs the npm packages when they are missing or not those of the lockfile. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { runNpm } from './processes.mjs';
import { step } from './progress.mjs';

/** The project's top folder. */
export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..');
const MODULES = path.join(ROOT, 'node_modules');
const NODE = path.join(MODULES, 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');

/** The Node that everything after the installation runs on: the npm package `node`. */
export function nodeOfProject() {
  return existsSync(NODE) ? NODE : process.execPath;
}

/** Runs `npm ci` unless what is installed is exactly what the lockfile names. */
export async function ensurePackages() {
  if (packagesMatchLockfile()) return;
  await step('Installing packages', (report) =>
    runNpm(['ci', '--no-audit', '--no-fund', '--loglevel', 'http'], { cwd: ROOT, onText: countFetches(report) }),
  );
}

/** npm writes what it installed into a lockfile of its own, as the last act of an installation that worked. */
function packagesMatchLockfile() {
  try {
    const wanted = packagesOf(path.join(ROOT, 'package-lock.json'));
    const installed = packagesOf(path.join(MODULES, '.package-lock.json'));
    for (const [name, { version, optional }] of Object.entries(wanted)) {
      const there = installed[name];
      if (name !== '' && (there === undefined ? optional !== true : there.version !== version)) return false;
    }
    return true;
  } catch {
    return false;
  }
}

function packagesOf(lockfile) {
  return JSON.parse(readFileSync(lockfile, 'utf8')).packages;
}

function countFetches(report) {
  let fetched = 0;
  return (text) => {
    fetched += text.split('http fetch').length - 1;
    if (fetched > 0) report(`${fetched} requests to the registry`);
  };
}
