/** Passes values on at the display's rate: the first at once, of those that come faster only the newest. */

/** One picture of a display at 60 Hz, ms. */
export const displayMillis = 16;

export type PacedWays = {
  /** Monotonic, ms. */
  readonly now: () => number;
  /** Calls back after so many ms, also while the window is hidden. */
  readonly later: (callback: () => void, millis: number) => void;
};

/** `apply` is called at most once in `displayMillis`, and always with the newest value in the end. */
export function paced<T>(apply: (value: T) => void, { now, later }: PacedWays): (value: T) => void {
  let appliedAt = Number.NEGATIVE_INFINITY;
  let waiting: { readonly value: T } | null = null;
  const applyWaiting = () => {
    if (waiting === null) return;
    const { value } = waiting;
    waiting = null;
    appliedAt = now();
    apply(value);
  };
  return (value) => {
    const isFirst = waiting === null;
    waiting = { value };
    const gap = appliedAt + displayMillis - now();
    if (!isFirst) return;
    if (gap <= 0) applyWaiting();
    else later(applyWaiting, gap);
  };
}
