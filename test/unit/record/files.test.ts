/** The files under a recording: growing piece by piece, notes beside them, names that are free. */
import { mkdir, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { checkFolder, createFile, freeBytes, systemWord } from '../../../electron/record/files/folder.ts';
import { GrowingFile, without } from '../../../electron/record/files/growing-file.ts';
import { openMovie } from '../../../electron/record/files/movie-file.ts';
import { faultOf } from '../../../electron/record/files/prove.ts';
import { Journal } from '../../../electron/record/journal.ts';
import { realFiles, writeAtomically } from '../../../electron/store/atomic-file.ts';
import { temporaryFolder } from '../../support/loopback.ts';

let folder = { path: '', remove: (): Promise<void> => Promise.resolve() };

beforeEach(async () => {
  folder = await temporaryFolder();
});

afterEach(() => folder.remove());

describe('a growing file', () => {
  test('holds its pieces in order, however many parts they have', async () => {
    const file = await GrowingFile.create(folder.path, 'a', 'mp4');
    const parts = Array.from({ length: 1500 }, (_, index) => new Uint8Array(3).fill(index & 0xff));
    await file.append(parts);
    await file.append([new Uint8Array(0), Uint8Array.of(9, 9)]);
    await file.sync();
    await file.close();
    expect(file.length).toBe(4502);
    expect(await readFile(file.path)).toEqual(Buffer.concat([...parts, Uint8Array.of(9, 9)]));
  });

  test('never replaces a file and never follows a link', async () => {
    const outside = join(folder.path, 'outside');
    const inside = join(folder.path, 'inside');
    await mkdir(inside);
    await symlink(outside, join(inside, 'a.mp4'));
    const file = await GrowingFile.create(inside, 'a', 'mp4');
    await file.append([Uint8Array.of(1)]);
    await file.close();
    expect(file.path).toBe(join(inside, 'a (2).mp4'));
    await expect(stat(outside)).rejects.toThrow('ENOENT');
  });

  test.each([
    [0, [[1, 2, 3], [4], [5, 6]]],
    [2, [[3], [4], [5, 6]]],
    [3, [[4], [5, 6]]],
    [5, [[6]]],
    [6, []],
  ])('of which the system took %i bytes goes on with the rest', (count, rest) => {
    const parts = [Uint8Array.of(1, 2, 3), Uint8Array.of(4), Uint8Array.of(5, 6)];
    expect(without(parts, count).map((part) => [...part])).toEqual(rest);
  });

  test('says why it can’t begin', async () => {
    const gone = join(folder.path, 'gone');
    const why = await GrowingFile.create(gone, 'a', 'mp4').catch(systemWord);
    expect(why).toBe('ENOENT');
  });
});

describe('the folder', () => {
  test('is made when it is missing, and nothing of the check stays behind', async () => {
    const made = join(folder.path, 'one', 'two');
    await checkFolder(made);
    expect(await readdir(made)).toEqual([]);
    expect(await freeBytes(made)).toBeGreaterThan(0);
    expect(await freeBytes(join(folder.path, 'gone'))).toBeNull();
  });

  test('is refused when it is a file', async () => {
    const path = join(folder.path, 'file');
    await writeFile(path, '');
    expect(await checkFolder(path).catch(systemWord)).toBe('EEXIST');
  });

  test('gives each file a name of its own', async () => {
    const made = await Promise.all([1, 2, 3].map(() => createFile(folder.path, 'x', 'mkv')));
    await Promise.all(made.map(({ handle }) => handle.close()));
    expect((await readdir(folder.path)).toSorted()).toEqual(['x (2).mkv', 'x (3).mkv', 'x.mkv']);
  });
});

describe('the journal', () => {
  const journal = (): Journal => new Journal(folder.path, (path, text) => writeAtomically(path, text, realFiles));
  const fields = { path: '/videos/a.mp4', startedAt: 5, zeroMicros: 7 };

  test('tells the next run what this one left, and not what it still works on', async () => {
    const first = journal();
    const entry = first.newEntry(fields);
    await first.save(entry);
    expect(await first.leftovers()).toEqual([]);
    expect(await journal().leftovers()).toEqual([entry]);
    await first.remove(entry.id);
    expect(await journal().leftovers()).toEqual([]);
  });

  test('believes no damaged, foreign or over-long note', async () => {
    const id = '11111111-2222-4333-8444-555555555555';
    const notes = [
      '{',
      JSON.stringify({ version: 2, id, marks: [], ...fields }),
      JSON.stringify({ version: 1, id, marks: [], ...fields, zeroMicros: -1 }),
      JSON.stringify({ version: 1, id: id.replace('1', '2'), marks: [], ...fields }),
      JSON.stringify({ version: 1, id, marks: [], ...fields, path: 'x'.repeat(5000) }),
      ' '.repeat(300_000),
    ];
    for (const note of notes) {
      await writeFile(join(folder.path, `${id}.json`), note);
      expect(await journal().leftovers()).toEqual([]);
    }
    await writeFile(join(folder.path, `${id}.json`), JSON.stringify({ version: 1, id, marks: [], ...fields }));
    expect(await journal().leftovers()).toHaveLength(1);
    expect(await journal().read('../passwd')).toBeNull();
  });

  test('a folder that is not there holds nothing', async () => {
    await rm(folder.path, { recursive: true });
    expect(await journal().leftovers()).toEqual([]);
  });
});

test('what is no recording is neither opened nor proved', async () => {
  const path = join(folder.path, 'text.mp4');
  await writeFile(path, 'not a film, but long enough to have a head of a box');
  expect(await openMovie(path, 0)).toBeNull();
  expect(await faultOf(path, { seconds: 1, sounds: 0 })).not.toBeNull();
  await symlink(path, join(folder.path, 'link.mp4'));
  expect(await openMovie(join(folder.path, 'link.mp4'), 0).catch(systemWord)).toBe('ELOOP');
});
