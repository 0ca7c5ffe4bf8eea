/** Crashes, torn lines, damaged files and disks that fail: what was answered stays, and nothing is overwritten. */
import { readFile, rm, writeFile, type FileHandle } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { realShowFiles, type ShowFiles } from '../../../../electron/store/show/show-files.ts';
import { filesIn, inOrder, systemError, temporaryDirectory, valueOf } from '../store-rig.ts';
import {
  appendToJournal,
  endRuns,
  fileOf,
  journalOf,
  nameIn,
  namesIn,
  openedRig,
  rename,
  showRig,
  stateOf,
  profileId,
  type ShowRig,
} from './show-rig.ts';

let directory = '';
let dispose = async (): Promise<void> => {};

beforeEach(async () => {
  ({ path: directory, dispose } = await temporaryDirectory());
});
afterEach(async () => {
  await endRuns();
  await dispose();
});

const stamp = '2026-11-22T12-00-00-000Z';

/** A run that renamed the scene so often and just stopped. */
async function leftWith(names: readonly string[]): Promise<ShowRig> {
  const rig = await openedRig(directory);
  await inOrder(names, (name) => rename(rig, name));
  return rig;
}

async function content(name: string): Promise<string> {
  return readFile(fileOf(directory, name), 'utf8');
}

describe('the end of the journal', () => {
  test.each([
    ['half a line', '{"revision":3,"command":{"name":"scene.re'],
    ['a line without its end', '{"revision":3,"command":{"name":"guides.set","patch":{"snap":false}}}'],
    ['zeros, as some file systems leave them', '\0'.repeat(4096)],
    ['half a letter', new Uint8Array([0x7b, 0xc3])],
  ])('%s was never answered and goes', async (_what, torn) => {
    const { show } = stateOf(await leftWith(['One', 'Two']));
    await appendToJournal(directory, torn);
    const rig = await openedRig(directory);
    expect(rig.told).toEqual([]);
    expect(stateOf(rig)).toMatchObject({ revision: 2, show });
    await rename(rig, 'Three');
    expect(nameIn(stateOf(await openedRig(directory)).show)).toBe('Three');
  });

  test('a crash between writing the document and emptying the journal applies no line twice', async () => {
    const before = await leftWith(['One']);
    const lines = await content('journal.jsonl');
    await before.shows.save();
    await rename(before, 'Two');
    await writeFile(fileOf(directory, 'journal.jsonl'), lines + (await content('journal.jsonl')));
    const rig = await openedRig(directory);
    expect(rig.told).toEqual([]);
    expect(stateOf(rig)).toMatchObject({ revision: 2, show: stateOf(before).show });
  });
});

describe('a journal that is damaged in the middle', () => {
  test.each([
    ['no JSON', 'garbage\n'],
    ['no line of ours', '{"hello":"world"}\n'],
    ['no command', '{"revision":2,"command":{"name":"format-disk"}}\n'],
    ['a command that does not fit', '{"revision":2,"command":{"name":"scene.rename","sceneId":"gone","to":"x"}}\n'],
    ['a gap', '{"revision":3,"command":{"name":"guides.set","patch":{"snap":false}}}\n'],
    ['no UTF-8', new Uint8Array([0x22, 0xff, 0x22, 0x0a])],
  ])('(%s) counts up to there and is set aside', async (_what, bad) => {
    await leftWith(['One']);
    await appendToJournal(directory, bad);
    const rest = '{"revision":3,"command":{"name":"guides.set","patch":{"grid":true}}}\n';
    await appendToJournal(directory, rest);
    const whole = await readFile(fileOf(directory, 'journal.jsonl'));
    const rig = await openedRig(directory);
    expect(nameIn(stateOf(rig).show)).toBe('One');
    expect(stateOf(rig).show.guides).toMatchObject({ snap: true, grid: false });
    const aside = `journal.jsonl.damaged-${stamp}`;
    expect(rig.told).toEqual([expect.stringContaining(aside)]);
    expect(await readFile(fileOf(directory, aside))).toEqual(whole);
    await rename(rig, 'Two');
    expect(nameIn(stateOf(await openedRig(directory)).show)).toBe('Two');
  });

  test('one that is too long is not read', async () => {
    await leftWith(['One']);
    await rm(fileOf(directory, 'journal.jsonl'));
    await writeFile(fileOf(directory, 'journal.jsonl'), 'x'.repeat(33 * 1024 * 1024));
    const rig = await openedRig(directory);
    expect(rig.told).toHaveLength(1);
    await rename(rig, 'Two');
  });
});

