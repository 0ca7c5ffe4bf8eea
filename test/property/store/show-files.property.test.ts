/** Whatever happens to the files of a show: it opens, sound, takes changes, and what could not be read is still there. */
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { asJson } from '../../../electron/store/show/show-files.ts';
import { readShow } from '../../../shared/studio/document/migrate.ts';
import { endRuns, fileOf, nameIn, openedRig, rename, stateOf } from '../../unit/store/show/show-rig.ts';
import { inOrder, temporaryDirectory } from '../../unit/store/store-rig.ts';

let directory = '';
let dispose = async (): Promise<void> => {};

beforeEach(async () => {
  ({ path: directory, dispose } = await temporaryDirectory());
});
afterEach(async () => {
  await endRuns();
  await dispose();
});

type Damage = { readonly file: string; readonly at: number; readonly bytes: Uint8Array; readonly how: 'over' | 'cut' };

const anyDamage: fc.Arbitrary<Damage> = fc.record({
  file: fc.constantFrom('show.json', 'journal.jsonl', 'version'),
  at: fc.nat(4000),
  bytes: fc.uint8Array({ minLength: 1, maxLength: 40 }),
  how: fc.constantFrom('over', 'cut'),
});

function damaged(whole: Uint8Array, { at, bytes, how }: Damage): Uint8Array {
  const from = at % (whole.length + 1);
  if (how === 'cut') return whole.subarray(0, from);
  return Uint8Array.from([...whole.subarray(0, from), ...bytes, ...whole.subarray(from + bytes.length)]);
}

/** A folder with a document, a version and five lines in the journal, each file by its name. */
async function wholeFiles(): Promise<ReadonlyMap<string, Uint8Array>> {
  const rig = await openedRig(directory);
  await rename(rig, 'Zero');
  await rig.shows.save();
  await inOrder(['One', 'Two', 'Three', 'Four', 'Five'], (name) => rename(rig, name));
  const [version = ''] = await readdir(fileOf(directory, 'versions'));
  const names = ['show.json', 'journal.jsonl', `versions/${version}`];
  const contents = await inOrder(names, (name) => readFile(fileOf(directory, name)));
  return new Map(names.map((name, index) => [name, contents[index] ?? new Uint8Array()]));
}

async function texts(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  return inOrder(
    entries.filter((entry) => entry.isFile()),
    (entry) => readFile(`${entry.parentPath}/${entry.name}`, 'latin1'),
  );
}

function isJson(text: string): boolean {
  return asJson(text) !== undefined;
}

/** As far as can be told without the other files. */
function isUsable(document: string): boolean {
  const value = asJson(document);
  return typeof value === 'object' && value !== null && 'show' in value && readShow(value.show).ok;
}

test('files that are overwritten or cut anywhere', async () => {
  const whole = await wholeFiles();
  await fc.assert(
    fc.asyncProperty(fc.array(anyDamage, { minLength: 1, maxLength: 3 }), async (damages) => {
      await endRuns();
      await rm(fileOf(directory, '.'), { recursive: true });
      const left = await inOrder([...whole], async ([name, bytes]) => {
        const kind = name.startsWith('versions/') ? 'version' : name;
        const hits = damages.filter(({ file }) => file === kind);
        const text = hits.reduce((so, damage) => damaged(so, damage), bytes);
        await mkdir(dirname(fileOf(directory, name)), { recursive: true });
        await writeFile(fileOf(directory, name), text);
        return Buffer.from(text).toString('latin1');
      });
      const rig = await openedRig(directory);
      expect(readShow(stateOf(rig).show).ok).toBe(true);
      const [document = '', journal = ''] = left;
      const kept = await texts(fileOf(directory, '.'));
      // What can't be used is told, and lies there as it was.
      const isDocument = isUsable(document);
      const areLines = journal.split('\n').slice(0, -1).every(isJson);
      expect(isDocument || (rig.told.length > 0 && kept.includes(document))).toBe(true);
      expect(areLines || (rig.told.length > 0 && kept.includes(journal))).toBe(true);
      await rename(rig, 'After');
      expect(nameIn(stateOf(await openedRig(directory)).show)).toBe('After');
    }),
    { numRuns: 60 },
  );
});
