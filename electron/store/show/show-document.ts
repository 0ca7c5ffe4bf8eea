/** The open show: every change is checked, written to the journal, then taken over; one at a time, which the caller sees to. */
import type { Clock } from '../../../shared/clock.ts';
import type { ShowState, VersionNote } from '../../../shared/contract/show/show.ts';
import { fail, ok, type Reply } from '../../../shared/errors.ts';
import { flawOf } from '../../../shared/studio/document/flaw.ts';
import type { Show } from '../../../shared/studio/document/show.ts';
import { applyCommand } from '../../../shared/studio/edit/apply.ts';
import type { Command } from '../../../shared/studio/edit/commands.ts';
import { emptyHistory, record, redo, undo, type History, type Stepped } from '../../../shared/studio/edit/history.ts';
import { setAside, systemWord } from '../atomic-file.ts';
import { findShow, lineOf, type FoundShow } from './find-show.ts';
import { Journal, maxJournalBytes } from './journal.ts';
import { writeDocument, type Revised, type ShowFiles, type ShowFolder } from './show-files.ts';
import { maxShowBytes, sizeOf } from './show-size.ts';
import { Versions } from './versions.ts';
import { say } from '../../../shared/wire/tongue.ts';

/** The answer to a change. */
export type Revision = { readonly revision: number };

/** What an open show needs. */
export type ShowDocumentParts = {
  readonly folder: ShowFolder;
  readonly files: ShowFiles;
  readonly clock: Clock;
  /** The show of a profile that has none yet. */
  readonly fresh: (profileId: string) => Show;
  /** Hears a sentence for the user. */
  readonly onProblem: (sentence: string) => void;
};

/** At so many lines or bytes the document takes in what the journal holds. */
const savedAfterLines = 500;
const savedAfterBytes = 1024 * 1024;

/** Versions are at least so far apart, ms, but for those that are taken before the whole show is replaced. */
const versionMillis = 120_000;

/** Steps that the window lists. */
const listedSteps = 50;

/** Opens the show in the folder; what can't be used is set aside, and without anything there is a fresh show. */
export async function openShow(profileId: string, parts: ShowDocumentParts): Promise<ShowDocument> {
  const found = await findShow(parts.folder, parts.files);
  const writable = await moveAway(found, parts);
  const revised = found.found ?? { revision: 0, show: parts.fresh(profileId) };
  const open = new ShowDocument(profileId, parts, { ...revised, writable, isSaved: found.isSaved });
  await open.save();
  return open;
}

type Start = Revised & { readonly writable: boolean; readonly isSaved: boolean };

/** One profile's show with its history. */
export class ShowDocument {
  readonly profileId: string;
  readonly versions: Versions;
  readonly #parts: ShowDocumentParts;
  readonly #journal: Journal;
  readonly #writable: boolean;
  #show: Show;
  #revision: number;
  #history: History = emptyHistory;
  /** False while the document lacks what no line of the journal holds, or the journal's end is not known. */
  #isBaseGood: boolean;
  #isFailing = false;
  /** How long the journal was when saving was last tried. */
  #tried = { lines: 0, bytes: 0 };
  /** The show that the newest version holds, and when it was taken. */
  #versioned: Show | null = null;
  #versionedAt = Number.NEGATIVE_INFINITY;

  constructor(profileId: string, parts: ShowDocumentParts, start: Start) {
    this.profileId = profileId;
    this.#parts = parts;
    this.versions = new Versions(parts.folder, parts.files);
    this.#journal = new Journal(parts.folder.journal, parts.files);
    this.#show = start.show;
    this.#revision = start.revision;
    this.#writable = start.writable;
    this.#isBaseGood = start.isSaved;
  }

  get state(): ShowState {
    const { undo: back, redo: forth } = this.#history;
    return {
      profileId: this.profileId,
      revision: this.#revision,
      show: this.#show,
      undo: back.at(-1)?.label ?? null,
      redo: forth.at(-1)?.label ?? null,
      undoSteps: back
        .slice(-listedSteps)
        .map(({ label }) => label)
        .toReversed(),
    };
  }