describe('a document that can’t be used', () => {
  test.each([
    ['cut off', '{"revision":1,"sho'],
    ['empty', ''],
    ['another document', '{"hello":"world"}'],
    ['without a show', '{"revision":1,"show":null}'],
    ['with a flaw', null],
    ['huge', 'x'.repeat(9_000_000)],
  ])('(%s) is set aside with its journal, and the newest version is used', async (_how, bad) => {
    const before = await openedRig(directory);
    await rename(before, 'Versioned');
    before.pass(120_000);
    await rename(before, 'Newest');
    const stored: { readonly show: { readonly stage: object } } = JSON.parse(await content('show.json'));
    const flawed = { ...stored, show: { ...stored.show, stage: { ...stored.show.stage, programId: 'gone' } } };
    const text = bad ?? JSON.stringify(flawed);
    await writeFile(fileOf(directory, 'show.json'), text);
    const journal = await content('journal.jsonl');
    const rig = await openedRig(directory);
    expect(nameIn(stateOf(rig).show)).toBe('Versioned');
    expect(rig.told).toEqual([expect.stringMatching(/damaged.*show\.damaged-.*newest version/)]);
    expect(await content(`show.damaged-${stamp}.json`)).toBe(text);
    expect(await content(`journal.jsonl.damaged-${stamp}`)).toBe(journal);
    await rename(rig, 'After');
    expect(await content(`show.damaged-${stamp}.json`)).toBe(text);
    expect(nameIn(stateOf(await openedRig(directory)).show)).toBe('After');
  });

  test('a version that is damaged too is passed over and stays', async () => {
    const before = await openedRig(directory);
    await rename(before, 'Older');
    before.pass(120_000);
    await rename(before, 'Newer');
    before.pass(120_000);
    await rename(before, 'Newest');
    const [first = '', ...others] = (await namesIn(directory, 'versions')).toReversed();
    expect(others).toHaveLength(2);
    await writeFile(fileOf(directory, `versions/${first}`), 'broken');
    await writeFile(fileOf(directory, 'show.json'), 'broken');
    const rig = await openedRig(directory);
    expect(nameIn(stateOf(rig).show)).toBe('Older');
    expect(await content(`versions/${first}`)).toBe('broken');
  });

  test('of a newer Uplink is set aside with all it holds, and without a version a fresh show begins', async () => {
    const text = JSON.stringify({ revision: 7, show: { version: 99, novelty: true } });
    await leftWith([]);
    await writeFile(fileOf(directory, 'show.json'), text);
    const rig = await openedRig(directory);
    expect(rig.told).toEqual([expect.stringMatching(/newer Uplink.*fresh/)]);
    expect(await content(`show.newer-${stamp}.json`)).toBe(text);
    expect(stateOf(rig)).toMatchObject({ revision: 0 });
  });

  test('that is gone is told, and the newest version is used', async () => {
    await leftWith(['One', 'Two']);
    await rm(fileOf(directory, 'show.json'));
    const rig = await openedRig(directory);
    expect(rig.told).toHaveLength(1);
    expect(nameIn(stateOf(rig).show)).toBe('Scene 1');
  });

  test('that can’t even be moved stays, and changes are refused', async () => {
    await leftWith(['One']);
    await writeFile(fileOf(directory, 'show.json'), 'broken');
    const locked: ShowFiles['rename'] = () => Promise.reject(systemError('EACCES'));
    const rig = await openedRig(directory, { rename: locked });
    expect(rig.told).toEqual([expect.stringContaining('EACCES')]);
    const before = await filesIn(fileOf(directory, 'versions'));
    const command = { name: 'guides.set', patch: { grid: true } } as const;
    expect(await rig.shows.do({ command, gesture: null })).toMatchObject({
      ok: false,
      error: { code: 'storage-failed' },
    });
    expect(await rig.shows.replace(stateOf(rig).show, 'before-import')).toMatchObject({ ok: false });
    await rig.shows.close(1000);
    expect(await content('show.json')).toBe('broken');
    expect(await filesIn(fileOf(directory, 'versions'))).toEqual(before);
  });
});

