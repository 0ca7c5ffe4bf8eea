/** The go-live state machine: one table of moves, no I/O; `electron/session` alone holds the value. */

/** Every state a session can be in; the window's pill has a word and a shape for each. */
export const sessionStates = [
  'off-air',
  'checking',
  'connecting',
  'rehearsing',
  'live',
  'reconnecting',
  'ending',
  'ended',
  'failed',
] as const;
export type SessionState = (typeof sessionStates)[number];

/** The five steps of going live, in order. */
export const connectSteps = ['found', 'connected', 'accepted', 'sending', 'confirmed'] as const;
export type ConnectStep = (typeof connectSteps)[number];

/** The states of one destination; each has its own, whatever the others do. */
export const outputStates = [
  /** Never started, or stopped by the user. */
  'idle',
  'connecting',
  'live',
  'reconnecting',
  /** Cut on purpose: nothing is sent or tried until it is resumed. */
  'paused',
  'ending',
  'failed',
] as const;
export type OutputState = (typeof outputStates)[number];

/** What can happen to a session. */
export const statusMoves = [
  'start',
  'checked',
  'confirmed-rehearsal',
  'confirmed-live',
  'lost',
  'stop',
  'closed',
  'cancelled',
  'failed',
  'dismiss',
] as const;
export type StatusMove = (typeof statusMoves)[number];

const moves: Readonly<Record<SessionState, Partial<Readonly<Record<StatusMove, SessionState>>>>> = {
  'off-air': { start: 'checking' },
  checking: { checked: 'connecting', stop: 'off-air', failed: 'failed' },
  connecting: {
    'confirmed-rehearsal': 'rehearsing',
    'confirmed-live': 'live',
    stop: 'ending',
    failed: 'failed',
  },
  rehearsing: { lost: 'reconnecting', stop: 'ending', failed: 'failed' },
  live: { lost: 'reconnecting', stop: 'ending', failed: 'failed' },
  reconnecting: {
    'confirmed-rehearsal': 'rehearsing',
    'confirmed-live': 'live',
    stop: 'ending',
    failed: 'failed',
  },
  ending: { closed: 'ended', cancelled: 'off-air', failed: 'failed' },
  ended: { start: 'checking', dismiss: 'off-air' },
  failed: { start: 'checking', dismiss: 'off-air' },
};

/** The state after `move`, or null when the move is illegal there and nothing may change. */
export function nextState(state: SessionState, move: StatusMove): SessionState | null {
  return moves[state][move] ?? null;
}

/** True while connections, encoders or timers of a session exist. */
export function isActive(state: SessionState): boolean {
  return state !== 'off-air' && state !== 'ended' && state !== 'failed';
}

/** True while viewers, or the rehearsal's ingest, are meant to receive media. */
export function isOnAir(state: SessionState): boolean {
  return state === 'live' || state === 'rehearsing' || state === 'reconnecting';
}

/** True while a destination wants to be reached; idle, paused and failed ones wait for the user. */
export function isTrying(state: OutputState): boolean {
  return state === 'connecting' || state === 'live' || state === 'reconnecting';
}

/**
 * What the states of its destinations mean for a session that is connecting or on air: live when one is confirmed,
 * reconnecting when none is, failed only when nobody is left who could become so. Null when nothing follows.
 */
export function moveFor(
  state: SessionState,
  outputs: readonly OutputState[],
  mode: 'rehearsal' | 'live',
): StatusMove | null {
  const isNew = (move: StatusMove): StatusMove | null => (nextState(state, move) === null ? null : move);
  if (state !== 'connecting' && !isOnAir(state)) return null;
  if (outputs.includes('live')) return isNew(mode === 'rehearsal' ? 'confirmed-rehearsal' : 'confirmed-live');
  if (outputs.includes('failed') && outputs.every((output) => output === 'failed' || output === 'idle'))
    return 'failed';
  return isNew('lost');
}
