/** Versions of a show: whole copies in a folder beside it, named by their time and reason; the oldest go. */
import { basename, join } from 'node:path';
import {
  versionIdSchema,
  versionNoteSchema,
  type ShowVersion,
  type VersionNote,
} from '../../../shared/contract/show/show.ts';
import type { Show } from '../../../shared/studio/document/show.ts';
import { writeAtomically } from '../atomic-file.ts';
import { readPlainShow, type Reading, type ShowFiles, type ShowFolder } from './show-files.ts';

/** Versions that are kept of each show. */
const keptVersions = 50;

/** Names looked at in the folder, which others may fill. */
const maxNames = 1000;

/** Of one show. */
export class Versions {
  readonly #folder: string;
  readonly #files: ShowFiles;

  constructor({ versions }: Pick<ShowFolder, 'versions'>, files: ShowFiles) {
    this.#folder = versions;
    this.#files = files;
  }

  /** Newest first; empty where the folder can't be read. */
  async list(): Promise<readonly ShowVersion[]> {
    const names = await this.#files.readdir(this.#folder).catch(() => []);
    const found = names.slice(0, maxNames).flatMap((name) => versionNamed(name) ?? []);
    return found.toSorted((one, other) => other.at - one.at);
  }

  /** Keeps `show` as it is at `now` (wall clock, ms), unless the newest version is the same; throws the system's error. */
  async take(show: Show, note: VersionNote, now: number): Promise<void> {
    const [newest, ...older] = await this.list();
    const text = JSON.stringify(show);
    if (newest !== undefined && (await this.#textOf(newest)) === text) return;
    // A clock that was set back must not make the newest one the oldest.
    const at = Math.max(now, (newest?.at ?? 0) + 1);
    await writeAtomically(this.#pathOf(idOf(at, note)), text, this.#files);
    const superfluous = newest === undefined ? [] : [newest, ...older].slice(keptVersions - 1);
    await Promise.all(superfluous.map(({ id }) => this.#files.unlink(this.#pathOf(id))));
  }

  /** The show of one version. Never throws. */
  read(id: string): Promise<Reading<Show>> {
    return readPlainShow(this.#pathOf(id), this.#files);
  }

  async #textOf({ id }: ShowVersion): Promise<string | null> {
    return this.#files.readFile(this.#pathOf(id), 'utf8').catch(() => null);
  }

  #pathOf(id: string): string {
    return join(this.#folder, `${id}.json`);
  }
}

function idOf(at: number, note: VersionNote): string {
  return `${new Date(at).toISOString().replaceAll(/[:.]/g, '-')}.${note}`;
}

/** Null for a name that is none of ours. */
function versionNamed(name: string): ShowVersion | null {
  const id = basename(name, '.json');
  if (!name.endsWith('.json') || !versionIdSchema.safeParse(id).success) return null;
  const note = versionNoteSchema.safeParse(id.slice(id.indexOf('.') + 1));
  const at = Date.parse(id.slice(0, 24).replace(/T(\d\d)-(\d\d)-(\d\d)-(\d{3})Z$/, 'T$1:$2:$3.$4Z'));
  return note.success && Number.isFinite(at) ? { id, at, note: note.data } : null;
}
