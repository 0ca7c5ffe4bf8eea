/** The project's own guards: each complains about a tree made to offend it, and is silent on a tidy one. */
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { crowdedFolders, filesWithoutSentence, namedButMissing, overBudget } from '../../build/guards/guards.mjs';

const folders: string[] = [];

/** A small project on disk with these files. */
function project(files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(path.join(tmpdir(), 'uplink-guards-'));
  folders.push(root);
  for (const folder of ['shared', 'electron', 'renderer', 'build', 'test']) mkdirSync(path.join(root, folder));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    writeFileSync(path.join(root, name), text);
  }
  return root;
}

/** `count` files in one folder. */
function crowd(count: number): Readonly<Record<string, string>> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`electron/ipc/file-${index}.ts`, '']));
}

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

test('ten entries crowd a folder, nine do not', () => {
  expect(crowdedFolders(project(crowd(10)))).toEqual([expect.stringContaining('electron/ipc has 10 entries')]);
  expect(crowdedFolders(project(crowd(9)))).toEqual([]);
});

test('a source file opens with a sentence', () => {
  const root = project({ 'shared/bare.ts': 'export {};\n', 'shared/told.ts': '/** Says a/b. */\nexport {};\n' });
  expect(filesWithoutSentence(root)).toEqual([expect.stringContaining('shared/bare.ts')]);
});

test('the architecture note names only what exists', () => {
  const root = project({
    'docs/architecture.md': 'See `shared/there.ts` and `shared/gone.ts`.',
    'shared/there.ts': '',
  });
  expect(namedButMissing(root)).toEqual([expect.stringContaining('shared/gone.ts')]);
  expect(namedButMissing(project({}))).toEqual([expect.stringContaining('is missing')]);
});

test('a bundle over its budget is named with its size', () => {
  const assets = 'out/renderer/assets';
  const lean = {
    'out/preload/preload.cjs': '',
    [`${assets}/index-a.js`]: '',
    [`${assets}/media-worker-b.js`]: '',
    [`${assets}/index-c.css`]: '',
  };
  expect(overBudget(project(lean))).toEqual([]);
  const heavy = project({ ...lean, 'out/preload/preload.cjs': 'x'.repeat(9 * 1024) });
  expect(overBudget(heavy)).toEqual([expect.stringContaining('9 KiB; the budget is 8')]);
  expect(overBudget(project({}))).toHaveLength(4);
});

test('what a bundle imports at once counts with it, what it loads later does not', () => {
  const assets = 'out/renderer/assets';
  const built = (index: string) => ({
    'out/preload/preload.cjs': '',
    [`${assets}/index-a.js`]: index,
    [`${assets}/words-d.js`]: `import"./large-e.js";`,
    [`${assets}/large-e.js`]: 'x'.repeat(961 * 1024),
    [`${assets}/media-worker-b.js`]: '',
    [`${assets}/index-c.css`]: '',
  });
  expect(overBudget(project(built('import{a as b}from"./words-d.js";')))).toEqual([
    expect.stringContaining('961 KiB; the budget is 960'),
  ]);
  expect(overBudget(project(built('const a=()=>import("./large-e.js"),b=()=>import(`./words-d.js`);')))).toEqual([]);
});
