/**
 * Habits no linter knows: short folders, a sentence that opens each file, an architecture note that names real
 * files, small bundles. Each guard takes the project's folder and returns its complaints.
 */
import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { SOURCE_FOLDERS, filesBelow, foldersBelow } from './source-files.mjs';

const MOST_ENTRIES = 9;
const ARCHITECTURE = 'docs/architecture.md';
const KIB = 1024;
const FILE_HEADER = /^(#!.*\n)?\/\*\*\s+\S[\s\S]*?\*\//;

/**
 * Largest size of what must load before the first frame: a bundle with everything it imports statically. What is
 * loaded later, by `import()`, does not count. Of the window's, 600 KiB are React, zod, i18next, Radix, dnd-kit and the
 * movable edges, which its first picture needs; the rest is what it shows at once.
 */
const BUDGETS = [
  { folder: 'out/preload', name: /\.cjs$/, kib: 8 },
  { folder: 'out/renderer/assets', name: /^index-.*\.js$/, kib: 960 },
  { folder: 'out/renderer/assets', name: /^media-worker-.*\.js$/, kib: 450 },
  { folder: 'out/renderer/assets', name: /\.css$/, kib: 80 },
];

/** A static import as bundles write it; `import(…)` is none. */
const STATIC_IMPORT = /\b(?:from|import)\s*["']\.\/([\w.-]+\.js)["']/g;

/** Folders with more than nine entries. */
export function crowdedFolders(root) {
  return SOURCE_FOLDERS.flatMap((folder) => foldersBelow(root, folder))
    .filter(({ entries }) => entries.length > MOST_ENTRIES)
    .map(({ folder, entries }) => `${folder} has ${entries.length} entries; at most ${MOST_ENTRIES}: split by concept`);
}

/** Source files that don't open with a sentence in a doc comment. */
export function filesWithoutSentence(root) {
  return [...SOURCE_FOLDERS, 'build', 'test']
    .flatMap((folder) => filesBelow(root, folder, /\.(ts|tsx|mts|mjs)$/))
    .filter((file) => !file.startsWith('test/guards/planted/'))
    .filter((file) => !FILE_HEADER.test(readFileSync(path.join(root, file), 'utf8')))
    .map((file) => `${file} does not open with a /** sentence */ that says what it is`);
}

/** Files that the architecture note names in backquotes but that don't exist. */
export function namedButMissing(root) {
  const note = path.join(root, ARCHITECTURE);
  if (!existsSync(note)) return [`${ARCHITECTURE} is missing`];
  const named = readFileSync(note, 'utf8').matchAll(/`((?:shared|electron|renderer|test|build|docs)\/[\w./-]*[\w/])`/g);
  return [...new Set([...named].map((match) => match[1]))]
    .filter((name) => !existsSync(path.join(root, name)) && !existsSync(path.join(root, `${name}.ts`)))
    .map((name) => `${ARCHITECTURE} names ${name}, which does not exist`);
}

/** These files and all that they import statically, each once. */
function withImports(root, files) {
  const found = new Set(files);
  for (const file of found) {
    if (!file.endsWith('.js')) continue;
    const code = readFileSync(path.join(root, file), 'utf8');
    for (const [, name] of code.matchAll(STATIC_IMPORT)) {
      const other = path.posix.join(path.posix.dirname(file), name);
      if (existsSync(path.join(root, other))) found.add(other);
    }
  }
  return [...found];
}

/** Bundles over their budget, and budgets whose bundle is not there; wants a built out/. */
export function overBudget(root) {
  return BUDGETS.flatMap(({ folder, name, kib }) => {
    const files = existsSync(path.join(root, folder)) ? filesBelow(root, folder, name) : [];
    if (files.length === 0) return [`${folder} holds nothing like ${name}`];
    const size = withImports(root, files).reduce((sum, file) => sum + statSync(path.join(root, file)).size, 0);
    return size <= kib * KIB ? [] : [`${folder} ${name}: ${Math.round(size / KIB)} KiB; the budget is ${kib}`];
  });
}
