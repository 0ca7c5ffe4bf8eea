/** The shows of all profiles as main owns them: one is open at a time, and everything that concerns them comes in turn. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from '../../../shared/clock.ts';
import type { ShowState, ShowVersion, VersionNote } from '../../../shared/contract/show/show.ts';
import { fail, ok, type Reply } from '../../../shared/errors.ts';
import type { Show } from '../../../shared/studio/document/show.ts';
import type { Command } from '../../../shared/studio/edit/commands.ts';
import { systemWord } from '../atomic-file.ts';
import { findShow } from './find-show.ts';
import { GestureRate } from './gesture-rate.ts';
import { openShow, type Revision, type ShowDocument } from './show-document.ts';
import { realShowFiles, showFolder, writeDocument, type ShowFiles, type ShowFolder } from './show-files.ts';

/** What the shows need of others. */
export type ShowStoreOptions = {
  /** Holds one folder for each profile. */
  readonly directory: string;
  readonly clock: Clock;
  /** The show of a profile that has none yet. */
  readonly fresh: (profileId: string) => Show;
  /** Hears a sentence for the user: a file was set aside, a disk fails. */
  readonly onProblem: (sentence: string) => void;
  readonly files?: ShowFiles;
  /** A profile whose show lies elsewhere in this run, so that its stored one stays as it is. */
  readonly guest?: { readonly profileId: string; readonly directory: string } | null;
};

/** A command of the window; those of one gesture in a row are one step of undo. */
export type Wish = {
  readonly command: Command;
  readonly gesture: string | null;
  /** Whose show it is meant for; the open one's where that is not told. */
  readonly profileId?: string;
};

/** Calls that may wait for the disk; a window that sends more has to wait itself. */
const mostWaiting = 64;

/** Without a change for so long the document takes in what the journal holds, ms. */
const idleMillis = 5000;

/** Least time between two announcements during a gesture, ms. */
const announceMillis = 100;

/** Ids of profiles, which are names of folders here. */
const profileIdPattern = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

const tooFast = fail('edit-refused', { why: 'too-fast' });
const ofOther = fail('edit-refused', { why: 'other-profile' });

/** Owns the open show and reaches the others; never throws for what a disk does. */
export class ShowStore {
  readonly #options: ShowStoreOptions & { readonly files: ShowFiles };
  readonly #listeners = new Set<(state: ShowState) => void>();
  readonly #rate: GestureRate;
  #open: ShowDocument | null = null;
  #queue: Promise<unknown> = Promise.resolve();
  #waiting = 0;
  #idle: NodeJS.Timeout | null = null;
  #announcement: NodeJS.Timeout | null = null;
  #announcedAt = Number.NEGATIVE_INFINITY;

  constructor(options: ShowStoreOptions) {
    this.#options = { ...options, files: options.files ?? realShowFiles };
    this.#rate = new GestureRate(options.clock);
  }

  /** The open show; null while there is none. */
  get current(): ShowState | null {
    return this.#open?.state ?? null;
  }

  /** Calls `listener` after every change, or with the newest of several; returns the way to stop. */
  onChange(listener: (state: ShowState) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Opens a profile's show in place of the one that is open; `input-invalid` for what is no id. */
  open(profileId: string): Promise<Reply<ShowState>> {
    return this.#inTurn(async () => {
      if (this.#open?.profileId === profileId) return ok(this.#open.state);
      const folder = this.#folderOf(profileId);
      if (!folder.ok) return folder;
      await this.#closeOpen();
      const { files, clock, fresh, onProblem } = this.#options;
      const opened = await openShow(profileId, { folder: folder.value, files, clock, fresh, onProblem });
      this.#open = opened;
      this.#announce();
      return ok(opened.state);
    });
  }

