/** The folder of recordings: whether it can be written to, how much fits, and new files in it that replace nothing. */
import { randomUUID } from 'node:crypto';
import { mkdir, open, stat, statfs, unlink, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { numbered } from '../../../shared/live/record/file-name.ts';

/** Names tried before giving up. */
const mostAttempts = 1000;

/** The system's short word for a failure, for example ENOSPC; never a path. */
export function systemWord(thrown: unknown): string {
  return thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : 'unknown';
}

/** Makes the folder and proves that files can be made in it; throws the system's error. */
export async function checkFolder(folder: string): Promise<void> {
  await makeFolder(folder);
  const probe = join(folder, `.uplink-${randomUUID()}`);
  const handle = await open(probe, 'wx');
  await handle.close();
  await unlink(probe);
}

/** Makes a folder and those above it. Node's own way to do so never ends in folders that refuse, such as /proc. */
async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (thrown) {
    const word = systemWord(thrown);
    const found = await stat(path).catch(() => null);
    if (found?.isDirectory() === true) return;
    const above = dirname(path);
    if (word !== 'ENOENT' || above === path) throw thrown;
    await makeFolder(above);
    await mkdir(path);
  }
}

/** Bytes free for us in `folder`; null when the system does not tell. */
export async function freeBytes(folder: string): Promise<number | null> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  } catch {
    return null;
  }
}

/** A file that was not there before, so that no link is followed and nothing replaced; throws the system's error. */
export async function createFile(
  folder: string,
  name: string,
  ending: string,
): Promise<{ readonly handle: FileHandle; readonly path: string }> {
  for (let attempt = 0; attempt < mostAttempts; attempt++) {
    const path = join(folder, numbered(name, attempt, ending));
    try {
      // oxlint-disable-next-line no-await-in-loop -- one name after the other
      return { handle: await open(path, 'wx'), path };
    } catch (thrown) {
      if (systemWord(thrown) !== 'EEXIST') throw thrown;
    }
  }
  throw Object.assign(new Error('no free name'), { code: 'EEXIST' });
}

/** Bytes of a regular file; null for anything else, and when there is nothing. */
export async function fileLength(path: string): Promise<number | null> {
  try {
    const found = await stat(path);
    return found.isFile() ? found.size : null;
  } catch {
    return null;
  }
}

/** Makes a rename in `folder` durable; Windows can't open a directory, and there it is durable already. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } catch {
    // Some network folders refuse; the file itself is safe already.
  } finally {
    await handle.close();
  }
}
