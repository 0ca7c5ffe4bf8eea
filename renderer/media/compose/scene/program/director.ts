/** Which scene is on air and which comes: runs one transition at a time on program time. */
import type { Micros, Millis } from '../../../../../shared/clock.ts';
import type { Transition } from '../../../../../shared/studio/document/scene.ts';
import type { Show } from '../../../../../shared/studio/document/show.ts';
import { stageShow, stageTake, type Move, type Staged } from '../../../../../shared/studio/scene/staging.ts';
import {
  filmPatience,
  progressAt,
  stepAt,
  type TransitionStep,
} from '../../../../../shared/studio/scene/transition/transition-course.ts';

/** What the window hears: which scenes are where, and how far the transition is. */
export type OnAirReport = {
  readonly programId: string;
  readonly previewId: string;
  /** 0 to 1; null while none runs. */
  readonly transition: number | null;
};

/** The film of a stinger or the image of a luma wipe, as far as the director must know it. */
export type TransitionFile = {
  /** It has a picture to show. */
  readonly isReady: () => boolean;
  /** Null while unknown. */
  readonly lengthMillis: () => Millis | null;
  readonly hasEnded: () => boolean;
};

type Running = {
  readonly move: Move;
  readonly orderedAt: Micros;
  /** Null while its file is waited for. */
  startedAt: Micros | null;
};

export type DirectorOptions = {
  /** Before a transition begins; the file it needs is opened here, null for one without. */
  readonly onBegin: (move: Move) => TransitionFile | null;
  /** After it, or when another one takes its place. */
  readonly onEnd: () => void;
};

/** Two scenes at most are on air. */
export class Director {
  readonly #options: DirectorOptions;
  #staged: Staged | null = null;
  #show: Show | null = null;
  #running: Running | null = null;
  #file: TransitionFile | null = null;

  constructor(options: DirectorOptions) {
    this.#options = options;
  }

  /** Null before the first show. */
  get staged(): Staged | null {
    return this.#staged;
  }

  /** The scene that goes while a transition runs. */
  get leavingId(): string | null {
    return this.#running?.move.from ?? null;
  }

  get transition(): Transition | null {
    return this.#running?.move.transition ?? null;
  }

  setShow(show: Show, now: Micros): void {
    this.#show = show;
    const { staged, move } = stageShow(this.#staged, show);
    this.#staged = staged;
    const leaving = this.leavingId;
    if (leaving !== null && !show.scenes.some(({ id }) => id === leaving)) this.#end();
    if (move !== null) this.#begin(move, now);
  }

  /** `asked` null: the transition of the scene or of the show. */
  take(sceneId: string, asked: Transition | null, now: Micros): void {
    if (this.#staged === null || this.#show === null) return;
    const { staged, move } = stageTake(this.#staged, this.#show, { sceneId, asked });
    this.#staged = staged;
    if (move !== null) this.#begin(move, now);
  }

  /** What to draw in the slot at `now`; null while only one scene is on air. Ends the transition that is over. */
  step(now: Micros): TransitionStep | null {
    const running = this.#running;
    if (running === null) return null;
    const elapsed = this.#elapsed(running, now);
    if (elapsed === null) return { kind: 'film', under: 'from' };
    const step = stepAt(running.move.transition, elapsed, this.#length(running, elapsed));
    if (step.kind !== 'done') return step;
    this.#end();
    return null;
  }

  /** Ends a running transition at once. */
  finish(): void {
    this.#end();
  }

  report(now: Micros): OnAirReport | null {
    if (this.#staged === null) return null;
    const { programId, previewId } = this.#staged;
    const running = this.#running;
    if (running === null) return { programId, previewId, transition: null };
    const elapsed = this.#elapsed(running, now) ?? 0;
    const transition = progressAt(running.move.transition, elapsed, this.#length(running, elapsed));
    return { programId, previewId, transition };
  }

  #begin(move: Move, now: Micros): void {
    this.#end();
    if (move.transition.kind === 'cut') return;
    this.#file = this.#options.onBegin(move);
    const needsFile = move.transition.kind === 'stinger' || move.transition.kind === 'luma-wipe';
    this.#running = { move, orderedAt: now, startedAt: needsFile ? null : now };
  }

  #end(): void {
    if (this.#running === null) return;
    this.#running = null;
    this.#file = null;
    this.#options.onEnd();
  }

  /** µs since it began; null while its file is waited for. One that does not come in time makes it a cut. */
  #elapsed(running: Running, now: Micros): Micros | null {
    if (running.startedAt !== null) return now - running.startedAt;
    if (this.#file?.isReady() === true) running.startedAt = now;
    else if (this.#file !== null && now - running.orderedAt < filmPatience) return null;
    else running.startedAt = Number.NEGATIVE_INFINITY;
    return now - running.startedAt;
  }

  #length({ move }: Running, elapsed: Micros): Millis | null {
    if (move.transition.kind !== 'stinger') return null;
    return this.#file?.hasEnded() === true ? elapsed / 1000 : (this.#file?.lengthMillis() ?? null);
  }
}
