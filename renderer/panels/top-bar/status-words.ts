/** The one vocabulary for session states: the word in the pill and its tone. */
import type { SessionSnapshot } from '../../../shared/contract/session.ts';
import { t } from '../../words/words.ts';

/** The pill's word: LIVE counts the destinations when some of them don't receive; else main says what they get. Who has given up does not reconnect. */
export function pillWord({
  state,
  outputs,
  liveWord,
  reconnect,
}: Pick<SessionSnapshot, 'state' | 'outputs' | 'liveWord' | 'reconnect'>): string {
  if (state === 'reconnecting' && reconnect === null) return t('live.pill.nobody');
  if (state !== 'live') return t(`live.pill.${state}`);
  const { live, wanted } = receivers(outputs);
  if (live > 0 && live < wanted) return t('live.pill.some', { live, wanted });
  return t(`live.pill.words.${liveWord ?? 'LIVE'}`);
}

/** True while live and not everybody gets everything. */
export function isWeak({ state, outputs, liveWord }: Pick<SessionSnapshot, 'state' | 'outputs' | 'liveWord'>): boolean {
  const { live, wanted } = receivers(outputs);
  return state === 'live' && ((liveWord ?? 'LIVE') !== 'LIVE' || (live > 0 && live < wanted));
}

function receivers(outputs: SessionSnapshot['outputs']): { readonly live: number; readonly wanted: number } {
  const wanted = outputs.filter((output) => output.state !== 'idle' && output.state !== 'paused');
  return { live: wanted.filter((output) => output.state === 'live').length, wanted: wanted.length };
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
