/** Wishes for key frames: at most one order a second over all destinations, and none while one is on its way. */
import type { Clock, Millis } from '../../../shared/clock.ts';

const spacingMillis: Millis = 1000;

/** A wish that comes too soon is granted when its time has come. */
export class KeyFrameWishes {
  readonly #clock: Clock;
  readonly #order: () => void;
  #askedAt: Millis = Number.NEGATIVE_INFINITY;
  #isComing = false;
  #timer: NodeJS.Timeout | null = null;

  constructor(clock: Clock, order: () => void) {
    this.#clock = clock;
    this.#order = order;
  }

  /** Encoders that start begin with a key frame. */
  started(): void {
    this.clear();
    this.#askedAt = this.#clock.now();
    this.#isComing = true;
  }

  /** A key frame came. */
  came(): void {
    this.#isComing = false;
  }

  want(): void {
    const wait = this.#askedAt + spacingMillis - this.#clock.now();
    if (wait <= 0) this.#ask();
    else if (!this.#isComing) this.#timer ??= setTimeout(() => this.#ask(), wait);
  }

  /** Forgets what waits. */
  clear(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #ask(): void {
    this.clear();
    this.#askedAt = this.#clock.now();
    this.#isComing = true;
    this.#order();
  }
}
