/** Media files as a source: plays, loops, seeks and pauses; its sound goes out as if a device gave it. */
import type { Micros } from '../../../../../shared/clock.ts';
import { fail, type Reply, type StudioError } from '../../../../../shared/errors.ts';
import type { Input, InputOf } from '../../../../../shared/studio/document/source.ts';
import {
  advance,
  currentFile,
  playlistFrom,
  startPlaylist,
  type Playlist,
  type PlaylistPlan,
} from '../../../../../shared/studio/playing/playlist.ts';
import type { Look, MediaOrder, MediaPosition, Producer, ProducerContext, ProducerState } from '../producer.ts';
import { FilmClock } from './film-clock.ts';
import type { FilmFile } from './film-file.ts';
import { FilmRun, type Stretch } from './film-run.ts';
import { FrameQueue, isOpaqueFrame } from './frame-queue.ts';
import { SoundQueue } from './sound-queue.ts';

/** How often sound that has become due goes out. */
const pumpMillis = 20;

/** While it stands, ms: then only its end is noticed. */
const restMillis = 250;

/** Film time may run this far past what has been decoded before it waits: a frame's length is not always told. */
const patienceMicros = 100_000;

/** After this nobody looks at the frames any more. */
const unseenMicros = 250_000;

/** A seek leaves so much of the file: behind its end there is nothing to play. */
const lastMicros = 200_000;

/** Files that could not be played are tried again after this. */
const retryMillis = 2_000;

/** Stands while it is hidden. */
export class FilmProducer implements Producer {
  readonly #context: ProducerContext;
  #input: InputOf<'media'>;
  #plan: PlaylistPlan;
  readonly #clock = new FilmClock();
  readonly #frames = new FrameQueue();
  readonly #sounds = new SoundQueue();
  #run: FilmRun;
  /** Where the run began: there the film stands until its file is open. */
  #begun: Stretch;
  #state: ProducerState = { state: 'opening' };
  #isShown = false;
  #lookedAt: Micros = Number.NEGATIVE_INFINITY;
  #isPaused = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #retry: ReturnType<typeof setTimeout> | undefined;

