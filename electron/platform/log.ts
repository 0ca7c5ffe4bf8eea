/** The log of the main process: rotated files and warnings on stderr, redacted where they are written. */
import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'node:util';
import logger from 'electron-log/node';
import type { Redactor } from './redact.ts';

/** Each level takes one sentence and, if need be, facts; never a key on purpose. */
export type Log = {
  readonly error: (sentence: string, facts?: unknown) => void;
  readonly warn: (sentence: string, facts?: unknown) => void;
  readonly info: (sentence: string, facts?: unknown) => void;
};

/** A file is rotated at 1 MB; two older ones stay beside it. */
const maxFileBytes = 1_000_000;
/** Longest entry in characters: a dump of media bytes must not push everything else out. */
const maxEntryLength = 8000;

const fileNames = ['uplink.log', 'uplink.1.log', 'uplink.2.log'] as const;

/** Opens the log in `directory` (userData/logs). */
export function openLog(options: { readonly directory: string; readonly redactor: Redactor }): Log {
  const { directory, redactor } = options;
  const log = logger.create({ logId: `uplink ${directory}` });
  const { file, console: terminal } = log.transports;
  const clean = (text: unknown): string => oneEntry(redactor.redact(String(text)).slice(0, maxEntryLength));
  file.resolvePathFn = () => join(directory, fileNames[0]);
  file.maxSize = maxFileBytes;
  file.archiveLogFn = (full) => {
    if (!rotate(directory)) full.clear();
  };
  file.writeOptions = { flag: 'a', mode: 0o600, encoding: 'utf8' };
  file.transforms = [...file.transforms, ({ data }) => clean(data)];
  terminal.level = 'warn';
  terminal.useStyles = false;
  terminal.writeFn = ({ message }) => {
    const parts: readonly unknown[] = message.data;
    process.stderr.write(`${clean(format(...parts))}\n`);
  };
  return {
    error: (sentence, ...facts) => log.error(sentence, ...facts),
    warn: (sentence, ...facts) => log.warn(sentence, ...facts),
    info: (sentence, ...facts) => log.info(sentence, ...facts),
  };
}

/** The oldest file goes, each other one moves on by a place; false when the newest one can't be moved. */
function rotate(directory: string): boolean {
  const [newest, older, oldest] = fileNames.map((name) => join(directory, name));
  if (newest === undefined || older === undefined || oldest === undefined) return false;
  moved(older, oldest);
  return moved(newest, older);
}

function moved(from: string, to: string): boolean {
  try {
    renameSync(from, to);
    return true;
  } catch {
    // There is no such file yet, or it can't be moved.
    return false;
  }
}

/** Further lines are indented and control characters go, so that quoted text can't pose as an entry. */
function oneEntry(text: string): string {
  return text.replaceAll(/\r\n?|\n/g, '\n  ').replaceAll(/[^\P{Cc}\n\t]/gu, '');
}
