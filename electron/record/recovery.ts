/** Recordings that a kill, a crash or a power cut left unfinished: found, finished on request, or thrown away. */
import { lstat, stat, unlink } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import type { UnfinishedRecording } from '../../shared/contract/delivery.ts';
import { fail, ok, type Reply } from '../../shared/errors.ts';
import { phraseOf } from '../../shared/live/record/sentences.ts';
import { besideOf, finishFile } from './files/finish.ts';
import { fileLength, systemWord } from './files/folder.ts';
import { openMovie, secondsOf } from './files/movie-file.ts';
import type { Journal, JournalEntry } from './journal.ts';
import { chaptersOf } from './recorded-file.ts';

/**
 * What there is, the newest first. Entries whose file is gone from its folder, or is none of ours any more, are forgotten;
 * a file of ours that holds nothing yet goes with its entry. A drive that is not there now may come back.
 */
export async function findUnfinished(journal: Journal): Promise<readonly UnfinishedRecording[]> {
  const found: UnfinishedRecording[] = [];
  for (const entry of await journal.leftovers()) {
    // oxlint-disable-next-line no-await-in-loop -- one file after the other: they may be long
    const one = await lookAt(entry);
    if (typeof one === 'object') found.push(one);
    // oxlint-disable-next-line no-await-in-loop
    else if (one !== 'unknown') await forget(journal, entry, one);
  }
  return found;
}

/** Makes a proper file of one and proves it; its name. What was written stays when that fails. */
export async function recoverOne(journal: Journal, id: string): Promise<Reply<string>> {
  const entry = await journal.read(id);
  if (entry === null || !journal.claim(id)) return fail('storage-failed', { why: 'it is not there any more' });
  try {
    const name = basename(entry.path);
    if (!(await isOwnFile(entry.path))) return fail('storage-failed', { file: name, why: 'it is not there any more' });
    const result = await finishFile(entry.path, {
      chapters: chaptersOf(entry.marks, entry.zeroMicros, Infinity),
      created: entry.startedAt,
      onProgress: () => undefined,
      isCancelled: () => false,
    });
    if (result.kind === 'kept') return fail('storage-failed', { file: name, why: phraseOf(result.why) });
    await journal.remove(id);
    return ok(name);
  } finally {
    journal.release(id);
  }
}

/** Deletes one for good. */
export async function discardOne(journal: Journal, id: string): Promise<Reply<null>> {
  const entry = await journal.read(id);
  if (entry === null || !journal.claim(id)) return fail('storage-failed', { why: 'it is not there any more' });
  try {
    if (await isOwnFile(entry.path)) await unlink(entry.path);
    await unlink(besideOf(entry.path)).catch(() => undefined);
    await journal.remove(id);
    return ok(null);
  } catch {
    return fail('storage-failed', { file: basename(entry.path), why: 'it can’t be deleted' });
  } finally {
    journal.release(id);
  }
}

/** Why there is nothing to offer: the file is gone, holds nothing, is somebody else's, or can't be read just now. */
type Nothing = 'gone' | 'empty' | 'foreign' | 'unknown';

async function lookAt(entry: JournalEntry): Promise<UnfinishedRecording | Nothing> {
  if (await isGone(entry.path)) return 'gone';
  if (!(await isOwnFile(entry.path))) return 'unknown';
  const file = await openMovie(entry.path, 0).catch(() => 'unknown' as const);
  if (file === 'unknown') return file;
  if (file === null) return (await fileLength(entry.path)) === 0 ? 'empty' : 'foreign';
  await file.handle.close();
  const seconds = secondsOf(file.movie);
  if (seconds === 0) return file.movie.isGrowing ? 'empty' : 'foreign';
  const name = basename(entry.path).slice(0, 255);
  return { id: entry.id, name, seconds, bytes: file.wholeBytes, startedAt: entry.startedAt };
}

async function forget(journal: Journal, entry: JournalEntry, why: Exclude<Nothing, 'unknown'>): Promise<void> {
  if (why === 'empty') await unlink(entry.path).catch(() => undefined);
  await journal.remove(entry.id);
}

/** True for a regular file with an ending of ours; a link put in its place is left alone. */
async function isOwnFile(path: string): Promise<boolean> {
  if (!path.endsWith('.mp4')) return false;
  const found = await lstat(path).catch(() => null);
  return found?.isFile() === true;
}

/** False also while the folder is missing: then the whole drive may be. */
async function isGone(path: string): Promise<boolean> {
  const word = await lstat(path).then(() => '', systemWord);
  if (word !== 'ENOENT') return false;
  const folder = await stat(dirname(path)).catch(() => null);
  return folder?.isDirectory() === true;
}