  /** Carries a command out; a failure changes nothing. */
  async do(command: Command, gesture: string | null): Promise<Reply<Revision>> {
    const applied = applyCommand(this.#show, command);
    if (!applied.ok) return applied;
    const { show, undo: inverse } = applied.value;
    if (inverse !== null) await this.#keepVersion();
    return this.#commit({ command, show, history: record(this.#history, applied.value, gesture) });
  }

  undo(): Promise<Reply<Revision>> {
    return this.#step(undo(this.#history, this.#show));
  }

  redo(): Promise<Reply<Revision>> {
    return this.#step(redo(this.#history, this.#show));
  }

  /** Takes the show back to a version; `storage-damaged` when that can't be used. */
  async restore(id: string): Promise<Reply<Revision>> {
    const known = (await this.versions.list()).some((version) => version.id === id);
    if (!known) return fail('input-invalid', { why: 'there is no such version' });
    const read = await this.versions.read(id);
    if (read.kind !== 'good') return fail('storage-damaged', { why: 'this version can’t be read' });
    return this.replace(withStage(read.value, this.#show), 'before-restore');
  }

  /** Puts another show in its place; the one before becomes a version, and nothing can be undone across it. */
  async replace(show: Show, note: VersionNote): Promise<Reply<Revision>> {
    if (!this.#writable) return unwritable;
    if (sizeOf(show) > maxShowBytes) return tooLong;
    const next = { revision: this.#revision + 1, show };
    try {
      await this.versions.take(this.#show, note, this.#parts.clock.wallclock());
      await this.#write(next);
    } catch (error) {
      return fail('storage-failed', { why: systemWord(error) });
    }
    this.#take(next, emptyHistory);
    return ok({ revision: next.revision });
  }

  /** True when the journal has grown enough that the document should take it in. */
  get isSaveDue(): boolean {
    const { lines, bytes } = this.#journal;
    return lines - this.#tried.lines >= savedAfterLines || bytes - this.#tried.bytes >= savedAfterBytes;
  }

  /** Takes into the document what the journal holds, and keeps a version when one is due. Never throws. */
  async save(): Promise<void> {
    if (!this.#writable || (this.#isBaseGood && this.#journal.lines === 0)) return;
    const { lines, bytes } = this.#journal;
    this.#tried = { lines, bytes };
    try {
      await this.#write({ revision: this.#revision, show: this.#show });
      this.#isFailing = false;
      if (this.#revision > 0) await this.#keepVersion();
    } catch (error) {
      if (!this.#isFailing) this.#parts.onProblem(cannotSave(systemWord(error)));
      this.#isFailing = true;
    }
  }

  /** Ends in order. */
  async close(): Promise<void> {
    await this.save();
    await this.#journal.close().catch(() => null);
  }

  #step(stepped: Stepped | null): Promise<Reply<Revision>> {
    if (stepped === null) return Promise.resolve(ok({ revision: this.#revision }));
    return this.#commit(stepped);
  }

  /** Writes the command's line, then takes over what it made. */
  async #commit({ command, show, history }: Pick<Stepped, 'show' | 'history'> & { readonly command: Command }) {
    if (!this.#writable) return unwritable;
    const size = sizeOf(show);
    if (size > maxShowBytes && size > sizeOf(this.#show)) return tooLong;
    const revision = this.#revision + 1;
    const written = await this.#append(lineOf(revision, command));
    if (!written.ok) return written;
    this.#take({ revision, show }, history);
    return ok({ revision });
  }

  async #append(line: string): Promise<Reply<null>> {
    try {
      const isFull = this.#journal.bytes + Buffer.byteLength(line) >= maxJournalBytes;
      if (!this.#isBaseGood || isFull) await this.#write({ revision: this.#revision, show: this.#show });
      if (!this.#isBaseGood) return fail('storage-failed', { why: 'the journal can’t be emptied' });
      await this.#journal.append(line);
      return ok(null);
    } catch (error) {
      // The journal may hold a part of the line now.
      this.#isBaseGood = false;
      return fail('storage-failed', { why: systemWord(error) });
    }
  }

  /** Writes the document, then empties the journal, whose lines are all in it; throws only where the document failed. */
  async #write(revised: Revised): Promise<void> {
    const { folder, files } = this.#parts;
    await writeDocument(folder, revised, files);
    this.#tried = { lines: 0, bytes: 0 };
    this.#isBaseGood = await this.#journal.clear().then(
      () => true,
      () => false,
    );
  }

  #take({ revision, show }: Revised, history: History): void {
    this.#revision = revision;
    this.#show = show;
    this.#history = history;
  }

  /** Keeps the show as it is as a version where the last one is long enough ago; editing goes on where that fails. */
  async #keepVersion(): Promise<void> {
    const now = this.#parts.clock.now();
    if (!this.#writable || this.#versioned === this.#show || now - this.#versionedAt < versionMillis) return;
    this.#versionedAt = now;
    this.#versioned = this.#show;
    try {
      await this.versions.take(this.#show, 'edited', this.#parts.clock.wallclock());
    } catch (error) {
      this.#parts.onProblem(noVersion(systemWord(error)));
    }
  }
}

const unwritable = fail('storage-failed', { why: 'the damaged file can’t be moved' });
const tooLong = fail('edit-refused', { why: 'too-long' });

/** What is on air stays there where the other show knows it too. */
function withStage(show: Show, { stage }: Show): Show {
  const kept = { ...show, stage };
  return flawOf(kept) === null ? kept : show;
}

function cannotSave(why: string): string {
  return say`The show’s file can’t be written (${why}). Viewers see no difference. What you change is kept in a journal beside it, and we try again.`;
}

function noVersion(why: string): string {
  return say`An automatic version of the show can’t be written (${why}). Viewers see no difference, and the show itself is kept.`;
}

/** Renames the files that can't be used and tells of it; false when one stays where it is, so that nothing may be written. */
async function moveAway(found: FoundShow, { files, clock, onProblem }: ShowDocumentParts): Promise<boolean> {
  try {
    const names: string[] = [];
    for (const { path, why } of found.bad) {
      // oxlint-disable-next-line no-await-in-loop -- two at most, in their order
      names.push(await setAside(path, { why, now: clock.wallclock(), files }));
    }
    const words = setAsideWords(found, names);
    if (words !== null) onProblem(words);
    return true;
  } catch (error) {
    const word = systemWord(error);
    onProblem(say`A file of this show is damaged and can’t be moved (${word}). Changes are not kept in this run.`);
    return false;
  }
}

function setAsideWords({ found, isVersion, bad }: FoundShow, names: readonly string[]): string | null {
  const because = bad.some(({ why }) => why === 'newer') ? say`was written by a newer Uplink` : say`was damaged`;
  if (names.length === 0) return isVersion ? say`The show’s file was gone. We went back to its newest version.` : null;
  if (found !== null && !isVersion) {
    return say`The newest changes of the show could not be read, so we set them aside as ${names.join(', ')}. The show is as it was before them.`;
  }
  const result = isVersion ? say`We went back to its newest version.` : say`We started with a fresh one.`;
  return say`The show’s file ${because}, so we set it aside as ${names.join(', ')}. ${result}`;
}
