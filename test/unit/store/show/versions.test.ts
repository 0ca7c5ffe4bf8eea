/** Automatic versions: taken now and then, fifty of them, and the way back to each. */
import { readFile, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { exportedShow, importedShow } from '../../../../electron/store/show/exported-show.ts';
import { realShowFiles } from '../../../../electron/store/show/show-files.ts';
import { showCalls } from '../../../../shared/contract/show/show.ts';
import { showSchema } from '../../../../shared/studio/document/show.ts';
import { inOrder, noon, systemError, temporaryDirectory, valueOf } from '../store-rig.ts';
import { emptyShow, endRuns, fileOf, journalOf, nameIn, namesIn, openedRig, rename, stateOf } from './show-rig.ts';

let directory = '';
let dispose = async (): Promise<void> => {};

beforeEach(async () => {
  ({ path: directory, dispose } = await temporaryDirectory());
});
afterEach(async () => {
  await endRuns();
  await dispose();
});

/** Names of the first scene in each version, newest first. */
async function versionNames(): Promise<readonly string[]> {
  const files = (await namesIn(directory, 'versions')).toReversed();
  const texts = await inOrder(files, (name) => readFile(fileOf(directory, `versions/${name}`), 'utf8'));
  return texts.map((text) => nameIn(showSchema.parse(JSON.parse(text))));
}

describe('a version is taken', () => {
  test('before an edit, when the last one is two minutes old', async () => {
    const rig = await openedRig(directory);
    await rename(rig, 'One');
    rig.pass(119_999);
    await rename(rig, 'Two');
    expect(await versionNames()).toEqual(['Scene 1']);
    rig.pass(1);
    await rename(rig, 'Three');
    expect(await versionNames()).toEqual(['Two', 'Scene 1']);
    const listed = valueOf(await rig.shows.versions());
    expect(showCalls['show.versions'].output.parse(listed)).toEqual([
      { id: '2026-11-22T12-02-00-000Z.edited', at: noon + 120_000, note: 'edited' },
      { id: '2026-11-22T12-00-00-000Z.edited', at: noon, note: 'edited' },
    ]);
  });

  test('when the document is written and one is due', async () => {
    const rig = await openedRig(directory);
    await rename(rig, 'One');
    rig.pass(120_000);
    await rig.shows.save();
    expect(await versionNames()).toEqual(['One', 'Scene 1']);
  });

  test('not of what the newest one holds already, also after a restart', async () => {
    const first = await openedRig(directory);
    await rename(first, 'One');
    first.pass(120_000);
    await first.shows.close(1000);
    const rig = await openedRig(directory);
    rig.pass(500_000);
    await rename(rig, 'Two');
    expect(await versionNames()).toEqual(['One', 'Scene 1']);
  });

  test('not for switching scenes', async () => {
    const rig = await openedRig(directory);
    valueOf(await rig.shows.do({ command: { name: 'stage.studio', on: true }, gesture: null }));
    expect(valueOf(await rig.shows.versions())).toEqual([]);
  });

  test('fifty are kept, the newest', async () => {
    const rig = await openedRig(directory);
    await inOrder(
      Array.from({ length: 55 }, (_, index) => index),
      async (index) => {
        await rename(rig, `Name ${index}`);
        rig.pass(120_000);
      },
    );
    const names = await versionNames();
    expect(names).toHaveLength(50);
    expect(names[0]).toBe('Name 53');
    expect(names.at(-1)).toBe('Name 4');
  });

  test('a clock that was set back does not make the newest one the oldest', async () => {
    const rig = await openedRig(directory);
    await rename(rig, 'One');
    const again = await openedRig(directory);
    again.pass(-86_400_000);
    await rename(again, 'Two');
    expect(await versionNames()).toEqual(['One', 'Scene 1']);
  });

  test('a folder that can’t be written stops no edit', async () => {
    const rig = await openedRig(directory, {
      open: (path, flags, mode) =>
        String(path).includes('versions')
          ? Promise.reject(systemError('EACCES'))
          : realShowFiles.open(path, flags, mode),
    });
    await rename(rig, 'One');
    expect(rig.told).toEqual([expect.stringContaining('EACCES')]);
    expect(nameIn(stateOf(rig).show)).toBe('One');
  });

  test('names that are none of ours are passed over and left alone', async () => {
    const rig = await openedRig(directory);
    await rename(rig, 'One');
    await writeFile(fileOf(directory, 'versions/notes.txt'), 'mine');
    await writeFile(fileOf(directory, 'versions/2026-99-99T99-99-99-999Z.edited.json'), '{}');
    await writeFile(fileOf(directory, 'versions/2026-11-22T12-00-00-000Z.other.json'), '{}');
    expect(valueOf(await rig.shows.versions())).toHaveLength(1);
    expect(await namesIn(directory, 'versions')).toHaveLength(4);
  });
});

describe('going back', () => {
  test('brings the show of then, after what there is now became a version', async () => {
    const rig = await openedRig(directory);
    await rename(rig, 'One');
    await rename(rig, 'Two');
    const [version] = valueOf(await rig.shows.versions());
    expect(valueOf(await rig.shows.restore(version?.id ?? ''))).toEqual({ revision: 3 });
    expect(nameIn(stateOf(rig).show)).toBe('Scene 1');
    expect(stateOf(rig)).toMatchObject({ undo: null, redo: null });
    expect(rig.announced.at(-1)).toEqual(stateOf(rig));
    expect(await journalOf(directory)).toEqual([]);
    const [newest] = valueOf(await rig.shows.versions());
    expect(newest).toMatchObject({ note: 'before-restore' });
    valueOf(await rig.shows.restore(newest?.id ?? ''));
    expect(nameIn(stateOf(rig).show)).toBe('Two');
    expect(stateOf(await openedRig(directory))).toMatchObject({ revision: 4, show: stateOf(rig).show });
  });

  test('leaves on air what is on air where both know the scene', async () => {
    const rig = await openedRig(directory);
    const scene = { id: 'second', name: 'Second', tag: null, items: [], groups: [], transition: null };
    valueOf(await rig.shows.do({ command: { name: 'scene.add', scene, at: 1 }, gesture: null }));
    const first = stateOf(rig).show.stage.programId;
    rig.pass(120_000);
    await rename(rig, 'One');
    valueOf(await rig.shows.do({ command: { name: 'stage.program', sceneId: 'second' }, gesture: null }));
    const [withBoth, withOne] = valueOf(await rig.shows.versions());
    valueOf(await rig.shows.restore(withBoth?.id ?? ''));
    expect(nameIn(stateOf(rig).show)).toBe('Scene 1');
    expect(stateOf(rig).show.stage.programId).toBe('second');
    valueOf(await rig.shows.restore(withOne?.id ?? ''));
    expect(stateOf(rig).show.stage.programId).toBe(first);
  });

  test('to what is not there or damaged is refused, and nothing changes', async () => {
    const rig = await openedRig(directory);
    await rename(rig, 'One');
    const before = stateOf(rig);
    expect(await rig.shows.restore('../../show')).toMatchObject({ ok: false, error: { code: 'input-invalid' } });
    const [version] = valueOf(await rig.shows.versions());
    await writeFile(fileOf(directory, `versions/${version?.id}.json`), '{"version":1}');
    expect(await rig.shows.restore(version?.id ?? '')).toMatchObject({
      ok: false,
      error: { code: 'storage-damaged' },
    });
    expect(stateOf(rig)).toEqual(before);
    expect(valueOf(await rig.shows.versions())).toHaveLength(1);
  });
});

describe('a show from a file', () => {
  test('takes the place of the open one, which becomes a version', async () => {
    const rig = await openedRig(directory);
    await rename(rig, 'Mine');
    const show = valueOf(importedShow(exportedShow(emptyShow('theirs'))));
    expect(valueOf(await rig.shows.replace(show, 'before-import'))).toEqual({ revision: 2 });
    expect(stateOf(await openedRig(directory))).toMatchObject({ show: emptyShow('theirs') });
    expect(valueOf(await rig.shows.versions())[0]).toMatchObject({ note: 'before-import' });
    expect((await versionNames())[0]).toBe('Mine');
  });

  test.each([
    ['no JSON', 'hello'],
    ['another document', '{"uplinkProfile":2}'],
    ['a show that is none', '{"uplinkShow":1,"show":{"version":1}}'],
    ['one with more in it', '{"uplinkShow":1,"show":null,"more":1}'],
  ])('(%s) is refused', (_what, text) => {
    expect(importedShow(text)).toMatchObject({ ok: false, error: { code: 'import-invalid' } });
  });

  test('of a newer Uplink is refused with that reason', () => {
    const refused = importedShow('{"uplinkShow":1,"show":{"version":2}}');
    expect(refused).toMatchObject({ ok: false, error: { facts: { why: 'it was written by a newer Uplink' } } });
  });
});
