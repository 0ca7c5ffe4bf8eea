/** The program's picture: runs the program clock in the Worker and makes the frame of each slot. */
import type { Micros } from '../../../shared/clock.ts';
import { newestDueSlot, slotTime, tickAt, type ProgramClock } from '../../../shared/live/pipeline/program-clock.ts';
import type { Size } from '../../../shared/studio/scene/plan/cover.ts';
import type { TestPattern } from '../worker-protocol.ts';
import type { SceneEngine, SlotPicture } from './scene/engine.ts';

/** Pause between frames while catching up, ms: the encoder's queue must not fill. */
const catchUpMillis = 4;

/**
 * While nobody sees the program, only the sources' health is looked after, and not more seldom than this, ms: frames
 * further apart than half a second count as a source that is not steady.
 */
const restMillis = 250;

/** A frame on air; it is closed when the call returns. */
export type ProgramFrame = {
  readonly frame: VideoFrame;
  readonly slot: number;
  /** Slots the clock gave up just before. */
  readonly skipped: number;
  /** When it was captured or drawn, Worker µs. */
  readonly captured: Micros;
};

export type ProgramPictureOptions = {
  readonly now: () => Micros;
  readonly engine: SceneEngine;
  /** Null while off air: frames are then made only for the window. */
  readonly onAir: () => ((frame: ProgramFrame) => void) | null;
  /** True while the encoder has enough to do: a clock that catches up then waits. */
  readonly isBusy: () => boolean;
  /** The clock goes on; somebody must hear of it. */
  readonly onFault: (error: unknown) => void;
};

/** A slot that is due. */
type Due = { readonly slot: number; readonly skipped: number; readonly now: Micros };

/** Runs from its creation on; `restart` begins a new program time. */
export class ProgramPicture {
  readonly #options: ProgramPictureOptions;
  #clock: ProgramClock;
  #startPts: Micros = 0;
  #next = 0;
  /** Counts beginnings of program time: a slot that is still being made belongs to the one before. */
  #beginning = 0;
  #isTurning = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #delays: number[] = [];
  #capturedBefore = 0;
  /** Every slot goes on air, or every second one. */
  #divisor: 1 | 2 = 1;
  #lastOnAir = Number.NEGATIVE_INFINITY;
  /** Frames made, and slots given up because the clock ran late, since the restart. */
  mixed = 0;
  droppedLate = 0;

  constructor(options: ProgramPictureOptions) {
    this.#options = options;
    this.#clock = { epoch: options.now(), fps: 30 };
    this.#run();
  }

  /** Frames that came from the source since the restart. */
  get captured(): number {
    return this.#options.engine.captured - this.#capturedBefore;
  }

  /** Age of the newest source frame in ms; null without a source. */
  get sourceAgeMillis(): number | null {
    const { engine } = this.#options;
    return engine.hasShow ? engine.sourceAgeMillis : null;
  }

  /** Typical µs from the capture of a picture to the slot that shows it; 0 for pictures drawn here. */
  get sourceDelay(): Micros {
    return this.#options.engine.sourceDelay;
  }

  /** Median ms from tick to composed frame since the last call. */
  takeDelay(): number {
    const delays = this.#delays.toSorted((a, b) => a - b);
    this.#delays = [];
    return delays[Math.floor(delays.length / 2)] ?? 0;
  }

  /** Program size and rate; program time goes on unless the rate changes. */
  setFormat(format: Size & { readonly fps: number }): void {
    this.#options.engine.setSize(format);
    if (format.fps !== this.#clock.fps) this.#begin({ epoch: this.#options.now(), fps: format.fps });
  }

  setPattern(pattern: TestPattern): void {
    this.#options.engine.world.pattern = pattern;
  }

  /** 2 puts every second slot on air only; program time stays the same. */
  setDivisor(divisor: 1 | 2): void {
    this.#divisor = divisor;
  }

  /** Failure rehearsal: the source gives nothing for a while. */
  breakSource(): void {
    this.#options.engine.breakOff();
  }

  /** Begins program time at `epoch` with stream time `startPts`, and counts anew. */
  restart({ epoch, fps, startPts }: ProgramClock & { readonly startPts: Micros }): void {
    this.#startPts = startPts;
    this.mixed = 0;
    this.droppedLate = 0;
    this.#capturedBefore = this.#options.engine.captured;
    this.#begin({ epoch, fps });
  }

  #begin(clock: ProgramClock): void {
    this.#clock = clock;
    this.#next = 0;
    this.#lastOnAir = Number.NEGATIVE_INFINITY;
    this.#beginning += 1;
    clearTimeout(this.#timer);
    // A slot that is being made is the last of the old time; the clock goes on by itself after it.
    if (!this.#isTurning) this.#run();
  }

  #run(): void {
    const beginning = this.#beginning;
    this.#isTurning = true;
    const goOn = (wait: number) => {
      this.#isTurning = false;
      this.#timer = setTimeout(() => this.#run(), beginning === this.#beginning ? wait : 0);
    };
    this.#turn().then(goOn, (error: unknown) => {
      this.#options.onFault(error);
      goOn(catchUpMillis);
    });
  }

  /** Makes the frame that is due, if one is; returns ms until the next deadline. */
  async #turn(): Promise<number> {
    const now = this.#options.now();
    const isResting = this.#isResting;
    // Nobody misses what is left out while it rests.
    if (isResting) this.#next = newestDueSlot(this.#clock, this.#next, now);
    const tick = tickAt(this.#clock, this.#next, now);
    if (tick.kind === 'emit' && this.#isBehind(now) && this.#options.isBusy()) return catchUpMillis;
    if (tick.kind === 'emit') {
      this.#next = tick.slot + 1;
      if (this.#options.onAir() !== null) this.droppedLate += tick.skipped;
      await this.#emit({ ...tick, now });
    }
    if (isResting && this.#isResting) return restMillis;
    const after = this.#options.now();
    const next = tickAt(this.#clock, this.#next, after);
    return next.kind === 'wait' ? Math.ceil((next.until - after) / 1000) : catchUpMillis;
  }

  /** True while its pictures go to nobody: neither on air nor to a window that is seen. */
  get #isResting(): boolean {
    const { engine, onAir } = this.#options;
    return onAir() === null && !engine.views.isWatched;
  }

  /** True when already the next slot is due as well. */
  #isBehind(now: Micros): boolean {
    return now >= this.#clock.epoch + slotTime(this.#clock.fps, this.#next + 1);
  }

  async #emit(due: Due): Promise<void> {
    const { engine, onAir } = this.#options;
    const time = slotTime(this.#clock.fps, due.slot);
    const slot = { number: due.slot, pts: this.#startPts + time, due: this.#clock.epoch + time };
    // Always the same slots, so that key frames keep their places; another one only where those were given up.
    const isOther = due.slot % this.#divisor !== 0;
    const isOnAir = onAir() !== null && !(isOther && due.slot - this.#lastOnAir <= this.#divisor);
    const take = isOnAir ? this.#takerOf(due) : null;
    engine.turn(slot);
    if (take !== null || engine.views.isDue(slot.due, 'anything')) await engine.run(slot, take);
  }

  /** Hands a picture on; it is closed by whoever made it. */
  #takerOf({ slot, skipped, now }: Due): (picture: SlotPicture) => void {
    const beginning = this.#beginning;
    return ({ frame, captured }) => {
      if (beginning !== this.#beginning) return;
      this.mixed += 1;
      this.#lastOnAir = slot;
      if (this.#delays.length < 256) this.#delays.push((this.#options.now() - now) / 1000);
      this.#options.onAir()?.({ frame, captured, slot, skipped });
    };
  }
}
