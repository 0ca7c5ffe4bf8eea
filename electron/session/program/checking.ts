/** CHECKING: waits for the page and its picture before anything is connected. */
import type { Clock, Millis } from '../../../shared/clock.ts';
import { studioError, type StudioError } from '../../../shared/errors.ts';
import { decidePreflight } from '../../../shared/live/session/preflight.ts';
import { preflightOf, type PageState } from '../figures/page-state.ts';

/** How long the camera may take to open before a session that starts now fails. */
const captureLimitMillis: Millis = 8000;

/** How often it is looked at. */
const lookMillis: Millis = 100;

export type CheckingHost = {
  readonly clock: Clock;
  readonly page: () => PageState;
  /** False once the session was stopped or failed. */
  readonly isWanted: () => boolean;
  readonly later: (millis: Millis, act: () => void) => void;
  /** The picture runs; what it throws is the system's refusal of a loopback port for the ingest. */
  readonly go: (isWanted: () => boolean) => Promise<void>;
  /** The camera's own error, or that of a page that never came. */
  readonly fail: (error: StudioError) => void;
};

/** Goes on, or fails, once. */
export function checkPicture(host: CheckingHost): void {
  const deadline = host.clock.now() + captureLimitMillis;
  const look = (): void => {
    if (!host.isWanted()) return;
    const decision = decidePreflight(preflightOf(host.page(), host.clock.now() >= deadline));
    if (decision.kind === 'wait') host.later(lookMillis, look);
    else if (decision.kind === 'fail') host.fail(decision.error);
    else host.go(host.isWanted).catch(() => host.fail(studioError('internal')));
  };
  look();
}
