/** From a cut to the news that all is well again: how long it took, what was missed, and the check of what was sent before anybody is told. */
import type { Clock, Millis } from '../../../../shared/clock.ts';
import type { Figures } from '../../target.ts';

/** From the confirmation to the news, and how often it is looked at after that. */
const verifyMillis: Millis = 3000;
const verifyAgainMillis: Millis = 1000;

export type RecoveryHost = {
  readonly clock: Clock;
  readonly totals: () => Figures;
  /** Seconds of the program missed since the first LIVE. */
  readonly missed: () => number;
  readonly onBack: (lostFor: Millis, missedSeconds: number) => void;
};

/** One destination's way back. */
export class Recovery {
  readonly #host: RecoveryHost;
  #timer: NodeJS.Timeout | null = null;
  #lostAt: Millis = 0;
  #lostWall = 0;
  /** Missed when it was last seen live, and before this cut. */
  #noted = 0;
  #missedBefore = 0;
  #count = 0;

  constructor(host: RecoveryHost) {
    this.#host = host;
  }

  /** True while what was sent is still being checked. */
  get isVerifying(): boolean {
    return this.#timer !== null;
  }

  /** How often it came back. */
  get count(): number {
    return this.#count;
  }

  get lostFor(): Millis {
    return this.#host.clock.now() - this.#lostAt;
  }

  /** Wall clock of the cut. */
  get lostWall(): number {
    return this.#lostWall;
  }

  /** It is live: what it missed so far belongs to earlier cuts. */
  note(): void {
    this.#noted = this.#host.missed();
  }

  lost(): void {
    this.giveUp();
    this.#lostAt = this.#host.clock.now();
    this.#lostWall = this.#host.clock.wallclock();
    this.#missedBefore = this.#noted;
  }

  confirmed(): void {
    this.#count += 1;
    this.#verify(this.lostFor, this.#host.totals(), verifyMillis);
  }

  /** There is nothing to check any more. */
  giveUp(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  /** Picture and sound must both have gone out since. */
  #verify(lostFor: Millis, since: Figures, millis: Millis): void {
    this.giveUp();
    this.#timer = setTimeout(() => {
      const { videoSent, audioSent } = this.#host.totals();
      if (videoSent <= since.videoSent || audioSent <= since.audioSent) {
        this.#verify(lostFor, since, verifyAgainMillis);
        return;
      }
      this.#timer = null;
      this.#host.onBack(lostFor, this.#host.missed() - this.#missedBefore);
    }, millis);
  }
}