  constructor(input: InputOf<'media'>, context: ProducerContext) {
    this.#context = context;
    this.#input = input;
    this.#plan = planOf(input, context);
    const playlist = startPlaylist(this.#plan);
    this.#begun = { playlist, start: 0, from: 0, length: 0 };
    this.#run = this.#begin(playlist, 0);
    this.#pump();
  }

  get state(): ProducerState {
    return this.#state;
  }

  /** A film that is paused does not age; one that can't go on says so by its state. */
  get ageMillis(): number | null {
    return this.#state.state === 'running' ? 0 : null;
  }

  get position(): MediaPosition {
    const film = this.#clock.at(this.#context.now());
    const { playlist, start, from, length } = this.#run.stretchAt(film) ?? this.#begun;
    const micros = Math.max(0, film - start + from);
    return {
      index: currentFile(playlist) ?? 0,
      millis: (length > 0 ? Math.min(micros, length) : micros) / 1000,
      lengthMillis: length / 1000,
      isPaused: this.#isPaused,
      rests: this.#rests,
    };
  }

  look(now: Micros): Look | null {
    this.#lookedAt = now;
    if (this.#state.state !== 'running') return null;
    this.#keepTime(now);
    const shown = this.#frames.at(this.#clock.at(now));
    if (shown === null) return null;
    const { frame, at } = shown;
    return {
      surface: null,
      frame,
      version: this.#frames.version,
      captured: Math.min(now, at === Number.NEGATIVE_INFINITY ? now : this.#clock.workerTime(at, now)),
      width: frame.displayWidth,
      height: frame.displayHeight,
      isOpaque: isOpaqueFrame(frame),
    };
  }

  setShown(shown: boolean): void {
    if (shown === this.#isShown) return;
    this.#isShown = shown;
    // Wound back while nobody looks, so that its first frame is ready when somebody does.
    if (!shown && (this.#input.restart || this.#state.state === 'ended')) this.#restart();
    this.#follow();
  }

  /** What plays goes on where it is as long as it is still in the list. */
  update(input: Input): boolean {
    if (input.kind !== 'media') return false;
    if (JSON.stringify(input) === JSON.stringify(this.#input)) return true;
    const { index, millis } = this.position;
    const place = input.paths.indexOf(this.#input.paths[index] ?? '');
    if (place < 0 || this.#state.state !== 'running') return false;
    const isSameList = JSON.stringify({ ...input, restart: this.#input.restart }) === JSON.stringify(this.#input);
    this.#input = input;
    if (isSameList) return true;
    this.#plan = planOf(input, this.#context);
    this.#replace(playlistFrom(this.#plan, place), millis * 1000);
    return true;
  }

  control(order: MediaOrder): void {
    switch (order.kind) {
      case 'play':
        this.#isPaused = false;
        if (this.#state.state === 'ended') this.#restart();
        break;
      case 'pause':
        this.#isPaused = true;
        break;
      case 'restart':
        this.#restart();
        break;
      case 'next':
        this.#next();
        break;
      case 'seek':
        this.#seek(order.millis * 1000);
        break;
    }
    this.#follow();
  }

  close(): void {
    clearTimeout(this.#timer);
    clearTimeout(this.#retry);
    this.#run.stop();
    this.#frames.close();
    this.#sounds.close();
  }

  get #rests(): MediaPosition['rests'] {
    if (this.#state.state === 'ended') return 'ended';
    return this.#isShown ? null : 'unseen';
  }

  #seek(wanted: Micros): void {
    const length = this.#run.stretchAt(this.#clock.at(this.#context.now()))?.length ?? Number.POSITIVE_INFINITY;
    this.#replace(this.#playlist(), Math.max(0, Math.min(wanted, length - lastMicros)));
  }

  #playlist(): Playlist {
    return (this.#run.stretchAt(this.#clock.at(this.#context.now())) ?? this.#begun).playlist;
  }

  #restart(): void {
    this.#replace(startPlaylist(this.#plan), 0);
  }

  #next(): void {
    const next = advance(this.#playlist(), this.#plan);
    if (next === null) this.#restart();
    else this.#replace(next, 0);
  }

  #replace(playlist: Playlist, from: Micros): void {
    this.#run.stop();
    clearTimeout(this.#retry);
    this.#run = this.#begin(playlist, from);
    this.#clock.jump(0, this.#context.now());
  }

  #begin(playlist: Playlist, from: Micros): FilmRun {
    this.#begun = { playlist, start: 0, from, length: 0 };
    const run: FilmRun = new FilmRun(
      {
        plan: this.#plan,
        open: (index) => openFile(this.#context.fileUrl(index, this.#input.paths[index])),
        frames: this.#frames,
        sounds: this.#sounds,
        onBroken: (error, isLast) => {
          if (run === this.#run && isLast) this.#fail(error);
        },
        onOpened: () => {
          if (run === this.#run && this.#state.state !== 'running') this.#setState({ state: 'running' });
        },
      },
      playlist,
      from,
    );
    return run;
  }

  #fail(error: StudioError): void {
    this.#setState({ state: 'failed', error });
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => this.#restart(), retryMillis);
  }

  /** Runs while it is seen and nobody paused it. */
  #follow(): void {
    const now = this.#context.now();
    if (this.#isShown && !this.#isPaused) this.#clock.play(now);
    else this.#clock.pause(now);
    this.#pump();
  }

  /** Waits for what is not decoded yet, and notices the end. */
  #keepTime(now: Micros): void {
    const { horizon, end } = this.#run;
    // Before the first frame there is nothing to be patient with.
    this.#clock.holdAt(horizon === 0 ? 0 : horizon + patienceMicros, now);
    if (end !== null && this.#clock.at(now) >= end && this.#state.state === 'running')
      this.#setState({ state: 'ended' });
  }

  #pump(): void {
    clearTimeout(this.#timer);
    const now = this.#context.now();
    try {
      this.#keepTime(now);
      if (this.#clock.isRunning) this.#sendSound(now);
    } finally {
      this.#timer = setTimeout(() => this.#pump(), this.#clock.isRunning ? pumpMillis : restMillis);
    }
  }

  #sendSound(now: Micros): void {
    for (const { at, left, right } of this.#sounds.takeDue(this.#clock.at(now))) {
      this.#context.onSound({ at: this.#clock.workerTime(at, now), left, right });
    }
    // Where it is heard and nobody looks, frames that have passed still make room for the next.
    if (now - this.#lookedAt > unseenMicros) this.#frames.at(this.#clock.at(now));
  }

  #setState(state: ProducerState): void {
    this.#state = state;
    this.#context.onState(state);
  }
}

function planOf({ paths, loop, shuffle }: InputOf<'media'>, { draw }: ProducerContext): PlaylistPlan {
  return { count: paths.length, loop, draw: shuffle ? draw : null };
}

/** Main may hear of a file a moment later than we do: until then it is asked for again. */
const askAgain = { times: 5, millis: 150 } as const;

/** What takes films apart is loaded with the first one: a third of a megabyte. */
async function openFile(url: string): Promise<Reply<FilmFile>> {
  try {
    const { openFilmFile } = await import('./film-file.ts');
    for (let time = 1; time < askAgain.times; time += 1) {
      // One question after the other.
      // oxlint-disable-next-line no-await-in-loop
      const opened = await openFilmFile(url);
      if (opened.ok || opened.error.code !== 'source-file-missing') return opened;
      // oxlint-disable-next-line no-await-in-loop
      await new Promise((resolve) => setTimeout(resolve, askAgain.millis));
    }
    return await openFilmFile(url);
  } catch (error) {
    return fail('source-file-unusable', { why: error instanceof Error ? error.message : 'it can’t be opened' });
  }
}