  /** Changes the open show; the answer comes when the command is on the disk. */
  do({ command, gesture, profileId }: Wish): Promise<Reply<Revision>> {
    if (gesture !== null && !this.#rate.take()) return Promise.resolve(tooFast);
    return this.#change((open) => open.do(command, gesture), { gesture, profileId });
  }

  /** Takes the last step back; where there is none the revision stays. */
  undo(profileId?: string): Promise<Reply<Revision>> {
    return this.#change((open) => open.undo(), { profileId });
  }

  redo(profileId?: string): Promise<Reply<Revision>> {
    return this.#change((open) => open.redo(), { profileId });
  }

  /** Versions of the open show, newest first. */
  versions(): Promise<Reply<readonly ShowVersion[]>> {
    return this.#withOpen(async (open) => ok(await open.versions.list()));
  }

  /** Takes the open show back to a version; what it is now becomes one first. */
  restore(id: string): Promise<Reply<Revision>> {
    return this.#change((open) => open.restore(id));
  }

  /** Puts another show in the place of the open one, which becomes a version first. */
  replace(show: Show, note: VersionNote): Promise<Reply<Revision>> {
    return this.#change((open) => open.replace(show, note));
  }

  /** The show of any profile as it is now; null when it has none, or none that can be read. */
  showOf(profileId: string): Promise<Show | null> {
    return this.#inTurn(async () => this.#read(profileId));
  }

  /** Gives a profile that has no show a copy of another's; nothing happens where that has none. */
  copy(from: string, to: string): Promise<Reply<null>> {
    return this.#inTurn(async () => {
      const show = await this.#read(from);
      return show === null ? ok(null) : this.#write(to, show);
    });
  }

  /** Gives a profile that has no show one. */
  put(profileId: string, show: Show): Promise<Reply<null>> {
    return this.#inTurn(() => this.#write(profileId, show));
  }

  /** Removes a profile's show with its versions; `storage-failed` may leave a part of it, which nobody finds. */
  remove(profileId: string): Promise<Reply<null>> {
    return this.#inTurn(async () => {
      const folder = this.#folderOf(profileId);
      if (!folder.ok) return folder;
      if (this.#open?.profileId === profileId) await this.#closeOpen();
      try {
        await this.#options.files.rm(folder.value.path, { recursive: true, force: true });
        return ok(null);
      } catch (error) {
        return fail('storage-failed', { why: systemWord(error) });
      }
    });
  }

  /** Takes what the journal holds into the document now; what fails is told and tried again later. */
  save(): Promise<void> {
    return this.#inTurn(async () => this.#open?.save());
  }

  /** Ends in order, in at most `millis`. Without it nothing is lost either: the journal holds what the document lacks. */
  async close(millis: number): Promise<void> {
    const closed = this.#inTurn(() => this.#closeOpen());
    await Promise.race([closed, delay(millis, null, { ref: false })]);
  }

  #change(
    act: (open: ShowDocument) => Promise<Reply<Revision>>,
    { gesture = null, profileId }: { readonly gesture?: string | null; readonly profileId?: string | undefined } = {},
  ) {
    return this.#withOpen(async (open) => {
      // What was on its way while another profile was selected: a copy has the same ids, so it would even fit.
      if (profileId !== undefined && profileId !== open.profileId) return ofOther;
      const before = open.state.revision;
      const changed = await act(open);
      if (changed.ok && changed.value.revision !== before) this.#changed(gesture);
      return changed;
    });
  }

  #withOpen<T>(act: (open: ShowDocument) => Promise<Reply<T>>): Promise<Reply<T>> {
    if (this.#waiting >= mostWaiting) return Promise.resolve(tooFast);
    return this.#inTurn(async () =>
      this.#open === null ? fail('input-invalid', { why: 'no show is open' }) : act(this.#open),
    );
  }

  #inTurn<T>(act: () => Promise<T>): Promise<T> {
    this.#waiting += 1;
    const turn = this.#queue.then(act);
    this.#queue = turn
      .catch(() => null)
      .finally(() => {
        this.#waiting -= 1;
      });
    return turn;
  }

  #changed(gesture: string | null): void {
    if (this.#idle !== null) clearTimeout(this.#idle);
    this.#idle = setTimeout(() => void this.save(), idleMillis);
    this.#idle.unref();
    const wait = this.#announcedAt + announceMillis - this.#options.clock.now();
    if (gesture === null || wait <= 0) this.#announce();
    else this.#announcement ??= setTimeout(() => this.#announce(), wait);
    if (this.#open?.isSaveDue === true) void this.save();
  }

  #announce(): void {
    if (this.#announcement !== null) clearTimeout(this.#announcement);
    this.#announcement = null;
    const state = this.current;
    if (state === null) return;
    this.#announcedAt = this.#options.clock.now();
    for (const listener of this.#listeners) listener(state);
  }

  async #closeOpen(): Promise<void> {
    for (const timer of [this.#idle, this.#announcement]) if (timer !== null) clearTimeout(timer);
    this.#idle = null;
    this.#announcement = null;
    const open = this.#open;
    this.#open = null;
    await open?.close();
  }

  async #read(profileId: string): Promise<Show | null> {
    if (this.#open?.profileId === profileId) return this.#open.state.show;
    const folder = this.#folderOf(profileId);
    return folder.ok ? ((await findShow(folder.value, this.#options.files)).found?.show ?? null) : null;
  }

  async #write(profileId: string, show: Show): Promise<Reply<null>> {
    const folder = this.#folderOf(profileId);
    if (!folder.ok) return folder;
    try {
      await writeDocument(folder.value, { revision: 0, show }, this.#options.files);
      return ok(null);
    } catch (error) {
      return fail('storage-failed', { why: systemWord(error) });
    }
  }

  #folderOf(profileId: string): Reply<ShowFolder> {
    if (!profileIdPattern.test(profileId)) return fail('input-invalid', { why: 'no id of a profile' });
    const { directory, guest } = this.#options;
    return ok(showFolder(profileId === guest?.profileId ? guest.directory : directory, profileId));
  }
}
