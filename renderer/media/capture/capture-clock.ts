/** Finds when a captured frame or chunk really happened on the Worker's clock, whatever clock its timestamps are on. */
import type { Micros } from '../../../shared/clock.ts';

/** A capture older than this on main's clock is taken for another clock. */
const plausibleAge = 1_000_000;

/** One per stream: device clocks have nothing in common. */
export class CaptureClock {
  #leastLag: Micros | null = null;

  /**
   * Worker µs of the capture. On Linux timestamps are on main's monotonic clock, which `mainOffset` (main minus
   * Worker, null while unknown) maps exactly; elsewhere the stream's least lag seen is taken for no lag.
   */
  toWorker(timestamp: Micros, arrival: Micros, mainOffset: Micros | null): Micros {
    const lag = arrival - timestamp;
    this.#leastLag = this.#leastLag === null ? lag : Math.min(lag, this.#leastLag);
    if (mainOffset !== null) {
      const captured = timestamp - mainOffset;
      const age = arrival - captured;
      if (age >= -2_000 && age < plausibleAge) return Math.min(captured, arrival);
    }
    return timestamp + this.#leastLag;
  }
}
