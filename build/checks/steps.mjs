/** What `npm test` and `npm run check` check, in order: each step is one command with a time limit. */
import path from 'node:path';
import { ROOT } from '../set-up/packages.mjs';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const FOLDERS = ['shared', 'electron', 'renderer', 'test', 'build'];

const tool = (...names) => path.join(ROOT, 'node_modules', ...names);

const tsc = (project) => [tool('typescript', 'bin', 'tsc'), '-p', project];

const quick = [
  { name: 'types', command: tsc('tsconfig.json'), limitMs: 2 * MINUTE },
  { name: 'types of the pure core', command: tsc('tsconfig.shared.json'), limitMs: MINUTE },
  {
    name: 'lint',
    command: [tool('oxlint', 'bin', 'oxlint'), ...FOLDERS, 'electron.vite.config.ts', 'vitest.config.ts'],
    limitMs: 2 * MINUTE,
  },
  { name: 'guards', command: [path.join(ROOT, 'build', 'guards', 'run.mjs')], limitMs: MINUTE },
  { name: 'format', command: [tool('prettier', 'bin', 'prettier.cjs'), '--check', '.'], limitMs: MINUTE },
  { name: 'dead code', command: [tool('knip', 'bin', 'knip.js'), '--no-progress'], limitMs: MINUTE },
  { name: 'unit tests', project: 'unit', limitMs: 5 * MINUTE },
];

const thorough = [
  { name: 'property tests', project: 'property', limitMs: 6 * MINUTE },
  { name: 'peer tests', project: 'peer', limitMs: 6 * MINUTE },
  { name: 'timed peer tests', project: 'timed', limitMs: 6 * MINUTE },
  { name: 'build', bundle: true, limitMs: MINUTE },
  { name: 'build of the tools', command: [path.join(ROOT, 'build', 'bundle-tools.mjs')], limitMs: MINUTE },
  { name: 'bundle budgets', command: [path.join(ROOT, 'build', 'guards', 'run.mjs'), '--bundles'], limitMs: MINUTE },
  { name: 'window tests', project: 'window', limitMs: 8 * MINUTE },
  { name: 'media tests', project: 'media', limitMs: 10 * MINUTE, display: true },
  { name: 'app tests', project: 'app', limitMs: 12 * MINUTE, display: true },
  { name: 'studio tests', project: 'studio', limitMs: 15 * MINUTE, display: true },
];

/** The steps of the quick check, or all of them. */
export function stepsFor(extent) {
  return extent === 'quick' ? quick : [...quick, ...thorough];
}
