/** Builds out/ when the sources, the build configuration or the lockfile are not those it was built from. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT, nodeOfProject } from './packages.mjs';
import { run } from './processes.mjs';
import { step } from './progress.mjs';

const SOURCES = ['electron', 'renderer', 'shared'];
const KERNELS = ['build/kernels/compile.mjs', 'build/kernels/vite-plugin.mjs'];
const CONFIGURATION = ['electron.vite.config.ts', ...KERNELS, 'package.json', 'package-lock.json', 'tsconfig.json'];
const OUTPUTS = ['out/main/main.js', 'out/preload/preload.cjs', 'out/renderer/index.html'];
const STAMP = path.join(ROOT, 'out', '.built-from');

/** Runs electron-vite when out/ is stale; a failed build leaves no stamp, so the next start builds again. */
export async function ensureBundle() {
  const print = fingerprint();
  const whole = OUTPUTS.every((name) => existsSync(path.join(ROOT, name)));
  if (whole && existsSync(STAMP) && readFileSync(STAMP, 'utf8') === print) return;
  rmSync(STAMP, { force: true });
  const tool = path.join(ROOT, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js');
  await step('Building', () => run(nodeOfProject(), [tool, 'build', '--logLevel', 'warn'], { cwd: ROOT }));
  writeFileSync(STAMP, print);
}

/** Name, size and time of every input, hashed: a few milliseconds for some hundred files. */
function fingerprint() {
  const hash = createHash('sha256');
  const inputs = [...CONFIGURATION];
  for (const folder of SOURCES) {
    for (const name of readdirSync(path.join(ROOT, folder), { recursive: true })) inputs.push(path.join(folder, name));
  }
  for (const name of inputs.toSorted()) {
    const { size, mtimeMs } = statSync(path.join(ROOT, name));
    hash.update(`${name} ${size} ${mtimeMs}\n`);
  }
  return hash.digest('hex');
}
