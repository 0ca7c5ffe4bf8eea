/** How long the disk lasts at the present rate, when to say so and when to stop while the file can still be closed. */
import type { Millis } from '../../clock.ts';

/** Minutes left at which the user is told, and below which recording ends by itself. */
const diskLimits = { early: 30, late: 5, stop: 2 } as const;

/** Below this many bytes recording ends at any rate. */
const leastBytes = 64 * 1024 * 1024;
/** The rate is measured over this time; before that the encoders' target counts. */
const rateWindow: Millis = 60_000;
const shortestWindow: Millis = 10_000;

export type DiskLevel = 'fine' | 'early' | 'late' | 'stop';

export type DiskView = {
  /** Null while neither rate nor space is known. */
  readonly minutesLeft: number | null;
  readonly level: DiskLevel;
};

type Reading = { readonly at: Millis; readonly bytes: number };

export class DiskGuard {
  readonly #readings: Reading[] = [];

  /**
   * Judges one look at the disk. `written`: bytes of this recording so far; `expected`: bytes per second that the
   * encoders are set to, 0 when unknown; `free`: bytes free, null when the system does not tell.
   */
  look(view: {
    readonly now: Millis;
    readonly written: number;
    readonly expected: number;
    readonly free: number | null;
  }): DiskView {
    this.#readings.push({ at: view.now, bytes: view.written });
    while ((this.#readings[1]?.at ?? Infinity) <= view.now - rateWindow) this.#readings.shift();
    const rate = this.#rate(view.expected);
    if (view.free === null) return { minutesLeft: null, level: 'fine' };
    const minutesLeft = rate <= 0 ? null : view.free / rate / 60;
    return { minutesLeft, level: levelOf(minutesLeft, view.free) };
  }

  #rate(expected: number): number {
    const first = this.#readings[0];
    const last = this.#readings.at(-1);
    if (first === undefined || last === undefined || last.at - first.at < shortestWindow) return expected;
    const measured = ((last.bytes - first.bytes) * 1000) / (last.at - first.at);
    return Math.max(measured, expected / 2);
  }
}

function levelOf(minutesLeft: number | null, free: number): DiskLevel {
  if (free < leastBytes || (minutesLeft !== null && minutesLeft < diskLimits.stop)) return 'stop';
  if (minutesLeft === null || minutesLeft >= diskLimits.early) return 'fine';
  return minutesLeft < diskLimits.late ? 'late' : 'early';
}
