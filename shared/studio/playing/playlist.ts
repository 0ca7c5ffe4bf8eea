/** Which file of a playlist comes when: forward, round and round, past files that can't be played. */
import { nextRound, playOrder, type Draw } from './order.ts';

export type PlaylistPlan = { readonly count: number; readonly loop: boolean; readonly draw: Draw | null };

/** Where a playlist is; immutable. */
export type Playlist = {
  readonly order: readonly number[];
  readonly place: number;
  /** Files that failed since one was played; all of them: give up for now. */
  readonly failures: number;
};

export function startPlaylist({ count, draw }: PlaylistPlan): Playlist {
  return { order: playOrder(count, draw), place: 0, failures: 0 };
}

/** Begins with file number `index`; shuffled, all others come after it. */
export function playlistFrom(plan: PlaylistPlan, index: number): Playlist {
  const start = startPlaylist(plan);
  if (plan.draw === null) return { ...start, place: index };
  return { ...start, order: [index, ...start.order.filter((other) => other !== index)] };
}

/** Number of the file to play; null without files. */
export function currentFile({ order, place }: Playlist): number | null {
  return order[place] ?? null;
}

/** After the end of a file: the next place; null when all have been played. */
export function advance(playlist: Playlist, plan: PlaylistPlan): Playlist | null {
  const { order, place } = playlist;
  if (place + 1 < order.length) return { ...playlist, place: place + 1 };
  if (!plan.loop || order.length === 0) return null;
  return { ...playlist, order: nextRound(order, plan.draw), place: 0 };
}

/** The current file can't be played: the next place; null when none of them could be. */
export function skipBroken(playlist: Playlist, plan: PlaylistPlan): Playlist | null {
  const failures = playlist.failures + 1;
  if (failures >= playlist.order.length) return null;
  const next = advance(playlist, plan);
  return next === null ? null : { ...next, failures };
}

/** The current file plays. */
export function playing(playlist: Playlist): Playlist {
  return playlist.failures === 0 ? playlist : { ...playlist, failures: 0 };
}
