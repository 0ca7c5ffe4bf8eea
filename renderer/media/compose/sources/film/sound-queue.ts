/** Decoded sound that waits for its moment: stereo, 48 kHz, at most half a second of it. */
import type { Micros } from '../../../../../shared/clock.ts';
import type { StereoPiece } from './resampler.ts';

/** Sound decoded ahead, µs. */
const maxQueuedMicros = 500_000;
const samplesPerSecond = 48_000;

/** A piece and when it begins, in film time. */
export type TimedSound = StereoPiece & { readonly at: Micros };

export class SoundQueue {
  #waiting: TimedSound[] = [];
  #waiters: (() => void)[] = [];
  #isClosed = false;

  put(sound: TimedSound): void {
    if (!this.#isClosed && sound.left.length > 0) this.#waiting.push(sound);
  }

  /** Resolves once there is room for more. */
  room(): Promise<void> {
    if (this.#isClosed || !this.#isFull()) return Promise.resolve();
    return new Promise((resolve) => {
      this.#waiters.push(resolve);
    });
  }

  /** All pieces that have passed wholly by film time `film`, as a device would have given them. */
  takeDue(film: Micros): readonly TimedSound[] {
    const count = this.#waiting.findIndex((sound) => endOf(sound) > film);
    const due = this.#waiting.splice(0, count === -1 ? this.#waiting.length : count);
    if (!this.#isFull()) this.wake();
    return due;
  }

  flush(): void {
    this.#waiting = [];
    this.wake();
  }

  /** Whoever waits for room goes on, and sees for himself whether he is still wanted. */
  wake(): void {
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const go of waiters) go();
  }

  close(): void {
    this.#isClosed = true;
    this.flush();
  }

  #isFull(): boolean {
    const first = this.#waiting[0];
    const last = this.#waiting.at(-1);
    return first !== undefined && last !== undefined && endOf(last) - first.at >= maxQueuedMicros;
  }
}

/** When a piece is over. */
export function endOf({ at, left }: TimedSound): Micros {
  return at + (left.length * 1_000_000) / samplesPerSecond;
}
