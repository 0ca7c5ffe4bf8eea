/** Keeps one measured level from flickering: trouble counts once it has held, and is over once it has been good for long. */
import type { Millis } from '../../../clock.ts';

/** Trouble is raised when it has held for this long. */
const holdMillis: Millis = 2000;

/** It is over after this long without it. */
const clearMillis: Millis = 8000;

export type Level = 'ok' | 'weak' | 'bad';

/** The level as it is told; `isRecovering` from 2 s after the trouble was seen last until it is cleared. */
export type Raised = { readonly level: Level; readonly isRecovering: boolean };

/** One level's memory; time is an argument. */
export class Hysteresis {
  #raised: Level = 'ok';
  #weakSince: Millis | null = null;
  #badSince: Millis | null = null;
  #weakAt: Millis = Number.NEGATIVE_INFINITY;
  #badAt: Millis = Number.NEGATIVE_INFINITY;

  /** Takes one reading. `hold` is 0 for levels that took their time already, or that are plain facts. */
  look(level: Level, now: Millis, hold: Millis = holdMillis): Raised {
    this.#note(level, now);
    if (this.#badSince !== null && now - this.#badSince >= hold) this.#raised = 'bad';
    else if (this.#raised === 'ok' && this.#weakSince !== null && now - this.#weakSince >= hold) this.#raised = 'weak';
    if (this.#raised === 'bad' && now - this.#badAt >= clearMillis) this.#raised = 'weak';
    if (this.#raised === 'weak' && now - this.#weakAt >= clearMillis) this.#raised = 'ok';
    const isRecovering = this.#raised !== 'ok' && now - this.#weakAt >= holdMillis;
    return { level: this.#raised, isRecovering };
  }

  #note(level: Level, now: Millis): void {
    if (level === 'ok') this.#weakSince = null;
    else {
      this.#weakSince ??= now;
      this.#weakAt = now;
    }
    if (level === 'bad') {
      this.#badSince ??= now;
      this.#badAt = now;
    } else this.#badSince = null;
  }
}
