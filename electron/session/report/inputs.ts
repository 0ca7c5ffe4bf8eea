/** What the report needs to know of a session's parts; the session fills it, nobody else reads it. */
import type { OutputState, FlightEvent } from '../../../shared/contract/delivery.ts';
import type { Report } from '../../../shared/contract/report.ts';
import type { ServiceId } from '../../../shared/contract/settings.ts';
import type { StudioError } from '../../../shared/errors.ts';
import type { Span } from '../../../shared/live/words/report/missed-spans.ts';

/** What is left of stretches before `until`, when there were too many of them to keep. */
export type EarlierStretches = {
  /** What is kept of the others begins here. */
  readonly until: number;
  /** The last of those that were missed. */
  readonly missed: readonly Span[];
  readonly missedSeconds: number;
  readonly deliveredSeconds: number;
};

/** All stretches are kept. */
export const noneEarlier: EarlierStretches = {
  until: Number.NEGATIVE_INFINITY,
  missed: [],
  missedSeconds: 0,
  deliveredSeconds: 0,
};

/**
 * One destination at the end. All times are seconds since the session started, on the monotonic clock; media counts at
 * the moment it was encoded. Counters run over all connections.
 */
export type FinishedOutput = {
  readonly id: string;
  readonly name: string;
  readonly serviceId: ServiceId;
  readonly host: string;
  readonly port: number;
  readonly secure: boolean;
  readonly confirmedBy: Report['confirmedBy'];
  /** Every move of its state, oldest first; `reason` is why it reconnects or failed. */
  readonly moves: readonly {
    readonly atSeconds: number;
    readonly state: OutputState;
    readonly reason: StudioError | null;
  }[];
  /**
   * What each connection that was confirmed brought: from its first key frame to the newest packet that the server
   * acknowledged or that the socket had drained before it stalled, whichever is later. A connection that ended cleanly
   * reaches to its last packet, the connection of now to now.
   */
  readonly delivered: readonly Span[];
  /** Stretches of video that were dropped in between, each up to the next key frame sent. */
  readonly dropped: readonly Span[];
  /** Absent where all stretches are in the lists above. */
  readonly earlier?: EarlierStretches;
  readonly framesSent: number;
  readonly framesDropped: Report['destinations'][number]['framesDropped'];
  /** Media bytes handed to the socket. */
  readonly mediaBytes: number;
  /** One row a second while it was live. */
  readonly seconds: readonly { readonly second: number; readonly kbps: number }[];
  readonly longestQueueAgeMillis: number;
  /** Bounded and redacted. */
  readonly serverSaid: string;
};

/** What the parts of a session leave for its report; empty lists where there is nothing to tell. */
export type FinishedParts = {
  readonly outputs: readonly FinishedOutput[];
  readonly rateSteps: Report['rateSteps'];
  readonly events: readonly FlightEvent[];
  readonly recordings: Report['recordings'];
  /** Stretches of silence that viewers heard although sound was wanted. */
  readonly silences: readonly Span[];
};

/** Nothing to tell. */
export const noParts: FinishedParts = { outputs: [], rateSteps: [], events: [], recordings: [], silences: [] };
