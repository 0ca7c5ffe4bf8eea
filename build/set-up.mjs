/** Everything between a fresh clone and an app that can open: packages, Electron, system libraries, bundle. */
import { describeElectron, ensureElectron } from './electron-runtime.mjs';
import { ensureBundle } from './set-up/bundle.mjs';
import { ensurePackages } from './set-up/packages.mjs';
import { say } from './set-up/progress.mjs';
import { MISSING_SYSTEM_PACKAGES, ensureSystemPackages } from './set-up/system-packages.mjs';

/** A set-up that stopped; `exitCode` is what the command should end with. */
export class SetUpError extends Error {
  constructor(message, exitCode) {
    super(message);
    this.exitCode = exitCode;
  }
}

/**
 * Prepares this machine for `purpose` 'start' (which also builds the app) or 'test' (which also wants the test
 * peers) and returns the Electron to use. When nothing is to be done it takes a fraction of a second.
 */
export async function setUp(purpose) {
  await ensurePackages();
  const electron = await ensureElectron();
  say(`Runs on ${describeElectron(electron)}.`);
  if (!(await ensureSystemPackages({ executable: electron.executable, purpose }))) {
    throw new SetUpError('System packages are missing.', MISSING_SYSTEM_PACKAGES);
  }
  if (purpose === 'start') await ensureBundle();
  return electron;
}
