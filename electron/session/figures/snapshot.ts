/** The mirror of a session for the window: plain data, nothing that could be a secret. */
import type { RecordingSnapshot } from '../../../shared/contract/delivery.ts';
import type { SessionSnapshot, Stage } from '../../../shared/contract/session.ts';
import type { StudioError } from '../../../shared/errors.ts';
import type { SessionState } from '../../../shared/live/session/status.ts';
import { failureOf, isAlone, type Run } from '../run.ts';

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
  outputs: [],
  rate: null,
} as const;

type Rest = {
  readonly stages: Stage[];
  readonly reportReady: boolean;
  readonly recording: RecordingSnapshot | null;
  readonly verdict: SessionSnapshot['verdict'];
  readonly liveWord: SessionSnapshot['liveWord'];
};

/** Builds the snapshot of `run` in `state`. */
export function snapshotOf(state: SessionState, run: Run | null, rest: Rest): SessionSnapshot {
  if (run === null) return { state, ...noRun, outputs: [], ...rest };
  const { plan, outputs } = run;
  return {
    state,
    mode: plan.mode,
    liveSince: run.liveSince,
    endedAt: run.endedAt,
    ...oneDestination(state, run),
    stats: run.row,
    outputs: outputs.snapshots(),
    rate: run.program.isEncoding ? run.rate.snapshot() : null,
    ...rest,
  };
}

type OneDestination = Pick<
  SessionSnapshot,
  'destination' | 'step' | 'confirmedBy' | 'reason' | 'reconnect' | 'serverSaid'
>;

/** The fields from the time when a session had one destination: they speak of the one that speaks for all. */
function oneDestination(state: SessionState, run: Run): OneDestination {
  const { speaker } = run.outputs;
  const known = speaker?.snapshot() ?? noOutput(run);
  const lost = { attempt: 0, nextAttemptAt: null, lostAt: run.lostWall };
  const { host, secure, serviceId, step, confirmedBy, serverSaid } = known;
  return {
    destination: { profileName: spokenName(run), serviceId, host, secure },
    step,
    confirmedBy,
    reason: reasonOf(state, run) ?? known.reason,
    // Nobody is waited for any more: the run goes on for its recording alone.
    reconnect: state === 'reconnecting' && !isAlone(run) ? (known.reconnect ?? lost) : null,
    serverSaid,
  };
}

function reasonOf(state: SessionState, run: Run): StudioError | null {
  if (state === 'failed') return run.reason;
  return state === 'reconnecting' && isAlone(run) ? failureOf(run) : null;
}

function spokenName({ plan, outputs }: Run): string {
  const { speaker } = outputs;
  return speaker === null || speaker.id === plan.destinations[0]?.id ? plan.profileName : speaker.target.name;
}

/** Before a rehearsal has its ingest. */
function noOutput({ plan }: Run) {
  return {
    host: plan.mode === 'rehearsal' ? '127.0.0.1' : '',
    secure: false,
    serviceId: plan.destinations[0]?.serviceId ?? 'custom',
    step: null,
    confirmedBy: null,
    reason: null,
    reconnect: null,
    serverSaid: '',
  } as const;
}
