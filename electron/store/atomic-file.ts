/** Files that are either the old or the new version after a crash, never something between; knows no format. */
import { copyFile, mkdir, open, readFile, rename, stat, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** The part of node:fs/promises used here, so that tests can make one step fail. */
export type Files = {
  readonly copyFile: typeof copyFile;
  readonly mkdir: typeof mkdir;
  readonly open: typeof open;
  readonly readFile: typeof readFile;
  readonly rename: typeof rename;
  readonly stat: typeof stat;
  readonly unlink: typeof unlink;
};

/** The real file system. */
export const realFiles: Files = { copyFile, mkdir, open, readFile, rename, stat, unlink };

/** Readable and writable by the user alone. */
const ownerOnly = 0o600;

/** Writes `text` beside `path`, flushes it to the disk and renames it into place; throws the system's error. */
export async function writeAtomically(path: string, text: string, files: Files): Promise<void> {
  await files.mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const temporary = `${path}.tmp`;
  const handle = await files.open(temporary, 'w', ownerOnly);
  try {
    await handle.chmod(ownerOnly);
    await handle.writeFile(text, 'utf8');
    await handle.sync();
  } finally {
    await handle.close();
  }
  await files.rename(temporary, path);
  await syncDirectory(dirname(path), files);
}

/** Copies `path` to `previous` the same careful way; does nothing when there is no file yet. */
export async function keepPrevious(path: string, previous: string, files: Files): Promise<void> {
  const temporary = `${previous}.tmp`;
  try {
    await files.copyFile(path, temporary);
  } catch (error) {
    if (isMissing(error)) return;
    throw error;
  }
  await files.rename(temporary, previous);
}

/** The text of a file of at most `maxBytes`, null when there is none; throws when it can't be read or is too long. */
export async function readBounded(path: string, maxBytes: number, files: Files): Promise<string | null> {
  try {
    const { size } = await files.stat(path);
    if (size > maxBytes) throw new RangeError(`${basename(path)} has ${size} bytes`);
    return await files.readFile(path, 'utf8');
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

/** Renames a file that can't be used to a name with the time in it; returns that name. Throws the system's error. */
export async function setAside(
  path: string,
  options: { readonly why: string; readonly now: number; readonly files: Files },
): Promise<string> {
  const stamp = new Date(options.now).toISOString().replaceAll(/[:.]/g, '-');
  const name = basename(path).replace(/(\.json)?$/, `.${options.why}-${stamp}$1`);
  const target = await freeName(join(dirname(path), name), options.files);
  await options.files.rename(path, target);
  return basename(target);
}

/** True for "no such file". */
function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

/** The system's short word for a failure, for example ENOSPC; never a path. */
export function systemWord(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unreadable';
}

/** A second file set aside within the same millisecond gets a number. */
async function freeName(path: string, files: Files, number = 1): Promise<string> {
  const candidate = number === 1 ? path : path.replace(/(\.json)?$/, `-${number}$1`);
  try {
    await files.stat(candidate);
  } catch (error) {
    if (isMissing(error)) return candidate;
    throw error;
  }
  return freeName(path, files, number + 1);
}

/** Makes the rename itself durable; Windows can't open a directory, and there the rename is durable already. */
async function syncDirectory(path: string, files: Files): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await files.open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
