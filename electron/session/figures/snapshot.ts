/** The mirror of a session for the window: plain data, nothing that could be a secret. */
import type { SessionSnapshot, Stage } from '../../../shared/contract/session.ts';
import type { SessionState } from '../../../shared/live/session/status.ts';
import type { Run } from '../run.ts';

/** What the window draws while nothing ran yet. */
const noRun = {
  mode: null,
  liveSince: null,
  endedAt: null,
  destination: null,
  step: null,
  confirmedBy: null,
  reason: null,
  reconnect: null,
  serverSaid: '',
  stats: null,
} as const;

/** Builds the snapshot of `run` in `state`. */
export function snapshotOf(
  state: SessionState,
  run: Run | null,
  rest: { readonly stages: Stage[]; readonly reportReady: boolean },
): SessionSnapshot {
  if (run === null) return { state, ...noRun, ...rest };
  const { target, destination } = run;
  return {
    state,
    mode: target.mode,
    liveSince: run.liveSince,
    endedAt: run.endedAt,
    destination: {
      profileName: target.profileName,
      serviceId: target.serviceId,
      host: destination.host,
      secure: destination.secure,
    },
    step: run.step,
    confirmedBy: run.confirmedBy,
    reason: run.reason,
    reconnect:
      state === 'reconnecting'
        ? { attempt: run.attempt, nextAttemptAt: run.nextAttemptAt, lostAt: run.lostWall }
        : null,
    serverSaid: run.serverSaid,
    stats: run.row,
    ...rest,
  };
}
