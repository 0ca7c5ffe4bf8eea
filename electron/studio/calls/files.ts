/** Files that the user picks in the system's own dialogs; nothing is read or written without one. */
import { readFile, stat, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { dialog, type BrowserWindow } from 'electron';
import type { FileKind } from '../../../shared/contract/ipc.ts';
import { fail, ok, type Reply } from '../../../shared/errors.ts';
import { said } from '../../../shared/wire/tongue.ts';

/** Most files whose texts are read at once. */
const mostTexts = 8;

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

/** Which files the dialog offers, and how long they may be. */
export type WantedTexts = {
  readonly name: string;
  readonly extensions: readonly string[];
  readonly maxBytes: number;
  readonly several?: boolean;
};

/** A file that was picked; `name` is without its folder. */
export type PickedText = { readonly name: string; readonly text: string };

/** Texts of files; none when the user cancelled, `import-invalid` when one is too long or can't be read. */
export async function openTexts(window: BrowserWindow, wanted: WantedTexts): Promise<Reply<readonly PickedText[]>> {
  const choice = await dialog.showOpenDialog(window, {
    properties: wanted.several === true ? ['openFile', 'multiSelections'] : ['openFile'],
    filters: [{ name: said(wanted.name), extensions: [...wanted.extensions] }],
  });
  if (choice.canceled) return ok([]);
  const paths = choice.filePaths.slice(0, mostTexts);
  const texts = await Promise.all(paths.map((path) => textOf(path, wanted.maxBytes)));
  const picked = texts.flatMap((text, index) => (text === null ? [] : { name: basename(paths[index] ?? ''), text }));
  return picked.length === paths.length ? ok(picked) : fail('import-invalid');
}

/** Null for anything that is not a file of at most `maxBytes` bytes. */
async function textOf(path: string, maxBytes: number): Promise<string | null> {
  const facts = await stat(path).catch(() => null);
  const isText = facts?.isFile() === true && facts.size <= maxBytes;
  return isText ? readFile(path, 'utf8').catch(() => null) : null;
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
