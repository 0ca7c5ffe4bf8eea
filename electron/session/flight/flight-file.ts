/** One session's flight file: lines are collected and written every few seconds; a disk that fails ends it quietly. */
import { mkdir, open, readdir, unlink, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Longest part of a session's file, and most text that may wait for a slow disk, in characters. A longer session goes on
 * in further parts, of which the first and the newest two are kept: how it began, and how it ended.
 */
const longestPart = 10 * 1024 * 1024;
const mostWaiting = 1024 * 1024;

/** Sessions whose files are kept, this one included. */
const keptSessions = 50;

/** The first part is `flight-2026-05-03T10-00-01-000Z.jsonl`, the next `….2.jsonl`. */
const namePattern = /^flight-([0-9TZ-]+)(?:\.[0-9]+)?\.jsonl$/;

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
  readonly #stamp: string;
  readonly #disk: FlightDisk;
  /** The first line, with which every part begins. */
  readonly #head: string;
  #handle: FileHandle | null = null;
  /** Parts begun so far. */
  #part = 0;
  #waiting: string[] = [];
  #waitingLength = 0;
  #written = 0;
  #isOver = false;
  #work: Promise<void>;
  #isWriting = false;

  /** `startedAt`: wall clock in ms, the file's name. `head`: what one must know to read the lines. */
  constructor(
    directory: string,
    { startedAt, head }: { readonly startedAt: number; readonly head: string },
    disk: FlightDisk = realDisk,
  ) {
    this.#directory = directory;
    this.#stamp = new Date(startedAt).toISOString().replaceAll(/[:.]/g, '-');
    this.#head = head;
    this.#disk = disk;
    this.#work = this.#guarded(() => this.#begin());
  }

  /** Collects one line; it is written at the next `flush`. */
  add(line: string): void {
    if (this.#isOver) return;
    this.#waiting.push(line);
    this.#waitingLength += line.length + 1;
    // What a disk that hangs keeps waiting: the newest tells more.
    while (this.#waitingLength > mostWaiting) this.#waitingLength -= (this.#waiting.shift()?.length ?? 0) + 1;
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

  async #begin(): Promise<void> {
    await this.#disk.mkdir(this.#directory, { recursive: true, mode: 0o700 });
    await this.#removeOld();
    await this.#openPart();
  }

  async #openPart(): Promise<void> {
    this.#part += 1;
    this.#handle = await this.#disk.open(this.#pathOf(this.#part), 'wx', ownerOnly);
    this.#written = 0;
  }

  /** Goes on in a new part; what is neither the first nor one of the newest two goes. */
  async #nextPart(): Promise<void> {
    this.#closeQuietly();
    const old = this.#part - 1;
    if (old > 1) await this.#disk.unlink(this.#pathOf(old));
    await this.#openPart();
  }

  #pathOf(part: number): string {
    return join(this.#directory, `flight-${this.#stamp}${part === 1 ? '' : `.${part}`}.jsonl`);
  }

  async #removeOld(): Promise<void> {
    const names = (await this.#disk.readdir(this.#directory)).filter((name) => namePattern.test(name));
    const stamps = [...new Set(names.map(stampOf))].toSorted();
    const old = new Set(stamps.slice(0, Math.max(0, stamps.length - keptSessions + 1)));
    const gone = names.filter((name) => old.has(stampOf(name)));
    await Promise.all(gone.map((name) => this.#disk.unlink(join(this.#directory, name))));
  }

  async #write(): Promise<void> {
    if (this.#handle === null || (this.#waiting.length === 0 && this.#written > 0)) return;
    const length = this.#waitingLength;
    const lines = this.#waiting;
    this.#waiting = [];
    this.#waitingLength = 0;
    if (this.#written > 0 && this.#written + length > longestPart) await this.#nextPart();
    const text = [...(this.#written === 0 ? [this.#head] : []), ...lines, ''].join('\n');
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

function stampOf(name: string): string {
  return namePattern.exec(name)?.[1] ?? '';
}
