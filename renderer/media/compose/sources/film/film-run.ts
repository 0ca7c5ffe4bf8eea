/** Plays a playlist into two queues, file after file on one line of time, from one place until it is stopped. */
import type { Micros } from '../../../../../shared/clock.ts';
import { studioError, type Reply, type StudioError } from '../../../../../shared/errors.ts';
import {
  advance,
  currentFile,
  playing,
  skipBroken,
  type Playlist,
  type PlaylistPlan,
} from '../../../../../shared/studio/playing/playlist.ts';
import type { FilmFile } from './film-file.ts';
import type { FrameQueue } from './frame-queue.ts';
import { endOf, type SoundQueue } from './sound-queue.ts';

/** A file that is over sooner has nothing in it. */
const shortestMicros = 5_000;

/** One file on the line of time: `from` is the moment of the file at `start`. */
export type Stretch = {
  readonly playlist: Playlist;
  readonly start: Micros;
  readonly from: Micros;
  readonly length: Micros;
};

/** What is read of a file: from its moment `from` on, which is put at `start`, as long as it is not over. */
type Part = { readonly start: Micros; readonly from: Micros; readonly isOver: () => boolean };

export type FilmRunParts = {
  readonly plan: PlaylistPlan;
  readonly open: (index: number) => Promise<Reply<FilmFile>>;
  readonly frames: FrameQueue;
  readonly sounds: SoundQueue;
  /** A file could not be played; the next one follows, or none could and the run is over. */
  readonly onBroken: (error: StudioError, isLast: boolean) => void;
  readonly onOpened: () => void;
};

/** Film time begins with 0. */
export class FilmRun {
  readonly #parts: FilmRunParts;
  #stretches: Stretch[] = [];
  /** Up to where pictures and sound of this file have come, and whether more of them come. */
  #video = { until: 0, isDone: true };
  #audio = { until: 0, isDone: true };
  #isOver = false;
  #isStopped = false;
  #upcoming: Promise<Reply<FilmFile>> | null = null;

  /** Begins with the playlist's current file, at its moment `from`. */
  constructor(parts: FilmRunParts, playlist: Playlist, from: Micros) {
    this.#parts = parts;
    // Every failure is told by then; what is left are mistakes of ours.
    this.#play(playlist, from).catch(reportError);
  }

  /** Everything is in the queues up to here. */
  get horizon(): Micros {
    if (this.#isOver) return Number.POSITIVE_INFINITY;
    const going = [this.#video, this.#audio].filter(({ isDone }) => !isDone);
    return going.length === 0 ? this.#until : Math.min(...going.map(({ until }) => until));
  }

  /** When all is over; null while more is to come. */
  get end(): Micros | null {
    return this.#isOver ? this.#until : null;
  }

  get #until(): Micros {
    return Math.max(this.#video.until, this.#audio.until);
  }

  /** What plays at film time `film`. */
  stretchAt(film: Micros): Stretch | null {
    const index = this.#stretches.findLastIndex(({ start }) => start <= film);
    if (index > 0) this.#stretches.splice(0, index);
    return this.#stretches[0] ?? null;
  }

  stop(): void {
    this.#isStopped = true;
    this.#parts.frames.flush();
    this.#parts.sounds.flush();
    this.#upcoming?.then((opened) => opened.ok && opened.value.close(), reportError);
    this.#upcoming = null;
  }

  async #play(first: Playlist, from: Micros): Promise<void> {
    let playlist: Playlist | null = first;
    let offset = from;
    while (playlist !== null && !this.#isStopped) {
      const index = currentFile(playlist);
      if (index === null) break;
      // One file after the other: that is what playing is.
      // oxlint-disable-next-line no-await-in-loop
      const opened = await (this.#upcoming ?? this.#parts.open(index));
      this.#upcoming = null;
      // oxlint-disable-next-line no-await-in-loop
      playlist = await this.#playFile(playlist, opened, offset);
      offset = 0;
    }
    if (!this.#isStopped) this.#isOver = true;
  }

  /** Returns where to go on; null at the end. */
  async #playFile(playlist: Playlist, opened: Reply<FilmFile>, from: Micros): Promise<Playlist | null> {
    if (this.#isStopped) {
      if (opened.ok) opened.value.close();
      return null;
    }
    if (!opened.ok) return this.#skip(playlist, opened.error);
    const file = opened.value;
    const start = this.#until;
    this.#video = { until: start, isDone: file.frames === null };
    this.#audio = { until: start, isDone: file.sounds === null };
    this.#stretches.push({ playlist, start, from, length: file.length });
    this.#parts.onOpened();
    const next = advance(playing(playlist), this.#parts.plan);
    const nextIndex = next === null ? null : currentFile(next);
    // Ready before this one ends, so that no gap is heard.
    if (nextIndex !== null) this.#upcoming = this.#parts.open(nextIndex);
    try {
      await this.#pump(file, start, from);
      // Otherwise a loop over nothing would never rest.
      if (!this.#isStopped && this.#until - start < shortestMicros) throw new Error('there is nothing in it');
      return next;
    } catch (error) {
      const why = error instanceof Error ? error.message : 'it is damaged';
      return this.#skip(playlist, studioError('source-file-unusable', { why }));
    } finally {
      file.close();
    }
  }

  #skip(playlist: Playlist, error: StudioError): Playlist | null {
    this.#upcoming?.then((opened) => opened.ok && opened.value.close(), reportError);
    this.#upcoming = null;
    const next = skipBroken(playlist, this.#parts.plan);
    this.#parts.onBroken(error, next === null);
    return next;
  }

  /** Both to their ends; where one breaks off the other ends too, or it would go on beside the next file. */
  async #pump(file: FilmFile, start: Micros, from: Micros): Promise<void> {
    let isGivenUp = false;
    const part = { start, from, isOver: () => isGivenUp || this.#isStopped };
    const pumps = [this.#pumpVideo(file, part), this.#pumpAudio(file, part)].map((pump) =>
      pump.catch((error: unknown) => {
        isGivenUp = true;
        file.close();
        this.#parts.frames.wake();
        this.#parts.sounds.wake();
        throw error;
      }),
    );
    await Promise.allSettled(pumps);
    await Promise.all(pumps);
  }

  async #pumpVideo(file: FilmFile, { start, from, isOver }: Part): Promise<void> {
    if (file.frames === null) return;
    for await (const { frame, at, length } of file.frames(from)) {
      if (isOver()) {
        frame.close();
        return;
      }
      const place = start + Math.max(0, at - from);
      this.#parts.frames.put({ frame, at: place });
      this.#video.until = Math.max(this.#video.until, place + length);
      await this.#parts.frames.room();
      if (isOver()) return;
    }
    this.#video.isDone = true;
  }

  async #pumpAudio(file: FilmFile, { start, from, isOver }: Part): Promise<void> {
    if (file.sounds === null) return;
    for await (const sound of file.sounds(from)) {
      if (isOver()) return;
      const placed = { ...sound, at: start + (sound.at - from) };
      this.#parts.sounds.put(placed);
      this.#audio.until = Math.max(this.#audio.until, endOf(placed));
      await this.#parts.sounds.room();
      if (isOver()) return;
    }
    this.#audio.isDone = true;
  }
}
