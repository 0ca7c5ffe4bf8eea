/** Brings the times of a live stream onto our clock: a steady delay behind the quickest packets of late. */
import type { Micros } from '../../../../../shared/clock.ts';

/** Packets wait at least this long, so that late ones are still in time. */
export const liveDelayMicros = 120_000;

/** How long a quick packet counts: the sender's clock is not ours, and drifts. */
const windowMicros = 10_000_000;

/** A leap in the sender's times beyond this is a new stream. */
const leapMicros = 3_000_000;

/** One for picture and sound together, so that they stay in step. */
export class LiveLine {
  #least: Micros | null = null;
  #leastBefore: Micros | null = null;
  #windowEnd: Micros = 0;

  /** When a packet of time `pts` that came at `arrival` is due, on the clock of `arrival`. */
  due(pts: Micros, arrival: Micros): Micros {
    const lag = arrival - pts;
    const known = this.#known();
    if (known !== null && Math.abs(lag - known) > leapMicros) this.#begin(lag, arrival);
    else this.#note(lag, arrival);
    return pts + (this.#known() ?? lag) + liveDelayMicros;
  }

  #known(): Micros | null {
    if (this.#least === null) return this.#leastBefore;
    return this.#leastBefore === null ? this.#least : Math.min(this.#least, this.#leastBefore);
  }

  #begin(lag: Micros, arrival: Micros): void {
    this.#least = lag;
    this.#leastBefore = null;
    this.#windowEnd = arrival + windowMicros;
  }

  #note(lag: Micros, arrival: Micros): void {
    if (this.#least === null) {
      this.#begin(lag, arrival);
      return;
    }
    if (arrival >= this.#windowEnd) {
      this.#leastBefore = this.#least;
      this.#least = lag;
      this.#windowEnd = arrival + windowMicros;
    }
    this.#least = Math.min(this.#least, lag);
  }
}
