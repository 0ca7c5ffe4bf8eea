/** One session's flight file: lines are collected and written every few seconds; a disk that fails ends it quietly. */
import { mkdir, open, readdir, unlink, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';

/** Longest file, and most text that may wait for a slow disk, in characters. */
const longestFile = 32 * 1024 * 1024;
const mostWaiting = 1024 * 1024;

/** Sessions whose files are kept, this one included. */
const keptFiles = 50;

const namePattern = /^flight-[0-9TZ-]+\.jsonl$/;

/** Readable and writable by the user alone. */
const ownerOnly = 0o600;

/** The part of the file system used here, so that tests can make one step fail. */
export type FlightDisk = {
  readonly mkdir: typeof mkdir;
  readonly open: typeof open;
  readonly readdir: typeof readdir;
  readonly unlink: typeof unlink;
};

/** The real file system. */
export const realDisk: FlightDisk = { mkdir, open, readdir, unlink };

/** Never throws and never makes anybody wait. */
export class FlightFile {
  readonly #directory: string;
  readonly #name: string;
  readonly #disk: FlightDisk;
  #handle: FileHandle | null = null;
  #waiting: string[] = [];
  #waitingLength = 0;
  #written = 0;
  #isOver = false;
  #work: Promise<void>;
  #isWriting = false;

  /** `startedAt`: wall clock in ms, the file's name. */
  constructor(directory: string, startedAt: number, disk: FlightDisk = realDisk) {
    this.#directory = directory;
    this.#name = `flight-${new Date(startedAt).toISOString().replaceAll(/[:.]/g, '-')}.jsonl`;
    this.#disk = disk;
    this.#work = this.#guarded(() => this.#open());
  }

  /** Collects one line; it is written at the next `flush`. */
  add(line: string): void {
    if (this.#isOver) return;
    const length = line.length + 1;
    // A file at its limit, or a disk that hangs, gets no more; what is written stays readable.
    if (this.#written + this.#waitingLength + length > longestFile || this.#waitingLength + length > mostWaiting) {
      this.#isOver = true;
      return;
    }
    this.#waiting.push(line);
    this.#waitingLength += length;
  }

  /** Writes what was collected, unless an earlier write is still under way. */
  flush(): void {
    if (this.#isWriting) return;
    this.#isWriting = true;
    this.#work = this.#flushAfter(this.#work);
  }

  /** Writes the rest and closes. */
  close(): void {
    this.#work = this.#closeAfter(this.#work);
  }

  /** Resolves when everything asked so far is done, or was given up. */
  settled(): Promise<void> {
    return this.#work;
  }

  async #flushAfter(earlier: Promise<void>): Promise<void> {
    await earlier;
    await this.#guarded(() => this.#write());
    this.#isWriting = false;
  }

  async #closeAfter(earlier: Promise<void>): Promise<void> {
    await earlier;
    await this.#guarded(() => this.#write());
    this.#isOver = true;
    this.#closeQuietly();
  }

  async #open(): Promise<void> {
    await this.#disk.mkdir(this.#directory, { recursive: true, mode: 0o700 });
    await this.#removeOld();
    this.#handle = await this.#disk.open(join(this.#directory, this.#name), 'wx', ownerOnly);
  }

  async #removeOld(): Promise<void> {
    const names = (await this.#disk.readdir(this.#directory)).filter((name) => namePattern.test(name)).toSorted();
    const old = names.slice(0, Math.max(0, names.length - keptFiles + 1));
    await Promise.all(old.map((name) => this.#disk.unlink(join(this.#directory, name))));
  }

  async #write(): Promise<void> {
    if (this.#handle === null || this.#waiting.length === 0) return;
    const text = `${this.#waiting.join('\n')}\n`;
    this.#waiting = [];
    this.#waitingLength = 0;
    await this.#handle.writeFile(text, 'utf8');
    this.#written += text.length;
  }

  async #guarded(act: () => Promise<unknown>): Promise<void> {
    try {
      await act();
    } catch {
      // A full or missing disk costs the file, never the session.
      this.#isOver = true;
      this.#waiting = [];
      this.#waitingLength = 0;
      this.#closeQuietly();
    }
  }

  #closeQuietly(): void {
    const handle = this.#handle;
    this.#handle = null;
    // What a failing disk says to that changes nothing any more.
    handle?.close().catch(() => undefined);
  }
}
