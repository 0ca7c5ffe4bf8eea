/** What the page's state means: for CHECKING, and for the five-stage strip of this moment. */
import type { StatsMessage } from '../../../shared/contract/frames.ts';
import type { CaptureStatus } from '../../../shared/contract/ipc.ts';
import type { Stage } from '../../../shared/contract/session.ts';
import { idleStages } from '../../../shared/live/diagnosis/stages.ts';
import type { PreflightInput } from '../../../shared/live/session/preflight.ts';
import { isActive, type SessionState } from '../../../shared/live/session/status.ts';
import { isUpToSpeed, type Run } from '../run.ts';
import { stagesOf } from './stages.ts';

/** The window's page: whether its Worker has spoken, and how its sources are. */
export type PageState = { readonly isReady: boolean; readonly capture: CaptureStatus | null };

type StripInput = PageState & {
  readonly state: SessionState;
  readonly run: Run | null;
  /** The Worker's last word while nothing is encoded. */
  readonly idleStats: StatsMessage;
};

/** Before and after a run that has its pace the strip speaks of the preview, which may run slower. */
export function stagesNow({ isReady, capture, state, run, idleStats }: StripInput): Stage[] {
  if (!isReady) return [...idleStages()];
  const stats = run !== null && run.program.isEncoding ? run.stats : idleStats;
  if (run === null || !isActive(state) || !isUpToSpeed(run)) return stagesOf({ state, run: null, stats, capture });
  const figures = {
    fps: run.rate.snapshot().fps,
    confirmedBy: run.outputs.speaker?.snapshot().confirmedBy ?? null,
    encoding: run.program.isEncoding,
    ledger: run.ledger,
    problems: run.ingest?.problems() ?? [],
  };
  return stagesOf({ state, run: figures, stats, capture });
}

/** What CHECKING decides by. */
export function preflightOf({ isReady, capture }: PageState, isLate: boolean): PreflightInput {
  const video = capture?.video;
  const known = video === undefined ? 'unknown' : video.state === 'failed' ? video.error : video.state;
  return { mediaReady: isReady, video: known, late: isLate };
}
