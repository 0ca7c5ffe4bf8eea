/** What earlier runs left: which of it is offered, which is forgotten, and which is waited for. */
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { GrowingFile } from '../../../electron/record/files/growing-file.ts';
import { Journal } from '../../../electron/record/journal.ts';
import { findUnfinished } from '../../../electron/record/recovery.ts';
import { realFiles, writeAtomically } from '../../../electron/store/atomic-file.ts';
import { trackHead, writeGrowingHead } from '../../../shared/live/record/mp4/fragment.ts';
import { FilePart } from '../../../shared/live/record/part.ts';
import { temporaryFolder } from '../../support/loopback.ts';
import { picture, video } from '../live/record/streams.ts';

let place = { path: '', remove: (): Promise<void> => Promise.resolve() };
let journal: Journal;
let notes: string;
let videos: string;

beforeEach(async () => {
  place = await temporaryFolder();
  notes = join(place.path, 'notes');
  videos = join(place.path, 'videos');
  await mkdir(videos);
  journal = nextRun();
});
afterEach(() => place.remove());

function nextRun(): Journal {
  return new Journal(notes, (path, text) => writeAtomically(path, text, realFiles));
}

/** A note about `name` as a run that was killed leaves it. */
async function note(name: string, startedAt = 5): Promise<string> {
  const path = join(videos, name);
  await journal.save(journal.newEntry({ path, startedAt, zeroMicros: 0 }));
  return path;
}

/** A growing file of ours, with `seconds` of pictures. */
async function film(name: string, seconds: number): Promise<void> {
  const head = trackHead(video);
  const part = FilePart.create(0, { video: video, sounds: [] });
  if (head === null || part === null) throw new Error('no film');
  const file = await GrowingFile.create(videos, name, 'mp4');
  await file.append([writeGrowingHead([head], 0)]);
  for (let frame = 0; frame < seconds * 30; frame++) part.add(picture(frame));
  const rest = part.finish();
  if (rest !== null) await file.append(rest.pieces);
  await file.close();
}

test('a drive that is not there is waited for', async () => {
  await film('show', 1);
  await note('show.mp4');
  const away = `${videos} away`;
  await rename(videos, away);
  expect(await findUnfinished(nextRun())).toEqual([]);
  await rename(away, videos);
  expect(await findUnfinished(nextRun())).toMatchObject([{ name: 'show.mp4', seconds: 1 }]);
});

test('a file that is gone from its folder is forgotten', async () => {
  await note('show.mp4');
  expect(await findUnfinished(nextRun())).toEqual([]);
  expect(await readdir(notes)).toEqual([]);
});

test('a file of ours that holds nothing yet goes with its note', async () => {
  await film('head only', 0);
  await note('head only.mp4');
  await writeFile(await note('nothing.mp4'), '');
  expect(await findUnfinished(nextRun())).toEqual([]);
  expect([await readdir(videos), await readdir(notes)]).toEqual([[], []]);
});

test('a file of somebody else under that name is left alone, and forgotten', async () => {
  const path = await note('show.mp4');
  await writeFile(path, 'a film of somebody else');
  expect(await findUnfinished(nextRun())).toEqual([]);
  expect(await readFile(path, 'utf8')).toBe('a film of somebody else');
  expect(await readdir(notes)).toEqual([]);
});

test('of many, the newest are kept', async () => {
  for (let index = 0; index < 130; index++) await note(`${index}.mp4`, index);
  const left = await nextRun().leftovers();
  expect(left.map(({ startedAt }) => startedAt)).toEqual(Array.from({ length: 100 }, (_, index) => 129 - index));
});
