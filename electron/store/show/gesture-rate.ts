/** How fast the commands of gestures may come: twenty a second in the long run, with room for a handful at once. */
import type { Clock } from '../../../shared/clock.ts';
import { gestureCommandsPerSecond } from '../../../shared/contract/show/show.ts';

/** One gesture may consist of several commands that come together. */
const mostAtOnce = 64;

/** Counts for one window. */
export class GestureRate {
  readonly #clock: Pick<Clock, 'now'>;
  #left = mostAtOnce;
  #countedAt: number;

  constructor(clock: Pick<Clock, 'now'>) {
    this.#clock = clock;
    this.#countedAt = clock.now();
  }

  /** Counts one more command; false when it comes too early. */
  take(): boolean {
    const now = this.#clock.now();
    const earned = ((now - this.#countedAt) / 1000) * gestureCommandsPerSecond;
    this.#left = Math.min(mostAtOnce, this.#left + earned);
    this.#countedAt = now;
    if (this.#left < 1) return false;
    this.#left -= 1;
    return true;
  }
}