/** A disk that fails when told to: opening, or writing after so many bytes. */
function faultyDisk(): { readonly files: Partial<ShowFiles>; fault: 'none' | 'open' | 'half a line' | 'truncate' } {
  const disk: ReturnType<typeof faultyDisk> = {
    fault: 'none',
    files: {
      open: async (path, flags, mode) => {
        if (disk.fault === 'open' && String(path).endsWith('.tmp')) throw systemError('ENOSPC');
        return faulty(await realShowFiles.open(path, flags, mode));
      },
    },
  };
  function faulty(handle: FileHandle): FileHandle {
    const truncate = handle.truncate.bind(handle);
    handle.truncate = (length) => (disk.fault === 'truncate' ? Promise.reject(systemError('EIO')) : truncate(length));
    const write = handle.write.bind(handle);
    Object.assign(handle, {
      write: (bytes: Uint8Array, offset: number, length: number, position: number) =>
        write(bytes, offset, disk.fault === 'half a line' ? length >> 1 : length, position),
    });
    return handle;
  }
  return disk;
}

describe('a disk that fails', () => {
  test('a line that is written by half refuses the command; the next one is whole again', async () => {
    const disk = faultyDisk();
    const rig = await openedRig(directory, disk.files);
    await rename(rig, 'A name that is rather long, so that its torn line is longer than the next');
    disk.fault = 'half a line';
    const before = stateOf(rig);
    const sceneId = before.show.scenes[0]?.id ?? '';
    const command = { name: 'scene.rename', sceneId, to: 'Lost, also with quite a long name, as names go' } as const;
    const refused = await rig.shows.do({ command, gesture: null });
    expect(refused).toMatchObject({ ok: false, error: { code: 'storage-failed', facts: { why: 'ENOSPC' } } });
    expect(stateOf(rig)).toEqual(before);
    // A crash now loses nothing that was answered.
    expect(stateOf(await openedRig(directory))).toMatchObject({ show: before.show });
    disk.fault = 'none';
    await rename(rig, 'B');
    expect(await journalOf(directory)).toHaveLength(1);
    expect(nameIn(stateOf(await openedRig(directory)).show)).toBe('B');
  });

  test('a document that can’t be written is told once; commands go on in the journal', async () => {
    const disk = faultyDisk();
    const rig = await openedRig(directory, disk.files);
    await rename(rig, 'One');
    disk.fault = 'open';
    await rig.shows.save();
    await rig.shows.save();
    expect(rig.told).toEqual([expect.stringContaining('ENOSPC')]);
    await rename(rig, 'Two');
    expect(nameIn(stateOf(await openedRig(directory)).show)).toBe('Two');
    expect(await rig.shows.replace(stateOf(rig).show, 'before-import')).toMatchObject({
      ok: false,
      error: { code: 'storage-failed' },
    });
    expect(stateOf(rig)).toMatchObject({ revision: 2 });
    expect(stateOf(rig).undoSteps).toHaveLength(2);
  });

  test('a fresh show that can’t be written takes no command until it is', async () => {
    const disk = faultyDisk();
    disk.fault = 'open';
    const rig = showRig(directory, disk.files);
    valueOf(await rig.shows.open(profileId));
    expect(rig.told).toHaveLength(1);
    const command = { name: 'guides.set', patch: { grid: true } } as const;
    expect(await rig.shows.do({ command, gesture: null })).toMatchObject({ ok: false });
    disk.fault = 'none';
    valueOf(await rig.shows.do({ command, gesture: null }));
    expect(stateOf(await openedRig(directory)).show).toEqual(stateOf(rig).show);
  });

  test('a journal that can’t be emptied is not written to, and its lines are not applied twice', async () => {
    const disk = faultyDisk();
    const rig = await openedRig(directory, disk.files);
    await rename(rig, 'One');
    disk.fault = 'truncate';
    await rig.shows.save();
    const command = { name: 'guides.set', patch: { grid: true } } as const;
    expect(await rig.shows.do({ command, gesture: null })).toMatchObject({ ok: false });
    disk.fault = 'none';
    valueOf(await rig.shows.do({ command, gesture: null }));
    const again = await openedRig(directory);
    expect(again.told).toEqual([]);
    expect(stateOf(again)).toMatchObject({ revision: 2, show: stateOf(rig).show });
  });
});
