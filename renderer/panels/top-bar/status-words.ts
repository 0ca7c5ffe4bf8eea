/** The one vocabulary for session states: the word in the pill and its tone. */
import type { SessionSnapshot } from '../../../shared/contract/session.ts';
import type { SessionState } from '../../../shared/live/session/status.ts';

/** Pill word of each state. */
const pillWords: Readonly<Record<SessionState, string>> = {
  'off-air': 'OFF AIR',
  checking: 'CHECKING',
  connecting: 'CONNECTING',
  rehearsing: 'REHEARSAL',
  live: 'LIVE',
  reconnecting: 'RECONNECTING',
  ending: 'ENDING',
  ended: 'ENDED',
  failed: 'FAILED',
};

/** The pill's word: LIVE counts the destinations when some of them don't receive; else main says what they get. Who has given up does not reconnect. */
export function pillWord({
  state,
  outputs,
  liveWord,
  reconnect,
}: Pick<SessionSnapshot, 'state' | 'outputs' | 'liveWord' | 'reconnect'>): string {
  if (state === 'reconnecting' && reconnect === null) return 'NOBODY RECEIVES';
  if (state !== 'live') return pillWords[state];
  const wanted = outputs.filter((output) => output.state !== 'idle' && output.state !== 'paused');
  const live = wanted.filter((output) => output.state === 'live').length;
  if (live > 0 && live < wanted.length) return `LIVE ${live} OF ${wanted.length}`;
  return liveWord ?? pillWords.live;
}

/** Hours, minutes and seconds with fixed width: 00:00:00. */
export function clockText(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  return parts.map((part) => String(part).padStart(2, '0')).join(':');
}

/** Seconds on air: up to now while on air, up to the end afterwards, 0 before. */
export function secondsOnAir(liveSince: number | null, offAirSince: number | null, now: number): number {
  return liveSince === null ? 0 : ((offAirSince ?? now) - liveSince) / 1000;
}
