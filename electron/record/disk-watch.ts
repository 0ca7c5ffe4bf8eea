/** Looks every 5 s how much room the disk has left while something is recorded. */
import type { Clock } from '../../shared/clock.ts';
import { DiskGuard, type DiskLevel } from '../../shared/live/record/disk-guard.ts';
import { freeBytes } from './files/folder.ts';

const lookMillis = 5000;

export type DiskWatchOptions = {
  readonly clock: Clock;
  readonly folder: string;
  readonly freeBytes: ((folder: string) => Promise<number | null>) | undefined;
  /** Bytes recorded, and bytes a second that are expected. */
  readonly figures: () => { readonly written: number; readonly expected: number };
  readonly onLook: (level: DiskLevel) => void;
};

export class DiskWatch {
  readonly #options: DiskWatchOptions;
  readonly #guard = new DiskGuard();
  readonly #timer: NodeJS.Timeout;
  #isLooking = false;
  #isClosed = false;
  level: DiskLevel = 'fine';
  minutesLeft: number | null = null;

  constructor(options: DiskWatchOptions) {
    this.#options = options;
    this.#timer = setInterval(() => void this.look(), lookMillis);
    this.#timer.unref();
  }

  /** One look now; a drive that does not answer is not asked again before it does. */
  async look(): Promise<void> {
    if (this.#isLooking || this.#isClosed) return;
    this.#isLooking = true;
    const free = await (this.#options.freeBytes ?? freeBytes)(this.#options.folder);
    this.#isLooking = false;
    if (this.#isClosed) return;
    const view = this.#guard.look({ ...this.#options.figures(), now: this.#options.clock.now(), free });
    this.level = view.level;
    this.minutesLeft = view.minutesLeft;
    this.#options.onLook(view.level);
  }

  close(): void {
    this.#isClosed = true;
    clearInterval(this.#timer);
  }
}
