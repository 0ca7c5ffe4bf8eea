/** How fast a counter of bytes grew over the last moments. */
import type { Millis } from '../../clock.ts';

/** Readings kept; closer ones than a sixteenth of the span are merged. */
const readingsPerSpan = 16;

type Reading = { at: Millis; bytes: number };

/** Keeps the readings of one span; time is an argument. */
export class ByteRate {
  readonly #span: Millis;
  #readings: Reading[] = [];

  /** `span`: how far back it looks, ms. */
  constructor(span: Millis) {
    this.#span = span;
  }

  /** Notes that the counter has grown to `bytes` at `now`; where it grows by leaps, call it at the leaps only. */
  note(bytes: number, now: Millis): void {
    const last = this.#readings.at(-1);
    const before = this.#readings.at(-2);
    if (last !== undefined && before !== undefined && now - before.at < this.#span / readingsPerSpan) {
      last.at = now;
      last.bytes = bytes;
    } else this.#readings.push({ at: now, bytes });
    // One reading from before the span stays, so that two leaps far apart give a rate too.
    const first = this.#readings.findIndex(({ at }) => at > now - this.#span);
    if (first > 1) this.#readings.splice(0, first - 1);
  }

  /** Bytes per ms from the first to the last reading, less if nothing was noted for longer; null while too little is known. */
  perMilli(now: Millis): number | null {
    const first = this.#readings[0];
    const last = this.#readings.at(-1);
    if (first === undefined || last === undefined || last.at - first.at < this.#span / 4) return null;
    return (last.bytes - first.bytes) / Math.max(last.at - first.at, now - last.at);
  }
}
