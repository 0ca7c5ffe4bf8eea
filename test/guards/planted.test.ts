/** Every guard bites: each planted file must raise the very rule its first line names, and harmless ones none. */
import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = path.resolve(import.meta.dirname, '..', '..');
const planted = path.join(import.meta.dirname, 'planted');
const header = /^\/\*\* Planted fault\. Must fire: (.+) \*\/$/m;

type Fault = { readonly file: string; readonly rules: readonly string[] };

async function readFaults(): Promise<readonly Fault[]> {
  const entries = await readdir(planted, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
  return Promise.all(
    files.map(async (file) => ({
      file: path.relative(planted, file).replaceAll(path.sep, '/'),
      rules: header.exec(await readFile(file, 'utf8'))?.[1]?.split('|') ?? [],
    })),
  );
}

/** Runs a tool to its end and gives what it printed, whatever its exit code. */
function printed(script: string, parameters: readonly string[], cwd: string): Promise<string> {
  return new Promise((resolve) => {
    const options = { cwd, maxBuffer: 16 * 1024 * 1024, env: { ...process.env, NO_COLOR: '1' } };
    execFile(
      process.execPath,
      [path.join(root, 'node_modules', script), ...parameters],
      options,
      (_error, out, err) => {
        resolve(`${out}\n${err}`);
      },
    );
  });
}

const faults = await readFaults();
let tree = '';
let complaints: readonly string[] = [];

beforeAll(async () => {
  tree = await mkdtemp(path.join(tmpdir(), 'uplink-planted-'));
  await cp(planted, tree, { recursive: true });
  for (const name of ['.oxlintrc.json', 'tsconfig.json', 'tsconfig.shared.json']) {
    await cp(path.join(root, name), path.join(tree, name));
  }
  await writeFile(path.join(tree, 'package.json'), '{ "type": "module" }');
  // Only the files planted for tsc: an import of Node or Electron elsewhere would bring their globals in.
  await writeFile(
    path.join(tree, 'tsconfig.planted.json'),
    '{ "extends": "./tsconfig.shared.json", "include": ["shared/types"] }',
  );
  await symlink(path.join(root, 'node_modules'), path.join(tree, 'node_modules'), 'junction');
  const [lint, types] = await Promise.all([
    printed('oxlint/bin/oxlint', ['shared', 'electron', 'renderer', '--format', 'unix'], tree),
    printed('typescript/bin/tsc', ['-p', 'tsconfig.planted.json', '--pretty', 'false'], tree),
  ]);
  complaints = `${lint}\n${types}`.split('\n');
}, 60_000);

afterAll(async () => {
  await rm(tree, { recursive: true, force: true });
});

test('there is something planted', () => {
  expect(faults.length).toBeGreaterThan(50);
});

test.each(faults)('$file raises $rules', ({ file, rules }) => {
  const about = complaints.filter((line) => line.startsWith(`${file}:`) || line.startsWith(`${file}(`));
  const fired = rules.some((rule) => about.some((line) => line.includes(rule)));
  expect({ fired, about: rules.length === 0 ? about : [] }).toEqual({ fired: rules.length > 0, about: [] });
});
