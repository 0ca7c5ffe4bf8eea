/** Notices a link that died without a word: by a socket that no longer drains, and by a server that stopped acknowledging. */
import type { Millis } from '../../clock.ts';
import { StallWatch } from './confirmation.ts';

/** A server is not late before this many of its usual acknowledgement steps are owed. */
const owedSteps = 2;

/** Never expect acknowledgements closer together than this many bytes. */
const leastStepBytes = 65_536;

/** One look at a connection; all counters are cumulative bytes. */
export type LinkReading = {
  /** Handed to the socket. */
  readonly written: number;
  /** Still in user space. */
  readonly waiting: number;
  /** Acknowledged by the server; null when it never did, or in a way that says nothing. */
  readonly acknowledged: number | null;
};

/** Learns the server's habit; time is an argument. */
export class LinkWatch {
  readonly #socket = new StallWatch();
  readonly #server = new StallWatch();
  #step = leastStepBytes;
  #acknowledged = 0;

  /** True when the link counts as dead: nothing moved for 6 s although something was owed all the time. */
  isDead(reading: LinkReading, now: Millis): boolean {
    const { written, waiting, acknowledged } = reading;
    this.#learn(acknowledged);
    const progress = { drained: written - waiting, acknowledged: acknowledged ?? 0 };
    const isStuck = this.#socket.isStalled(progress, waiting > 0, now);
    // The kernel hides seconds of a dead link; a server that acknowledges by habit gives it away by its silence.
    const isOwed = acknowledged !== null && written - acknowledged > owedSteps * this.#step;
    return this.#server.isStalled({ drained: 0, acknowledged: acknowledged ?? 0 }, isOwed, now) || isStuck;
  }

  #learn(acknowledged: number | null): void {
    if (acknowledged === null) return;
    this.#step = Math.max(this.#step, acknowledged - this.#acknowledged);
    this.#acknowledged = acknowledged;
  }
}
