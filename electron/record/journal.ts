/** What is noted beside the app's own files about each recording in progress, so that a kill loses no more than its end. */
import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const version = 1;
const longestEntry = 256 * 1024;
/** Most notes read, and most entries given; more than that nobody left behind by accident. */
const mostNotes = 1000;
const mostEntries = 100;
const fileName = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.json$/;

const entrySchema = z.strictObject({
  version: z.literal(version),
  id: z.uuid(),
  /** Absolute. */
  path: z.string().min(1).max(4096),
  /** Wall clock, ms. */
  startedAt: z.number(),
  /** Session time at which the file begins, in µs. */
  zeroMicros: z.number().min(0),
  marks: z.array(z.strictObject({ micros: z.number(), text: z.string().max(100) })).max(1000),
});

/** One file in progress. */
export type JournalEntry = z.infer<typeof entrySchema>;

/** Writes a text so that after a crash it is either the old or the new one; throws the system's error. */
export type WriteWhole = (path: string, text: string) => Promise<void>;

export class Journal {
  readonly #folder: string;
  readonly #writeWhole: WriteWhole;
  /** Entries of files that this process is writing or finishing now. */
  readonly #ours = new Set<string>();

  constructor(folder: string, writeWhole: WriteWhole) {
    this.#folder = folder;
    this.#writeWhole = writeWhole;
  }

  /** A new entry, not on the disk yet. */
  newEntry(fields: Pick<JournalEntry, 'path' | 'startedAt' | 'zeroMicros'>): JournalEntry {
    const id = randomUUID();
    this.#ours.add(id);
    return { version, id, marks: [], ...fields };
  }

  /** True while this process works on the file of entry `id`. */
  isOurs(id: string): boolean {
    return this.#ours.has(id);
  }

  /** Claims an entry left by an earlier run, or releases it; false when somebody is at it already. */
  claim(id: string): boolean {
    if (this.#ours.has(id)) return false;
    this.#ours.add(id);
    return true;
  }

  release(id: string): void {
    this.#ours.delete(id);
  }

  /** Throws the system's error. */
  async save(entry: JournalEntry): Promise<void> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    await this.#writeWhole(this.#pathOf(entry.id), `${JSON.stringify(entry)}\n`);
  }

  /** Forgets an entry; nothing happens when there is none. */
  async remove(id: string): Promise<void> {
    await unlink(this.#pathOf(id)).catch(() => undefined);
    this.#ours.delete(id);
  }

  /** The entry `id`; null when there is none, or none that can be read. */
  async read(id: string): Promise<JournalEntry | null> {
    const name = `${id}.json`;
    if (!fileName.test(name)) return null;
    try {
      const path = join(this.#folder, name);
      if ((await stat(path)).size > longestEntry) return null;
      const parsed = entrySchema.safeParse(JSON.parse(await readFile(path, 'utf8')));
      return parsed.success && parsed.data.id === id ? parsed.data : null;
    } catch {
      return null;
    }
  }

  /** What earlier runs left, at most 100, the newest first. */
  async leftovers(): Promise<readonly JournalEntry[]> {
    const names = await readdir(this.#folder).catch(() => []);
    const ids = names.filter((name) => fileName.test(name)).map((name) => name.slice(0, -'.json'.length));
    const others = ids.filter((id) => !this.#ours.has(id)).slice(0, mostNotes);
    const entries = await Promise.all(others.map((id) => this.read(id)));
    const newest = entries.filter((entry) => entry !== null).toSorted((one, other) => other.startedAt - one.startedAt);
    return newest.slice(0, mostEntries);
  }

  #pathOf(id: string): string {
    return join(this.#folder, `${id}.json`);
  }
}
