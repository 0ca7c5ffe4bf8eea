/** Where a publishing connection stands, and what time-outs, closed sockets and statuses mean there. */
import type { ErrorCode } from '../../errors.ts';
import type { StatusPhase } from '../message/status-codes.ts';

/** The phases in order; `ended` and `failed` are final. */
export type PublisherPhase =
  'handshake' | 'connect' | 'create-stream' | 'publish' | 'live' | 'stopping' | 'ended' | 'failed';

type PhaseMeaning = {
  /** The failure when the server lets the time pass; null where that is no failure. */
  readonly timeout: ErrorCode | null;
  /** The failure when the socket ends; null where only FIN or reset counts. */
  readonly close: ErrorCode | null;
  readonly status: StatusPhase;
};

const meanings: Readonly<Record<PublisherPhase, PhaseMeaning>> = {
  handshake: { timeout: 'handshake-timeout', close: null, status: 'connect' },
  // nginx-rtmp says no to an unknown application or key by closing.
  connect: { timeout: 'publish-timeout', close: 'app-refused', status: 'connect' },
  'create-stream': { timeout: 'publish-timeout', close: 'publish-refused', status: 'publish' },
  publish: { timeout: 'publish-timeout', close: 'publish-refused', status: 'publish' },
  live: { timeout: null, close: null, status: 'live' },
  stopping: { timeout: null, close: null, status: 'live' },
  ended: { timeout: null, close: null, status: 'live' },
  failed: { timeout: null, close: null, status: 'live' },
};

/** What happens in `phase` when things go wrong. */
export function meaningOf(phase: PublisherPhase): PhaseMeaning {
  return meanings[phase];
}

/** True once nothing can happen any more. */
export function isOver(phase: PublisherPhase): boolean {
  return phase === 'ended' || phase === 'failed';
}
