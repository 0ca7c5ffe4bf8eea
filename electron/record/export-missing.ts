/** Cuts what a destination missed out of the recording, into one file. */
import { lstat, stat, unlink } from 'node:fs/promises';
import { basename, dirname, extname } from 'node:path';
import type { Micros } from '../../shared/clock.ts';
import { fail, ok, type Reply } from '../../shared/errors.ts';
import { numbered } from '../../shared/live/record/file-name.ts';
import { cutMovies, type MovieCut } from '../../shared/live/record/mp4/cut-movie.ts';
import { phraseOf } from '../../shared/live/record/sentences.ts';
import { cutsFor, lengthOf, type Cut, type FileSpan, type Span } from '../../shared/live/record/spans.ts';
import { fileLength, freeBytes, systemWord } from './files/folder.ts';
import { spareBytes, writeMovie } from './files/finish.ts';
import { openMovie, type MovieFile } from './files/movie-file.ts';
import { copyStretch, type Stretch } from './files/remux.ts';

/** Spans of one request, and files of one recording that can be read at once. */
const mostSpans = 1000;
const mostFiles = 250;
/** Names tried before giving up. */
const mostNames = 1000;
/** What may come along from the key frame before a cut, at most. */
const leadMicros: Micros = 10e6;

export type Exported = {
  /** Absolute. */
  readonly path: string;
  readonly seconds: number;
  /** Seconds asked for that are in no file, or in one of another format. */
  readonly lackingSeconds: number;
};

/** What is asked for, and what it must not touch. */
export type ExportOptions = {
  /** Absolute, ending in .mp4; replaced when it is there. */
  readonly target: string;
  /** Absolute paths of recordings that are never replaced. */
  readonly own: readonly string[];
  /** Wall clock, ms. */
  readonly now: number;
};

/** Writes the parts of `files` that lie in `spans` to a file. */
export async function exportSpans(
  spans: readonly Span[],
  files: readonly FileSpan[],
  options: ExportOptions,
): Promise<Reply<Exported>> {
  const cuts = cutsFor(spans.slice(0, mostSpans), files);
  const file = basename(options.target);
  if (await isOneOf(options.target, options.own)) return fail('storage-failed', { file, why: 'it is a recording' });
  const sources = new Sources(dirname(options.target));
  try {
    const paths = new Set(cuts.map(({ path }) => path));
    for (const source of files.filter(({ path }) => paths.has(path)).slice(0, mostFiles)) {
      // oxlint-disable-next-line no-await-in-loop -- indexes may be long: one after the other
      const isOpen = await sources.open(source, stretchOf(cuts, source.path));
      if (!isOpen) return fail('storage-failed', { file, why: 'a file of the recording is gone or damaged' });
    }
    return await writeCuts(cuts, sources, { ...options, wanted: lengthOf(spans) });
  } catch (thrown) {
    return fail('storage-failed', { file, why: phraseOf(systemWord(thrown)) });
  } finally {
    await sources.close();
  }
}

/** Where to write when the dialog gave `picked`: with our ending, and then never over a file that nobody was asked about. */
export async function exportTarget(picked: string): Promise<string> {
  if (picked.toLowerCase().endsWith('.mp4')) return picked;
  for (let attempt = 0; attempt < mostNames; attempt++) {
    const path = numbered(picked, attempt, 'mp4');
    // oxlint-disable-next-line no-await-in-loop -- one name after the other
    const isFree = await lstat(path).then(
      () => false,
      (thrown: unknown) => systemWord(thrown) === 'ENOENT',
    );
    if (isFree) return path;
  }
  return `${picked} ${mostNames}.mp4`;
}

/** True when `path` is one of `others`, by whatever name or link. */
async function isOneOf(path: string, others: readonly string[]): Promise<boolean> {
  const asked = await identityOf(path);
  if (others.includes(path)) return true;
  return asked !== null && (await Promise.all(others.map(identityOf))).includes(asked);
}

async function identityOf(path: string): Promise<string | null> {
  const found = await stat(path, { bigint: true }).catch(() => null);
  return found === null ? null : `${found.dev} ${found.ino}`;
}

/** From the first to the last moment of the file `path` that is cut out. */
function stretchOf(cuts: readonly Cut[], path: string): Stretch {
  const mine = cuts.filter((cut) => cut.path === path);
  return { from: Math.min(...mine.map(({ from }) => from)), to: Math.max(...mine.map(({ to }) => to)) };
}

/** The recordings that are read, in the order of their numbers; of Matroska files, copies of what is needed. */
class Sources {
  readonly #folder: string;
  readonly #opened = new Map<string, MovieFile>();
  readonly #copies: string[] = [];

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** False for what is no recording of ours; throws the system's error. */
  async open(file: FileSpan, stretch: Stretch): Promise<boolean> {
    const path = extname(file.path) === '.mkv' ? await this.#copy(file, stretch) : file.path;
    const movie = path === null ? null : await openMovie(path, this.#opened.size);
    if (movie !== null) this.#opened.set(file.path, movie);
    return movie !== null;
  }

  of(path: string): MovieFile | null {
    return this.#opened.get(path) ?? null;
  }

  get handles(): readonly MovieFile['handle'][] {
    return [...this.#opened.values()].map(({ handle }) => handle);
  }

  async close(): Promise<void> {
    await Promise.all(this.handles.map((handle) => handle.close()));
    await Promise.all(this.#copies.map((path) => unlink(path).catch(() => undefined)));
  }

  /** Null for a damaged file. */
  async #copy({ path, fromMicros, toMicros }: FileSpan, stretch: Stretch): Promise<string | null> {
    const free = await freeBytes(this.#folder);
    const share = Math.min(1, (stretch.to - stretch.from + leadMicros) / Math.max(1, toMicros - fromMicros));
    const bytes = ((await fileLength(path)) ?? 0) * share;
    if (free !== null && free < bytes + spareBytes) throw Object.assign(new Error('full'), { code: 'ENOSPC' });
    const copy = await copyStretch(path, this.#folder, stretch).catch((thrown: unknown) => {
      if (systemWord(thrown) === 'unknown') return null;
      throw thrown;
    });
    if (copy !== null) this.#copies.push(copy);
    return copy;
  }
}

type Task = ExportOptions & { readonly wanted: Micros };

async function writeCuts(cuts: readonly Cut[], sources: Sources, task: Task): Promise<Reply<Exported>> {
  const file = basename(task.target);
  const movieCuts = cuts.flatMap(({ path, from, to }): readonly MovieCut[] => {
    const movie = sources.of(path)?.movie;
    return movie === undefined ? [] : [{ movie, from, to }];
  });
  const result = cutMovies(movieCuts);
  if (result === null) return fail('storage-failed', { file, why: 'nothing of it was recorded' });
  const written = await writeMovie(
    task.target,
    { tracks: result.tracks, sources: sources.handles },
    { chapters: [], created: task.now, onProgress: () => undefined, isCancelled: () => false },
  );
  if (written.kind === 'kept') return fail('storage-failed', { file, why: phraseOf(written.why) });
  const lackingSeconds = Math.max(0, task.wanted - result.micros) / 1e6;
  return ok({ path: task.target, seconds: written.seconds, lackingSeconds });
}
