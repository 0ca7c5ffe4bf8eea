/** The shows of several profiles: one each, copied and removed with the profile. */
import { readFile } from 'node:fs/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { temporaryDirectory, valueOf } from '../store-rig.ts';
import {
  endRuns,
  fileOf,
  journalOf,
  nameIn,
  namesIn,
  openedRig,
  otherId,
  profileId,
  rename,
  showRig,
  stateOf,
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

test('each profile has a show; another one is opened in place of the first, which is kept', async () => {
  const rig = await openedRig(directory);
  await rename(rig, 'Mine');
  valueOf(await rig.shows.open(otherId));
  expect(stateOf(rig)).toMatchObject({ profileId: otherId, revision: 0 });
  expect(rig.announced.at(-1)).toMatchObject({ profileId: otherId });
  expect(await journalOf(directory)).toEqual([]);
  expect(nameIn(await rig.shows.showOf(profileId))).toBe('Mine');
});

test('a show that is not open is read as it is, its journal too, and nothing is written', async () => {
  await rename(await openedRig(directory), 'Mine');
  const lines = await journalOf(directory);
  const document = await readFile(fileOf(directory, 'show.json'), 'utf8');
  const rig = showRig(directory);
  expect(nameIn(await rig.shows.showOf(profileId))).toBe('Mine');
  expect(lines).toHaveLength(1);
  expect(await journalOf(directory)).toEqual(lines);
  expect(await readFile(fileOf(directory, 'show.json'), 'utf8')).toBe(document);
  expect(await rig.shows.showOf(otherId)).toBeNull();
});

test('a copy is a show of its own', async () => {
  const rig = await openedRig(directory);
  await rename(rig, 'First');
  valueOf(await rig.shows.copy(profileId, otherId));
  await rename(rig, 'Second');
  expect(nameIn(await rig.shows.showOf(otherId))).toBe('First');
  valueOf(await rig.shows.open(otherId));
  expect(stateOf(rig)).toMatchObject({ revision: 0, undo: null });
  // A profile that was never opened has none to give.
  valueOf(await rig.shows.copy('8d1c0b1e-6a34-4a53-9a0c-3d9f1a8e0003', '8d1c0b1e-6a34-4a53-9a0c-3d9f1a8e0004'));
  expect(await rig.shows.showOf('8d1c0b1e-6a34-4a53-9a0c-3d9f1a8e0004')).toBeNull();
});

test('a profile that is gone leaves nothing behind', async () => {
  const rig = await openedRig(directory);
  await rename(rig, 'One');
  valueOf(await rig.shows.remove(profileId));
  expect(rig.shows.current).toBeNull();
  await expect(namesIn(directory)).rejects.toMatchObject({ code: 'ENOENT' });
  valueOf(await rig.shows.remove(otherId));
});
