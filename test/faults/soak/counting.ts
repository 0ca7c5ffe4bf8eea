/** What a receiver counts of a session of an hour, without keeping anything. */
import { median } from '../../../shared/live/ingest/spread.ts';
import type { Arrival } from '../../support/faults/arrivals.ts';

const frameMillis = 1000 / 30;

/** Pictures and their holes, and how sound arrives against picture. */
export class Counting {
  pictures = 0;
  /** Pictures that the timestamps leave room for and that never came. */
  holes = 0;
  /** Pictures of the packet feed that never came, by their numbers. */
  lost = 0;
  /** Arrival minus timestamp over the minute that runs, ms. */
  #late = { video: new Array<number>(), audio: new Array<number>() };
  #lastNumber = -1;
  #lastTimestamp: number | null = null;

  note({ kind, track, number, at, timestamp }: Arrival): void {
    if (kind !== 'media') return;
    this.#late[track].push(at - timestamp);
    if (track === 'audio') return;
    this.pictures += 1;
    const places = Math.round((timestamp - (this.#lastTimestamp ?? timestamp - frameMillis)) / frameMillis);
    this.holes += Math.abs(places - 1);
    this.#lastTimestamp = timestamp;
    if (number === null) return;
    if (this.#lastNumber >= 0) this.lost += number - this.#lastNumber - 1;
    this.#lastNumber = number;
  }

  /** How much later sound arrived than picture of the same time, median of the minute, ms. */
  takeOffset(): number {
    const offset = median(this.#late.audio) - median(this.#late.video);
    this.#late = { video: [], audio: [] };
    return offset;
  }
}
