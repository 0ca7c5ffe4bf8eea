/** Lists the files the guards look at. */
import { readdirSync } from 'node:fs';
import path from 'node:path';

/** Folders that hold the app. */
export const SOURCE_FOLDERS = ['shared', 'electron', 'renderer'];

/** Every folder at and below `folder`, as { folder, entries }, relative to `root`. */
export function foldersBelow(root, folder) {
  const entries = readdirSync(path.join(root, folder), { withFileTypes: true });
  const here = { folder, entries: entries.map((entry) => entry.name) };
  const below = entries.filter((entry) => entry.isDirectory());
  return [here, ...below.flatMap((entry) => foldersBelow(root, path.posix.join(folder, entry.name)))];
}

/** Every file at and below `folder` whose name matches, relative to `root`. */
export function filesBelow(root, folder, name) {
  return readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && name.test(entry.name))
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)).replaceAll(path.sep, '/'));
}
