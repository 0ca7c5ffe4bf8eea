/** Decides when a video encoder is rebuilt or given up for the next candidate; who rebuilds it is the caller's matter. */
import type { Micros } from '../../clock.ts';

/** Frames without any output for this long mean a stalled encoder. */
const stallMicros = 1_500_000;

/** This many failures within the window end a candidate. */
const maxFailures = 3;
const failureWindowMicros = 30_000_000;

export type EncoderFault = 'encoder-stalled' | 'encoder-failed';

/** What the watchdog knows; times are the caller's monotonic µs. */
export type Watchdog = {
  /** When the oldest frame since the last output was submitted; null while nothing is awaited. */
  readonly waitingSince: Micros | null;
  /** Times of the failures of this candidate inside the window. */
  readonly failures: readonly Micros[];
  /** Index of the candidate in use. */
  readonly candidate: number;
  readonly candidates: number;
};

/** `rebuild` names the candidate to build; `give-up` means that none is left. */
export type Verdict =
  | { readonly kind: 'fine' }
  | { readonly kind: 'rebuild'; readonly fault: EncoderFault; readonly candidate: number }
  | { readonly kind: 'give-up'; readonly fault: EncoderFault };

/** The watchdog and what it asks for. */
export type Judged = { readonly watchdog: Watchdog; readonly verdict: Verdict };

/** A watchdog over `candidates` encoders that starts with number `candidate`. */
export function startWatchdog(candidates: number, candidate: number): Watchdog {
  return { waitingSince: null, failures: [], candidate, candidates };
}

/** A frame went in. */
export function watchSubmitted(watchdog: Watchdog, now: Micros): Watchdog {
  return watchdog.waitingSince === null ? { ...watchdog, waitingSince: now } : watchdog;
}

/** A packet came out; `pending` frames are still inside. */
export function watchOutput(watchdog: Watchdog, pending: number, now: Micros): Watchdog {
  const waitingSince = pending > 0 ? now : null;
  return watchdog.waitingSince === waitingSince ? watchdog : { ...watchdog, waitingSince };
}

/** Looks at the clock: frames without output for `stallMicros` are a failure. */
export function judgeStall(watchdog: Watchdog, now: Micros): Judged {
  const isStalled = watchdog.waitingSince !== null && now - watchdog.waitingSince >= stallMicros;
  return isStalled ? judgeFault(watchdog, 'encoder-stalled', now) : { watchdog, verdict: { kind: 'fine' } };
}

/** Counts a failure and says whether the same candidate is rebuilt, the next one tried, or none is left. */
export function judgeFault(watchdog: Watchdog, fault: EncoderFault, now: Micros): Judged {
  const failures = [...watchdog.failures.filter((at) => now - at < failureWindowMicros), now];
  if (failures.length < maxFailures) {
    const next = { ...watchdog, waitingSince: null, failures };
    return { watchdog: next, verdict: { kind: 'rebuild', fault, candidate: watchdog.candidate } };
  }
  return judgeCandidate(watchdog, fault);
}

/** The candidate is finished at once (it could not be built): the next one, or none. */
export function judgeCandidate(watchdog: Watchdog, fault: EncoderFault): Judged {
  const candidate = watchdog.candidate + 1;
  const next = { ...watchdog, waitingSince: null, failures: [], candidate };
  const isLeft = candidate < watchdog.candidates;
  return { watchdog: next, verdict: isLeft ? { kind: 'rebuild', fault, candidate } : { kind: 'give-up', fault } };
}
