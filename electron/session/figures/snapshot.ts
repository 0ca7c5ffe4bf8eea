/** The mirror of a session for the window: plain data, nothing that could be a secret. */
import type { RecordingSnapshot, Verdict } from '../../../shared/contract/delivery.ts';
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
  outputs: [],
  rate: null,
} as const;

type Rest = {
  readonly stages: Stage[];
  readonly reportReady: boolean;
  readonly recording: RecordingSnapshot | null;
  readonly verdict: Verdict | null;
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
  const { plan, outputs } = run;
  const [first] = plan.destinations;
  const { speaker } = outputs;
  const isFirst = speaker === null || speaker.id === first?.id;
  const known = speaker?.snapshot() ?? null;
  const lost = { attempt: 0, nextAttemptAt: null, lostAt: run.lostWall };
  return {
    destination: {
      profileName: isFirst ? plan.profileName : speaker.target.name,
      serviceId: known?.serviceId ?? first?.serviceId ?? 'custom',
      host: known?.host ?? (plan.mode === 'rehearsal' ? '127.0.0.1' : ''),
      secure: known?.secure ?? false,
    },
    step: known?.step ?? null,
    confirmedBy: known?.confirmedBy ?? null,
    reason: state === 'failed' ? run.reason : (known?.reason ?? null),
    reconnect: state === 'reconnecting' ? (known?.reconnect ?? lost) : null,
    serverSaid: known?.serverSaid ?? '',
  };
}
