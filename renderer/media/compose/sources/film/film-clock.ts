/** Which moment of a film belongs to which moment of the Worker's clock, with pauses, jumps and waits. */
import type { Micros } from '../../../../../shared/clock.ts';

/** Stands until `play`. Film time only leaps by `jump`. */
export class FilmClock {
  #film: Micros = 0;
  /** Worker time at which film time was `#film`; null while it stands. */
  #since: Micros | null = null;

  get isRunning(): boolean {
    return this.#since !== null;
  }

  /** Film time at Worker time `now`. */
  at(now: Micros): Micros {
    return this.#since === null ? this.#film : this.#film + Math.max(0, now - this.#since);
  }

  /** Worker time of a moment of the film; `now` while the clock stands. */
  workerTime(film: Micros, now: Micros): Micros {
    return this.#since === null ? now : this.#since + (film - this.#film);
  }

  play(now: Micros): void {
    this.#since ??= now;
  }

  pause(now: Micros): void {
    this.#film = this.at(now);
    this.#since = null;
  }

  /** Goes on from film time `film`. */
  jump(film: Micros, now: Micros): void {
    this.#film = film;
    if (this.#since !== null) this.#since = now;
  }

  /** Does not run past `limit`: what is not there yet can't be played. */
  holdAt(limit: Micros, now: Micros): void {
    if (this.at(now) > limit) this.jump(limit, now);
  }
}
