/** Feeds the five-stage strip: gathers what the session knows and lets `shared/live/diagnosis/stages.ts` judge. */
import type { StatsMessage } from '../../../shared/contract/frames.ts';
import type { CaptureStatus } from '../../../shared/contract/ipc.ts';
import type { Stage } from '../../../shared/contract/session.ts';
import { readStages, type StageInput } from '../../../shared/live/diagnosis/stages.ts';
import type { SessionState } from '../../../shared/live/session/status.ts';
import { sentenceFor } from '../../../shared/live/words/sentences.ts';
import type { Ledger } from './ledger.ts';

export type StagesInput = {
  readonly state: SessionState;
  readonly run: {
    readonly fps: number;
    readonly confirmedBy: 'acknowledged' | 'accepted' | null;
    readonly encoding: boolean;
    readonly ledger: Ledger;
    readonly problems: readonly string[];
  } | null;
  readonly stats: StatsMessage;
  readonly capture: CaptureStatus | null;
};

/** The strip as the window draws it. */
export function stagesOf(input: StagesInput): Stage[] {
  return [...readStages({ ...captureFigures(input), ...deliveryFigures(input) })];
}

type CaptureFigures = 'captureFps' | 'captureTrouble' | 'mixMillis' | 'encodeQueue';

function captureFigures({ stats, capture }: StagesInput): Pick<StageInput, CaptureFigures> {
  const failed = capture?.video.state === 'failed' ? capture.video.error : null;
  return {
    captureFps: stats.captureFps,
    captureTrouble: failed === null ? '' : sentenceFor(failed, { service: '', host: '' }).text,
    mixMillis: stats.mixMillis,
    encodeQueue: stats.encodeQueue,
  };
}

function deliveryFigures({ state, run, stats }: StagesInput): Omit<StageInput, CaptureFigures> {
  if (run === null) return { ...offAir, targetFps: Math.max(1, Math.round(stats.captureFps)) };
  const row = run.ledger.rows.at(-1);
  const loss = run.ledger.recentLoss(run.fps);
  const known = row === undefined ? offAir : { ...row, receivedLatencyMillis: row.latencyMillis };
  return {
    targetFps: run.fps,
    mixLoss: loss.mix,
    encodeLoss: loss.encode,
    videoKbps: run.ledger.encodedKbps,
    encoding: run.encoding,
    sending: state === 'live' || state === 'rehearsing' || state === 'ending',
    reconnecting: state === 'reconnecting',
    sentKbps: known.sentKbps,
    queueAgeMillis: known.queueAgeMillis,
    confirmedBy: run.confirmedBy,
    rttMillis: known.rttMillis,
    receivedFps: hasWholeSeconds(run.ledger) ? known.receivedFps : null,
    receivedLatencyMillis: known.receivedLatencyMillis,
    receivedProblem: run.problems[0] ?? '',
  };
}

const offAir = {
  mixLoss: 0,
  encodeLoss: 0,
  videoKbps: 0,
  encoding: false,
  sending: false,
  reconnecting: false,
  sentKbps: 0,
  queueAgeMillis: 0,
  confirmedBy: null,
  rttMillis: null,
  receivedFps: null,
  receivedLatencyMillis: null,
  receivedProblem: '',
} as const;

/** The first second of a publish holds only part of its frames. */
function hasWholeSeconds(ledger: Ledger): boolean {
  return ledger.rows.filter((row) => row.receivedFps !== null && row.receivedFps > 0).length > 2;
}
