/** Whether this computer keeps up with the main encoder: what a second one beside it may cost. */

/** The counters of the pipeline; they count up, or from 0 again. */
export type BudgetCounters = {
  readonly submitted: number;
  readonly droppedLate: number;
  readonly droppedEncode: number;
};

/** More than this share of a second's frames lost makes it a late one. */
const lateShare = 0.05;

/** So many late seconds on end are too many. */
const mostLate = 3;

/** Seconds after a start that tell nothing: opening an encoder costs once what it does not cost again. */
const graceSeconds = 4;

/** Call `note` once a second with the counters of then. */
export class EncoderBudget {
  #before: BudgetCounters | null = null;
  #late = 0;
  #grace = graceSeconds;

  /** True when the main encoder has lost frames for several seconds on end. */
  get isExceeded(): boolean {
    return this.#late >= mostLate;
  }

  /** Something was started: the next seconds do not count. */
  restart(): void {
    this.#late = 0;
    this.#grace = graceSeconds;
  }

  note(counters: BudgetCounters): void {
    const before = this.#before;
    this.#before = counters;
    // The first second of a session, or of a new page.
    if (before === null || counters.submitted < before.submitted) return;
    if (this.#grace > 0) {
      this.#grace -= 1;
      return;
    }
    const lost = Math.max(0, lostOf(counters) - lostOf(before));
    const made = counters.submitted - before.submitted;
    this.#late = lost > (lost + made) * lateShare ? this.#late + 1 : 0;
  }
}

function lostOf({ droppedLate, droppedEncode }: BudgetCounters): number {
  return droppedLate + droppedEncode;
}
