/** Tells a page that is held up as a whole from one whose picture alone is late: sound costs next to nothing. */
import type { Millis } from '../../../clock.ts';

/** Packets of sound come every 21 ms; one that is this late was held up. */
const lateMillis: Millis = 100;

/** A page is held up when more than this share of the looks found no new sound. */
const mostLate = 0.2;

/** One session's sound; time is an argument. */
export class Punctuality {
  #looks = 0;
  #late = 0;

  /** Takes the time of the newest packet of sound; null before the first. */
  look(soundAt: Millis | null, now: Millis): void {
    if (soundAt === null) return;
    this.#looks += 1;
    if (now - soundAt > lateMillis) this.#late += 1;
  }

  /** True when sound came in time since the last call. */
  take(): boolean {
    const isPunctual = this.#looks > 0 && this.#late <= mostLate * this.#looks;
    this.#looks = 0;
    this.#late = 0;
    return isPunctual;
  }
}
