/** The window's page as the session knows it, and what it means for CHECKING. */
import type { CaptureStatus } from '../../../shared/contract/ipc.ts';
import type { PreflightInput } from '../../../shared/live/session/preflight.ts';

/** Whether its Worker has spoken, and how its sources are. */
export type PageState = { readonly isReady: boolean; readonly capture: CaptureStatus | null };

/** What CHECKING decides by. */
export function preflightOf({ isReady, capture }: PageState, isLate: boolean): PreflightInput {
  const video = capture?.video;
  const known = video === undefined ? 'unknown' : video.state === 'failed' ? video.error : video.state;
  return { mediaReady: isReady, video: known, late: isLate };
}
