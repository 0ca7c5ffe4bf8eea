/** Remembers when recent access units were captured, so that the built-in ingest can measure latency; bounded. */
import type { Micros, Millis } from '../../clock.ts';

/** Entries kept per track: more than 10 s of audio. */
const entryLimit = 512;

/** Timestamp in ms → capture time in µs, per track. */
export class CaptureTimes {
  readonly #times = { video: new Map<Millis, Micros>(), audio: new Map<Millis, Micros>() };

  /** `captured` of 0 means unknown and is not kept. */
  add(track: 'video' | 'audio', timestamp: Millis, captured: Micros): void {
    if (captured <= 0) return;
    const times = this.#times[track];
    times.set(timestamp, captured);
    if (times.size <= entryLimit) return;
    const oldest = times.keys().next();
    if (oldest.done !== true) times.delete(oldest.value);
  }

  /** Null when unknown or too long ago. */
  find(track: 'video' | 'audio', timestamp: Millis): Micros | null {
    return this.#times[track].get(timestamp) ?? null;
  }
}
