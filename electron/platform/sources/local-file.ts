/** Which files of a show may be opened without asking: those of this computer, and for a page those beside it. */
import { realpath } from 'node:fs/promises';
import { dirname, isAbsolute, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * True for an absolute path on a disk of this computer. Paths that begin with two slashes lead to another computer, which
 * on Windows is told the user's name and a hash of the password for the asking, or to a device.
 */
export function isLocalPath(path: string): boolean {
  return isAbsolute(path) && !isRemotePath(path);
}

/** A path that names another computer or a device, by Windows' rules; refused everywhere, as shows travel. */
export function isRemotePath(path: string): boolean {
  return /^[\\/]{2}/.test(path);
}

/** The path of a file's address; null for any other address, and for files of other computers. */
export function localPathOf(url: string): string | null {
  if (!URL.canParse(url)) return null;
  const { protocol, hostname } = new URL(url);
  if (protocol !== 'file:' || hostname !== '') return null;
  try {
    const path = fileURLToPath(url);
    return isLocalPath(path) ? path : null;
  } catch {
    // Slashes in disguise, or no path at all.
    return null;
  }
}

/** What a page may read. */
export type PageFiles = {
  /** The page's own address. */
  readonly own: string;
  /** A page that lies here or above reads itself alone: everything of the user's would lie beside it. */
  readonly home: string;
};

/** True when a page may read the file of this address: itself, or what lies in its folder, also after links are followed. */
export async function mayRead(url: string, { own, home }: PageFiles): Promise<boolean> {
  const [page, file] = await Promise.all([ownPath(own), ownPath(url)]);
  if (page === null || file === null) return false;
  if (page === file) return true;
  const folder = dirname(page);
  return !contains(folder, home) && contains(folder, file);
}

/** Where the file really is; null when it is nowhere. */
async function ownPath(url: string): Promise<string | null> {
  const path = localPathOf(url);
  return path === null ? null : realpath(path).catch(() => null);
}

/** True when `path` is the folder or lies in it. */
function contains(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
