/** Files that the user picks in the system's own dialogs; nothing is read or written without one. */
import { readFile, stat, writeFile } from 'node:fs/promises';
import { dialog, type BrowserWindow } from 'electron';
import type { FileKind } from '../../../shared/contract/ipc.ts';
import { fail, ok, type Reply } from '../../../shared/errors.ts';

/** Largest file that may be imported, in bytes. */
const importLimit = 64 * 1024;

/** Asks where, and writes; null when the user cancelled, else the path. */
export async function saveText(
  window: BrowserWindow,
  defaultPath: string,
  text: string,
): Promise<Reply<string | null>> {
  const choice = await dialog.showSaveDialog(window, { defaultPath });
  if (choice.canceled || choice.filePath === '') return ok(null);
  try {
    await writeFile(choice.filePath, text);
    return ok(choice.filePath);
  } catch {
    return fail('storage-failed', { why: 'the file cannot be written there' });
  }
}

/** The text of an exported profile; null when the user cancelled, `import-invalid` when it can be none. */
export async function openProfileText(window: BrowserWindow): Promise<Reply<string | null>> {
  const choice = await dialog.showOpenDialog(window, {
    properties: ['openFile'],
    filters: [{ name: 'Uplink profile', extensions: ['json'] }],
  });
  const path = choice.filePaths[0];
  if (choice.canceled || path === undefined) return ok(null);
  const facts = await stat(path).catch(() => null);
  const isText = facts?.isFile() === true && facts.size <= importLimit;
  const text = isText ? await readFile(path, 'utf8').catch(() => null) : null;
  return text === null ? fail('import-invalid') : ok(text);
}

/** A folder; null when the user cancelled. */
export async function chooseFolder(window: BrowserWindow, defaultPath: string): Promise<string | null> {
  const choice = await dialog.showOpenDialog(window, { defaultPath, properties: ['openDirectory', 'createDirectory'] });
  return choice.canceled ? null : (choice.filePaths[0] ?? null);
}

/** Extensions of each kind; the dialog's other choice is every file. */
const extensions: Readonly<Record<FileKind, readonly string[]>> = {
  picture: ['png', 'jpg', 'jpeg', 'gif', 'webp', 'avif', 'bmp', 'svg'],
  film: ['mp4', 'm4v', 'mov', 'mkv', 'webm', 'mp3', 'm4a', 'wav', 'ogg', 'flac', 'aac'],
  lut: ['cube'],
  text: ['txt', 'md', 'csv', 'log'],
};

/** Most files of one choice, as many as a playlist holds. */
const mostFiles = 500;

/** Files for a source or filter; none when the user cancelled. */
export async function chooseFiles(window: BrowserWindow, kind: FileKind, several: boolean): Promise<readonly string[]> {
  const choice = await dialog.showOpenDialog(window, {
    properties: several ? ['openFile', 'multiSelections'] : ['openFile'],
    filters: [
      { name: kind, extensions: [...extensions[kind]] },
      { name: '*', extensions: ['*'] },
    ],
  });
  return choice.canceled ? [] : choice.filePaths.slice(0, several ? mostFiles : 1);
}

/** A name for a file out of a name for people. */
export function fileNameOf(name: string): string {
  return name.replaceAll(/[^\p{L}\p{N} _-]/gu, '') || 'profile';
}
