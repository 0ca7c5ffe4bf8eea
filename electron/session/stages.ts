/** Feeds the five-stage strip: gathers what the session knows and lets `shared/live/session/diagnosis` judge. */
import type { StatsMessage } from '../../shared/contract/frames.ts';
import type { CaptureStatus } from '../../shared/contract/ipc.ts';
import type { Stage } from '../../shared/contract/session.ts';
import { readStages } from '../../shared/live/session/diagnosis.ts';
import type { SessionState } from '../../shared/live/session/status.ts';
import { sentenceFor } from '../../shared/live/words/sentences.ts';
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
  const { run, stats, capture } = input;
  const row = run?.ledger.rows.at(-1) ?? null;
  const fps = run?.fps ?? Math.max(1, Math.round(stats.captureFps));
  const loss = run?.ledger.recentLoss(fps) ?? { mix: 0, encode: 0 };
  const trouble =
    capture?.video.state === 'failed' ? sentenceFor(capture.video.error, { service: '', host: '' }).text : '';
  return readStages({
    targetFps: fps,
    captureFps: stats.captureFps,
    captureTrouble: trouble,
    mixMillis: stats.mixMillis,
    mixLoss: loss.mix,
    encodeLoss: loss.encode,
    encodeQueue: stats.encodeQueue,
    videoKbps: row?.videoKbps ?? 0,
    encoding: run?.encoding ?? false,
    sending: input.state === 'live' || input.state === 'rehearsing' || input.state === 'ending',
    reconnecting: input.state === 'reconnecting',
    sentKbps: row?.sentKbps ?? 0,
    queueAgeMillis: row?.queueAgeMillis ?? 0,
    confirmedBy: run?.confirmedBy ?? null,
    rttMillis: row?.rttMillis ?? null,
    receivedFps: settled(run) ? (row?.receivedFps ?? null) : null,
    receivedLatencyMillis: row?.latencyMillis ?? null,
    receivedProblem: run?.problems[0] ?? '',
  }).map((stage) => ({ ...stage }));
}

/** The first two seconds hold no whole second of received frames. */
function settled(run: StagesInput['run']): boolean {
  return run !== null && run.ledger.rows.filter((row) => row.receivedFps !== null && row.receivedFps > 0).length > 2;
}
