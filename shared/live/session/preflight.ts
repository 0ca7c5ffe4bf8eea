/** What CHECKING decides: whether a session may start, must wait for the picture, or fails with the source's own error. */
import { studioError, type StudioError } from '../../errors.ts';

/** What is known of the page and its picture. */
export type PreflightInput = {
  /** The Media Worker has spoken. */
  readonly mediaReady: boolean;
  readonly video: 'unknown' | 'opening' | 'running' | StudioError;
  /** The time for waiting is over. */
  readonly late: boolean;
};

export type PreflightDecision =
  { readonly kind: 'go' } | { readonly kind: 'wait' } | { readonly kind: 'fail'; readonly error: StudioError };

/** A missing or refused camera fails at once; a busy one may still come until time is up. */
export function decidePreflight(input: PreflightInput): PreflightDecision {
  const { video } = input;
  if (typeof video === 'object' && isFinal(video, input.late)) return { kind: 'fail', error: video };
  if (input.mediaReady && video === 'running') return { kind: 'go' };
  if (!input.late) return { kind: 'wait' };
  return { kind: 'fail', error: studioError(input.mediaReady ? 'camera-busy' : 'page-lost') };
}

function isFinal(error: StudioError, late: boolean): boolean {
  return late || !error.retryable || error.code === 'camera-missing';
}
