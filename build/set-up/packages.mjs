/** Installs the npm packages when they are missing or older than the lockfile. */
import { existsSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { runNpm } from './processes.mjs';
import { step } from './progress.mjs';

/** The project's top folder. */
export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..');
const MODULES = path.join(ROOT, 'node_modules');
const STAMP = path.join(MODULES, '.uplink-lockfile');
const NODE = path.join(MODULES, 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');

/** The Node that everything after the installation runs on: the npm package `node`. */
export function nodeOfProject() {
  return existsSync(NODE) ? NODE : process.execPath;
}

/** Runs `npm ci` unless what is installed belongs to this very lockfile. */
export async function ensurePackages() {
  const wanted = createHash('sha256').update(readFileSync(path.join(ROOT, 'package-lock.json'))).digest('hex');
  if (existsSync(NODE) && existsSync(STAMP) && readFileSync(STAMP, 'utf8').trim() === wanted) return;
  await step('Installing packages', () => runNpm(['ci', '--no-audit', '--no-fund', '--loglevel', 'error'], { cwd: ROOT }));
  await writeFile(STAMP, wanted);
}
