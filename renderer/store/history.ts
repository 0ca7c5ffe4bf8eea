/** The last minute of figures, one point a second, kept outside React for the graph. */
import type { SessionSnapshot } from '../../shared/contract/session.ts';

/** Seconds that the graph shows. */
export const historySeconds = 60;

/** Columns of equal length: second of the session, kb/s of video and audio, frames per second. */
export type History = { readonly seconds: number[]; readonly kbps: number[]; readonly fps: number[] };

const history: History = { seconds: [], kbps: [], fps: [] };
const listeners = new Set<() => void>();

/** Adds the snapshot's second; a new session, told by a second that runs backwards, begins an empty minute. */
export function recordSecond({ stats }: SessionSnapshot): void {
  if (stats === null) return;
  const last = history.seconds.at(-1);
  if (last === stats.second) return;
  if (last !== undefined && stats.second < last) for (const column of columns()) column.length = 0;
  history.seconds.push(stats.second);
  history.kbps.push(stats.videoKbps + stats.audioKbps);
  history.fps.push(stats.fps);
  if (history.seconds.length > historySeconds) for (const column of columns()) column.shift();
  for (const listener of listeners) listener();
}

/** The columns themselves; read, don't keep. */
export function readHistory(): History {
  return history;
}

/** Calls `listener` after each new second; returns the way to stop. */
export function onHistory(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function columns(): number[][] {
  return [history.seconds, history.kbps, history.fps];
}
