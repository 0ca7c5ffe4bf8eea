/** The journal of a show: one line per command, on its way to the disk before the command is answered; knows no show. */
import { constants } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { ShowFiles } from './show-files.ts';

/** Readable and writable by the user alone. */
const ownerOnly = 0o600;

/** Longer ones are not read; the document takes the commands in long before. */
export const maxJournalBytes = 32 * 1024 * 1024;

/** Places in the file are given with each write: what append mode may do differs between systems. */
const readWrite = constants.O_RDWR | constants.O_CREAT;

/** Appends and clears; what was appended before it was opened has to be cleared first. */
export class Journal {
  readonly #path: string;
  readonly #files: ShowFiles;
  #handle: FileHandle | null = null;
  #bytes = 0;
  #lines = 0;

  constructor(path: string, files: ShowFiles) {
    this.#path = path;
    this.#files = files;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get lines(): number {
    return this.#lines;
  }

  /** Writes one line in one write; throws the system's error, and then the file may hold a part of it. */
  async append(line: string): Promise<void> {
    const handle = await this.#open();
    const bytes = Buffer.from(`${line}\n`, 'utf8');
    const { bytesWritten } = await handle.write(bytes, 0, bytes.length, this.#bytes);
    if (bytesWritten !== bytes.length) throw Object.assign(new Error('a part was written'), { code: 'ENOSPC' });
    this.#bytes += bytes.length;
    this.#lines += 1;
  }

  /** Empties the file once its lines are in the document; throws the system's error. */
  async clear(): Promise<void> {
    const handle = await this.#open();
    await handle.truncate(0);
    this.#bytes = 0;
    this.#lines = 0;
  }

  async close(): Promise<void> {
    const handle = this.#handle;
    this.#handle = null;
    await handle?.close();
  }

  async #open(): Promise<FileHandle> {
    if (this.#handle !== null) return this.#handle;
    await this.#files.mkdir(dirname(this.#path), { recursive: true, mode: 0o700 });
    this.#handle = await this.#files.open(this.#path, readWrite, ownerOnly);
    return this.#handle;
  }
}
