/** Makes a proper MP4 out of recordings: written beside the target, proved by reading it, and only then renamed over it. */
import { open, rename, unlink, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { planMovie, type Chapter, type MoviePlan } from '../../../shared/live/record/mp4/write-movie.ts';
import type { MovieTrack } from '../../../shared/live/record/mp4/read-movie.ts';
import { freeBytes, syncFolder, systemWord } from './folder.ts';
import { openMovie, secondsOf } from './movie-file.ts';
import { faultOf } from './prove.ts';

/** Bytes copied at once. */
const blockBytes = 1024 * 1024;
/** Room that must stay free beside a new file. */
export const spareBytes = 64 * 1024 * 1024;

export type FinishOptions = {
  readonly chapters: readonly Chapter[];
  /** Ms since 1970. */
  readonly created: number;
  /** 0 to 100. */
  readonly onProgress: (percent: number) => void;
  /** Asked before each block; true gives up and leaves everything as it was. */
  readonly isCancelled: () => boolean;
  /** Called once before the old file is replaced: Windows replaces no file that is open. */
  readonly beforeReplace?: () => Promise<void>;
};

/** How it went: `why` is a word of the system, `no-space`, `cancelled`, `empty` or what the proof found. */
export type FinishResult =
  | { readonly kind: 'finished'; readonly seconds: number; readonly bytes: number }
  | { readonly kind: 'kept'; readonly why: string };

/** Replaces the growing file at `path` by a finished one; it stays untouched unless that is proved. Never throws. */
export async function finishFile(path: string, options: FinishOptions): Promise<FinishResult> {
  try {
    const file = await openMovie(path, 0);
    if (file === null) return { kind: 'kept', why: 'it is no recording' };
    try {
      if (!file.movie.isGrowing) return { kind: 'finished', seconds: secondsOf(file.movie), bytes: file.wholeBytes };
      const tracks = file.movie.tracks.filter(({ samples }) => samples.count > 0);
      const beforeReplace = (): Promise<void> => file.handle.close();
      return await writeMovie(path, { tracks, sources: [file.handle] }, { ...options, beforeReplace });
    } finally {
      // Nothing happens when it is closed already.
      await file.handle.close();
    }
  } catch (thrown) {
    return { kind: 'kept', why: systemWord(thrown) };
  }
}

/** Samples and the files that hold them, in the order of their numbers. */
export type MovieContent = { readonly tracks: readonly MovieTrack[]; readonly sources: readonly FileHandle[] };

/** Writes `content` to `path`, replacing what is there; throws the system's error. */
export async function writeMovie(path: string, content: MovieContent, options: FinishOptions): Promise<FinishResult> {
  const { tracks } = content;
  if (!tracks.some(({ head }) => head.kind === 'video')) return { kind: 'kept', why: 'empty' };
  const plan = await planned(planMovie(tracks, { created: options.created, chapters: options.chapters }));
  const bytes = plan.headBytes + plan.payloadBytes;
  const free = await freeBytes(dirname(path));
  if (free !== null && free < bytes + spareBytes) return { kind: 'kept', why: 'no-space' };
  const beside = besideOf(path);
  await unlink(beside).catch(() => undefined);
  const isWritten = await writePlan(beside, { plan, sources: content.sources }, options).catch(
    async (thrown: unknown) => {
      await unlink(beside).catch(() => undefined);
      throw thrown;
    },
  );
  const seconds = Math.max(...tracks.map(({ head, samples }) => samples.end / head.timescale));
  const sounds = tracks.filter(({ head }) => head.kind === 'audio').length;
  const why = isWritten ? await faultOf(beside, { seconds, sounds }) : 'cancelled';
  if (why !== null) {
    await unlink(beside).catch(() => undefined);
    return { kind: 'kept', why };
  }
  await options.beforeReplace?.();
  await rename(beside, path);
  await syncFolder(dirname(path));
  return { kind: 'finished', seconds, bytes };
}

/** Runs a plan to its end with a turn for everybody else at each pause. */
async function planned(steps: Generator<void, MoviePlan>): Promise<MoviePlan> {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    // oxlint-disable-next-line no-await-in-loop -- the stream goes first
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Where the finished file is written first. */
export function besideOf(path: string): string {
  return `${path}.finishing`;
}

type Work = { readonly plan: MoviePlan; readonly sources: readonly FileHandle[] };

/** False when it was cancelled. */
async function writePlan(path: string, { plan, sources }: Work, options: FinishOptions): Promise<boolean> {
  const target = await open(path, 'wx');
  try {
    let position = 0;
    for (const piece of plan.head) {
      // oxlint-disable-next-line no-await-in-loop -- in the order of the file
      await writeAll(target, piece, position);
      position += piece.length;
    }
    const block = new Uint8Array(blockBytes);
    for (const { source, position: from, length } of plan.copies) {
      const handle = sources[source];
      if (handle === undefined) throw new Error('a source is missing');
      for (let done = 0; done < length; done += blockBytes) {
        if (options.isCancelled()) return false;
        const part = block.subarray(0, Math.min(blockBytes, length - done));
        // oxlint-disable-next-line no-await-in-loop -- one block at a time, so that others get the disk too
        await readAll(handle, part, from + done);
        // oxlint-disable-next-line no-await-in-loop
        await writeAll(target, part, position);
        position += part.length;
        options.onProgress(((position - plan.headBytes) * 100) / plan.payloadBytes);
      }
    }
    await target.datasync();
    return true;
  } finally {
    await target.close();
  }
}

async function readAll(handle: FileHandle, into: Uint8Array, position: number): Promise<void> {
  let read = 0;
  while (read < into.length) {
    // oxlint-disable-next-line no-await-in-loop -- a system call may give less than asked for
    const { bytesRead } = await handle.read(into, read, into.length - read, position + read);
    if (bytesRead === 0) throw new Error('the recording is shorter than its index');
    read += bytesRead;
  }
}

async function writeAll(handle: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  let written = 0;
  while (written < bytes.length) {
    // oxlint-disable-next-line no-await-in-loop -- a system call may take less than it was given
    const result = await handle.write(bytes, written, bytes.length - written, position + written);
    written += result.bytesWritten;
  }
}
