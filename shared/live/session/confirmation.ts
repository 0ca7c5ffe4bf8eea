/** Decides when a destination counts as confirmed: media bytes acknowledged, or, for a silent server, gone out and accepted for 2 s. */
import type { Millis } from '../../clock.ts';

/** A server that never acknowledges is believed after this long without an error. */
export const acceptedAfterMillis: Millis = 2000;

/** A live link on which nothing moves for this long is dead; one that lives longer is believed although it acknowledges late. */
export const liveStallMillis: Millis = 4500;

/** No progress for this long, with bytes outstanding, means the link is dead (well under the 15 s of row C60). */
export const stallLimitMillis: Millis = 6000;

/** What is known of one connection since its publish was accepted. */
export type ConfirmationInput = {
  /** Cumulative bytes up to the end of the first key frame; null before it was made into a message. */
  readonly mediaStartBytes: number | null;
  /** When that was. */
  readonly mediaStartAt: Millis | null;
  /** Bytes that left the socket for the system, cumulative. */
  readonly drainedBytes: number;
  /** Bytes the server acknowledged, cumulative; null when it never did. */
  readonly acknowledgedBytes: number | null;
};

/**
 * `acknowledged` needs an acknowledgement that covers the first key frame, `accepted` that it went out: 2 s later for a
 * server that never acknowledges, and later still for one that does and owes this.
 */
export function decideConfirmation(input: ConfirmationInput, now: Millis): 'acknowledged' | 'accepted' | null {
  const { mediaStartBytes, mediaStartAt, drainedBytes, acknowledgedBytes } = input;
  if (mediaStartBytes === null || mediaStartAt === null) return null;
  if (acknowledgedBytes !== null && acknowledgedBytes >= mediaStartBytes) return 'acknowledged';
  if (drainedBytes < mediaStartBytes) return null;
  const patience = acknowledgedBytes === null ? acceptedAfterMillis : liveStallMillis;
  return now - mediaStartAt >= patience ? 'accepted' : null;
}

/** Progress of one connection; any of the counters moving counts as life. */
export type Progress = { readonly drained: number; readonly acknowledged: number };

/** Watches progress while bytes are outstanding. */
export class StallWatch {
  readonly #limit: Millis;
  #last: Progress = { drained: 0, acknowledged: 0 };
  #since: Millis | null = null;

  constructor(limit: Millis = stallLimitMillis) {
    this.#limit = limit;
  }

  /**
   * True when nothing moved for the limit (ms, `stallLimitMillis` by default) although something was outstanding all the time.
   * @param outstanding Bytes waiting in the socket, or more unacknowledged than the server's habit explains.
   */
  isStalled(progress: Progress, outstanding: boolean, now: Millis): boolean {
    const moved = progress.drained > this.#last.drained || progress.acknowledged > this.#last.acknowledged;
    this.#last = progress;
    if (moved || !outstanding) {
      this.#since = null;
      return false;
    }
    this.#since ??= now;
    return now - this.#since >= this.#limit;
  }
}
