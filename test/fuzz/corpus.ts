/** Inputs on disk: the committed corpus and findings, and what fuzzing on this machine has found interesting so far. */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runCampaign } from './engine/campaign.ts';
import { targetUrl } from './targets.ts';
import type { TargetName } from './targets.ts';

/** `corpus` and `findings` are committed; `local` is below out/. */
export type Shelf = 'corpus' | 'findings' | 'local';

const folders: Readonly<Record<Shelf, URL>> = {
  corpus: new URL('corpus/', import.meta.url),
  findings: new URL('findings/', import.meta.url),
  local: new URL('../../out/fuzz/', import.meta.url),
};
/** The longest input that is worth committing, in bytes. */
const maxKeptLength = 2048;
const maxKeptInputs = 64;

function folderOf(name: TargetName, shelf: Shelf): string {
  return join(fileURLToPath(folders[shelf]), name);
}

/** All inputs of the shelves, shortest first. */
export function readInputs(name: TargetName, shelves: readonly Shelf[]): readonly Uint8Array[] {
  const inputs = shelves.flatMap((shelf) =>
    filesIn(folderOf(name, shelf)).map((file) => new Uint8Array(readFileSync(file))),
  );
  return inputs.toSorted((a, b) => a.length - b.length);
}

function filesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).map((file) => join(folder, file));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}

function write(folder: string, inputs: readonly Uint8Array[]): string {
  mkdirSync(folder, { recursive: true });
  let file = '';
  for (const input of inputs) {
    file = join(folder, createHash('sha256').update(input).digest('hex').slice(0, 12));
    writeFileSync(file, input);
  }
  return file;
}

/** Keeps inputs for the next run on this machine. */
export function rememberInputs(name: TargetName, inputs: readonly Uint8Array[]): void {
  write(folderOf(name, 'local'), inputs);
}

/** Writes a finding where the regression test reads it; the file's path. */
export function addFinding(name: TargetName, input: Uint8Array): string {
  return write(folderOf(name, 'findings'), [input]);
}

/** Replaces the committed corpus by the short inputs, of all known ones, that together reach what all of them reach. */
export async function distil(name: TargetName): Promise<string> {
  const seeds = readInputs(name, ['corpus', 'local']).filter(({ length }) => length <= maxKeptLength);
  const options = { targetUrl: targetUrl(name), seeds, plant: null, seed: 1, maxRuns: 0, seconds: 600 };
  const { kept, covered, blocks } = await runCampaign(options);
  const chosen = kept.filter(({ why, input }) => why === 'new' && input.length <= maxKeptLength);
  const inputs = chosen.slice(0, maxKeptInputs).map(({ input }) => input);
  rmSync(folderOf(name, 'corpus'), { recursive: true, force: true });
  write(folderOf(name, 'corpus'), inputs);
  const bytes = inputs.reduce((sum, input) => sum + input.length, 0);
  return `${seeds.length} inputs become ${inputs.length} (${bytes} bytes), ${covered} of ${blocks} blocks`;
}
