/** Runs the guards on this project; `--bundles` looks at out/ instead of the sources. */
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { crowdedFolders, filesWithoutSentence, namedButMissing, overBudget } from './guards.mjs';

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..');
const guards = process.argv.includes('--bundles')
  ? [overBudget]
  : [crowdedFolders, filesWithoutSentence, namedButMissing];

const complaints = guards.flatMap((guard) => guard(ROOT));
for (const complaint of complaints) process.stdout.write(`${complaint}\n`);
process.exitCode = complaints.length === 0 ? 0 : 1;
