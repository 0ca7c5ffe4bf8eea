/** Maps the Worker's monotonic time to main's from question-and-answer pairs; who asks is the caller's matter. */
import type { Micros } from '../../../shared/clock.ts';

type Sighting = { readonly offset: Micros; readonly roundTrip: Micros };

/** Answers kept; the one with the shortest round trip counts. */
const maxSightings = 6;

/** The offset between two monotonic clocks. */
export class MainClock {
  readonly #sightings: Sighting[] = [];

  /** Takes an answer that arrived at `now` for the question sent at `asked`. */
  learn(answer: { readonly asked: Micros; readonly now: Micros; readonly main: Micros }): void {
    const roundTrip = answer.now - answer.asked;
    if (roundTrip < 0) return;
    this.#sightings.push({ offset: answer.main - (answer.asked + answer.now) / 2, roundTrip });
    if (this.#sightings.length > maxSightings) this.#sightings.shift();
  }

  /** Main's minus the Worker's time; null before the first answer. */
  get offset(): Micros | null {
    const best = this.#sightings.toSorted((a, b) => a.roundTrip - b.roundTrip)[0];
    return best?.offset ?? null;
  }

  /** Main's time for a Worker time; 0 while unknown, as the contract says. */
  toMain(worker: Micros): Micros {
    const { offset } = this;
    return offset === null ? 0 : Math.max(0, Math.round(worker + offset));
  }
}
