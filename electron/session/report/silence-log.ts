/** Remembers for the report when the copy of the broadcast was silent although a microphone was open. */
import type { Millis } from '../../../shared/clock.ts';
import type { Span } from '../../../shared/live/words/report/missed-spans.ts';

/** Shorter silences are pauses. */
const leastSeconds = 3;

/** Stretches kept. */
const mostSpans = 500;

/** One session's silences, in seconds since it started. */
export class SilenceLog {
  #spans: Span[] = [];

  /** Once a second: at `at` it had been silent for `silentMillis`; null while there is no sound to judge. */
  second(at: number, silentMillis: Millis | null, isMicOpen: boolean): void {
    const seconds = (silentMillis ?? 0) / 1000;
    if (!isMicOpen || seconds < leastSeconds) return;
    const from = Math.max(0, at - seconds);
    const last = this.#spans.at(-1);
    // The same silence again, a second longer.
    if (last !== undefined && from <= last.to) this.#spans[this.#spans.length - 1] = { from: last.from, to: at };
    else if (this.#spans.length < mostSpans) this.#spans.push({ from, to: at });
  }

  get spans(): readonly Span[] {
    return this.#spans;
  }
}
