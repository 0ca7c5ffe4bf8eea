/** Tries something again after it failed, until it works or is ended; a file may come back. */
import type { Millis } from '../../../../../shared/clock.ts';

/** The first time soon: main may hear of a new source a moment later than we do. */
const firstMillis: Millis = 300;
const laterMillis: Millis = 2_000;

/** One thing to try at a time; a new one overtakes the old. */
export class Attempts {
  #current = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Runs `attempt` until it answers true; `isCurrent` tells it that nothing has overtaken it. */
  begin(attempt: (isCurrent: () => boolean) => Promise<boolean>): void {
    this.end();
    const number = this.#current;
    this.#run(attempt, () => number === this.#current, firstMillis);
  }

  end(): void {
    this.#current += 1;
    clearTimeout(this.#timer);
  }

  #run(attempt: (isCurrent: () => boolean) => Promise<boolean>, isCurrent: () => boolean, wait: Millis): void {
    const again = (): void => {
      if (isCurrent()) this.#timer = setTimeout(() => this.#run(attempt, isCurrent, laterMillis), wait);
    };
    attempt(isCurrent)
      // What throws is tried again like what fails.
      .catch(() => false)
      .then((worked) => (worked ? undefined : again()))
      .catch(reportError);
  }
}
