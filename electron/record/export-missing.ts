/** Cuts what a destination missed out of the recording, into one file. */
import { basename } from 'node:path';
import { fail, ok, type Reply } from '../../shared/errors.ts';
import { cutMovies, type MovieCut } from '../../shared/live/record/mp4/cut-movie.ts';
import { phraseOf } from '../../shared/live/record/sentences.ts';
import { cutsFor, lengthOf, type Cut, type FileSpan, type Span } from '../../shared/live/record/spans.ts';
import { systemWord } from './files/folder.ts';
import { writeMovie } from './files/finish.ts';
import { openMovie, type MovieFile } from './files/movie-file.ts';

/** Spans of one request, and files of one recording that can be read at once. */
const mostSpans = 1000;
const mostFiles = 250;

export type Exported = {
  /** Absolute. */
  readonly path: string;
  readonly seconds: number;
  /** Seconds asked for that are in no file, or in one of another format. */
  readonly lackingSeconds: number;
};

/** Writes the parts of `files` that lie in `spans` to `target`, an absolute path ending in .mp4, replacing what is there. */
export async function exportSpans(
  spans: readonly Span[],
  files: readonly FileSpan[],
  options: { readonly target: string; readonly now: number },
): Promise<Reply<Exported>> {
  const cuts = cutsFor(spans.slice(0, mostSpans), files);
  const paths = [...new Set(cuts.map(({ path }) => path))].slice(0, mostFiles);
  const file = basename(options.target);
  if (paths.includes(options.target)) return fail('storage-failed', { file, why: 'it is the recording itself' });
  const opened = new Map<string, MovieFile>();
  try {
    for (const [source, path] of paths.entries()) {
      // oxlint-disable-next-line no-await-in-loop -- indexes may be long: one after the other
      const movie = await openMovie(path, source);
      if (movie !== null) opened.set(path, movie);
    }
    return await writeCuts(cuts, opened, { ...options, paths, wanted: lengthOf(spans) });
  } catch (thrown) {
    return fail('storage-failed', { file, why: phraseOf(systemWord(thrown)) });
  } finally {
    await Promise.all([...opened.values()].map(({ handle }) => handle.close()));
  }
}

type Task = {
  readonly target: string;
  readonly now: number;
  readonly paths: readonly string[];
  readonly wanted: number;
};

async function writeCuts(
  cuts: readonly Cut[],
  opened: ReadonlyMap<string, MovieFile>,
  task: Task,
): Promise<Reply<Exported>> {
  const file = basename(task.target);
  const movieCuts = cuts.flatMap(({ path, from, to }): readonly MovieCut[] => {
    const movie = opened.get(path)?.movie;
    return movie === undefined ? [] : [{ movie, from, to }];
  });
  const result = cutMovies(movieCuts);
  if (result === null) return fail('storage-failed', { file, why: 'nothing of it was recorded' });
  const handles = task.paths.flatMap((path) => opened.get(path)?.handle ?? []);
  if (handles.length !== task.paths.length)
    return fail('storage-failed', { file, why: 'a file of the recording is gone' });
  const written = await writeMovie(
    task.target,
    { tracks: result.tracks, sources: handles },
    { chapters: [], created: task.now, onProgress: () => undefined, isCancelled: () => false },
  );
  if (written.kind === 'kept') return fail('storage-failed', { file, why: phraseOf(written.why) });
  const lackingSeconds = Math.max(0, task.wanted - result.micros) / 1e6;
  return ok({ path: task.target, seconds: written.seconds, lackingSeconds });
}
