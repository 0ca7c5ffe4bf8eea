/** When to try again after a cut: a schedule with jitter, as a pure function. */
import type { StudioError } from '../../errors.ts';
import type { Millis } from '../../clock.ts';

/** Waits before attempts 1, 2, …; the last one repeats. */
export const reconnectScheduleMillis: readonly Millis[] = [250, 1000, 2000, 4000, 8000, 15_000];

/** Each wait moves by at most this share, so that many clients do not return in step. */
const reconnectJitter = 0.2;

/** After this long without a confirmed connection the session fails. */
export const reconnectLimitMillis: Millis = 30 * 60_000;

/** A stale session on the server may hold the key this long after a cut. */
export const keyInUsePatienceMillis: Millis = 120_000;

export type ReconnectDecision =
  { readonly kind: 'wait'; readonly millis: Millis } | { readonly kind: 'give-up'; readonly error: StudioError };

/**
 * Decides what follows a failed attempt.
 * @param attempt 1 for the first try after the cut.
 * @param options.lostMillis How long the connection has been down.
 * @param options.random Uniform in [0, 1).
 */
export function decideReconnect(
  error: StudioError,
  attempt: number,
  options: { readonly lostMillis: Millis; readonly random: number },
): ReconnectDecision {
  if (options.lostMillis >= reconnectLimitMillis) return { kind: 'give-up', error };
  if (error.code === 'key-in-use' && options.lostMillis > keyInUsePatienceMillis) return { kind: 'give-up', error };
  // A server that is restarting refuses in many ways; only what another try cannot mend ends the session.
  if (!error.retryable && error.code !== 'publish-refused') return { kind: 'give-up', error };
  const index = Math.min(Math.max(attempt, 1), reconnectScheduleMillis.length) - 1;
  const base = reconnectScheduleMillis[index] ?? 15_000;
  return { kind: 'wait', millis: base * (1 + reconnectJitter * (2 * options.random - 1)) };
}
