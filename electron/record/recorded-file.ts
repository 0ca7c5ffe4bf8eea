/** One file of a recording from its first byte to its proof, and the queue in which files are finished one by one. */
import { unlink } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import type { Clock, Micros } from '../../shared/clock.ts';
import type { Chapter } from '../../shared/live/record/mp4/write-movie.ts';
import { troubleOf, uncopiedOf } from '../../shared/live/record/sentences.ts';
import { createFile, fileLength, systemWord } from './files/folder.ts';
import { finishFile } from './files/finish.ts';
import { copyToMatroska } from './files/matroska.ts';
import { openMovie, secondsOf } from './files/movie-file.ts';
import { faultOf } from './files/prove.ts';
import type { Journal, JournalEntry } from './journal.ts';

/** What the report says about a file, and where it lies in the session. */
export type RecordedFile = {
  readonly kind: 'recording' | 'replay';
  /** Absolute. */
  readonly path: string;
  /** Without its folder. */
  readonly file: string;
  /** Session time of its first and behind its last moment, in µs. */
  readonly fromMicros: Micros;
  readonly toMicros: Micros;
  readonly bytes: number;
  readonly frames: number;
  /** True when it was opened again and read at both ends; null while nobody tried. */
  readonly verified: boolean | null;
  /** Seconds since the beginning of the file. */
  readonly chapters: readonly Chapter[];
  /** What went wrong, or empty. */
  readonly trouble: string;
};

/** What a finished file is; while it grows, it is a fragmented MP4 in any case. */
export type Container = 'mp4' | 'mkv';

/** A moment that the user marked. */
export type Mark = { readonly micros: Micros; readonly text: string };

/** A file that is or was being written. */
export class RecordedPart {
  readonly entry: JournalEntry;
  readonly container: Container;
  #file: RecordedFile;

  constructor(entry: JournalEntry, as: { readonly kind: RecordedFile['kind']; readonly container: Container }) {
    this.entry = entry;
    this.container = as.container;
    this.#file = {
      kind: as.kind,
      path: entry.path,
      file: basename(entry.path),
      fromMicros: entry.zeroMicros,
      toMicros: entry.zeroMicros,
      bytes: 0,
      frames: 0,
      verified: null,
      chapters: [],
      trouble: '',
    };
  }

  get file(): RecordedFile {
    return this.#file;
  }

  change(fields: Partial<Omit<RecordedFile, 'kind' | 'fromMicros'>>): void {
    this.#file = { ...this.#file, ...fields };
  }

  /** Those of `marks` that lie in this file, as its chapters. */
  setMarks(marks: readonly Mark[]): void {
    this.change({ chapters: chaptersOf(marks, this.#file.fromMicros, this.#file.toMicros) });
  }
}

/** The marks between two session times as chapters of a file that begins at the first. */
export function chaptersOf(marks: readonly Mark[], from: Micros, to: Micros): readonly Chapter[] {
  return marks
    .filter(({ micros }) => micros >= from && micros < to)
    .map(({ micros, text }) => ({ seconds: (micros - from) / 1e6, text }));
}

export type FinisherPorts = { readonly clock: Clock; readonly journal: Journal; readonly onChange: () => void };

/** Why the last file is not what it should be: it stayed as it was written, or an MP4 file where Matroska was wished. */
export type FinishNote = { readonly step: 'finish' | 'copy'; readonly why: string };

/** Finishes files one after the other, so that the disk has one thing to do beside the recording itself. */
export class Finisher {
  readonly #ports: FinisherPorts;
  #queue: Promise<void> = Promise.resolve();
  #waiting = 0;
  #percent = 0;
  #isCancelled = false;
  #note: FinishNote | null = null;

  constructor(ports: FinisherPorts) {
    this.#ports = ports;
  }

  /** How far the present file is, 0 to 100; null when there is nothing to do. */
  get percent(): number | null {
    return this.#waiting === 0 ? null : this.#percent;
  }

  /** What went wrong with the last file, by the words of `finishFile`; null when all went well. */
  get note(): FinishNote | null {
    return this.#note;
  }

  add(part: RecordedPart): void {
    this.#waiting += 1;
    // Whatever goes wrong with one file, the next ones follow, and the app can be closed.
    this.#queue = this.#queue
      .then(() => this.#finish(part))
      .catch((thrown: unknown) => this.#giveUp(part, systemWord(thrown)))
      .finally(() => {
        this.#waiting -= 1;
        this.#percent = 0;
        this.#ports.onChange();
      })
      .catch(() => undefined);
  }

  /** Resolves when everything added so far is finished or given up. */
  idle(): Promise<void> {
    return this.#queue;
  }

  /** Gives up what is left; those files stay as they were written and are offered at the next start. */
  cancel(): void {
    this.#isCancelled = true;
  }

  async #finish(part: RecordedPart): Promise<void> {
    const { path, chapters } = part.file;
    const result = await finishFile(path, {
      chapters,
      created: part.entry.startedAt,
      onProgress: (percent) => {
        const isNews = Math.floor(percent) > Math.floor(this.#percent);
        this.#percent = percent;
        if (isNews) this.#ports.onChange();
      },
      isCancelled: () => this.#isCancelled,
    });
    if (result.kind === 'finished') {
      part.change({ bytes: result.bytes, verified: true });
      this.#note = null;
      if (part.container === 'mkv') await this.#copy(part);
      await this.#ports.journal.remove(part.entry.id);
      return;
    }
    this.#note = { step: 'finish', why: result.why };
    await proveAsWritten(part, result.why);
    this.#ports.journal.release(part.entry.id);
  }

  /** The MP4 file stays when it can't be copied. */
  async #copy(part: RecordedPart): Promise<void> {
    const { path } = part.file;
    const copied = await copyBeside(path, () => this.#isCancelled);
    if (copied.kind === 'copied') {
      part.change({ path: copied.path, file: basename(copied.path), bytes: (await fileLength(copied.path)) ?? 0 });
      return;
    }
    this.#note = { step: 'copy', why: copied.why };
    part.change({ trouble: uncopiedOf(copied.why) });
  }

  #giveUp(part: RecordedPart, why: string): void {
    this.#note = { step: 'finish', why };
    part.change({ trouble: troubleOf(why) });
    this.#ports.journal.release(part.entry.id);
  }
}

type Copied = { readonly kind: 'copied'; readonly path: string } | { readonly kind: 'failed'; readonly why: string };

async function copyBeside(path: string, isCancelled: () => boolean): Promise<Copied> {
  try {
    const { handle, path: target } = await createFile(dirname(path), basename(path, '.mp4'), 'mkv');
    await handle.close();
    const why = await copyToMatroska(path, target, isCancelled);
    if (why === null) return { kind: 'copied', path: target };
    await unlink(target);
    return { kind: 'failed', why };
  } catch (thrown) {
    return { kind: 'failed', why: systemWord(thrown) };
  }
}

/** A file that stays as it was written is read all the same; `why` is told with it. */
export async function proveAsWritten(part: RecordedPart, why: string): Promise<void> {
  const { path } = part.file;
  const file = await openMovie(path, 0).catch(() => null);
  if (file === null) {
    part.change({ verified: false, trouble: troubleOf(why) });
    return;
  }
  const sounds = file.movie.tracks.filter(({ head, samples }) => head.kind === 'audio' && samples.count > 0).length;
  const seconds = secondsOf(file.movie);
  await file.handle.close();
  const fault = await faultOf(path, { seconds, sounds, mayHaveMore: true });
  part.change({ verified: fault === null, trouble: troubleOf(why), bytes: (await fileLength(path)) ?? 0 });
}
