/** Playlists: order, loops, shuffles, and files that can't be played. */
import { expect, test } from 'vitest';
import {
  advance,
  currentFile,
  playing,
  playlistFrom,
  skipBroken,
  startPlaylist,
  type Playlist,
  type PlaylistPlan,
} from '../../../../shared/studio/playing/playlist.ts';

const plan: PlaylistPlan = { count: 3, loop: false, draw: null };

function play(given: PlaylistPlan, steps: number): readonly (number | null)[] {
  const seen: (number | null)[] = [];
  let list: Playlist | null = startPlaylist(given);
  for (let step = 0; step < steps && list !== null; step += 1) {
    seen.push(currentFile(list));
    list = advance(list, given);
  }
  return seen;
}

test('plays in order and ends, or goes round', () => {
  expect(play(plan, 10)).toEqual([0, 1, 2]);
  expect(play({ ...plan, loop: true }, 7)).toEqual([0, 1, 2, 0, 1, 2, 0]);
  expect(play({ ...plan, count: 1, loop: true }, 3)).toEqual([0, 0, 0]);
});

test('begins with any of its files; shuffled, the others come after it', () => {
  const seen = (list: ReturnType<typeof startPlaylist>) => list.order.slice(list.place);
  expect(seen(playlistFrom({ count: 4, loop: true, draw: null }, 2))).toEqual([2, 3]);
  const shuffled = seen(playlistFrom({ count: 4, loop: true, draw: () => 0.3 }, 2));
  expect(shuffled[0]).toBe(2);
  expect(shuffled.toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3]);
});

test('without files there is nothing to play', () => {
  const empty = startPlaylist({ ...plan, count: 0 });
  expect(currentFile(empty)).toBe(null);
  expect(advance(empty, { count: 0, loop: true, draw: null })).toBe(null);
});

test('shuffled, each round has every file', () => {
  let state = 11;
  const draw = () => {
    state = (state * 16_807) % 2_147_483_647;
    return state / 2_147_483_647;
  };
  const seen = play({ count: 5, loop: true, draw }, 50);
  for (let round = 0; round < 10; round += 1) {
    expect(seen.slice(round * 5, round * 5 + 5).toSorted((a, b) => (a ?? 0) - (b ?? 0))).toEqual([0, 1, 2, 3, 4]);
  }
  expect(seen.join('')).not.toBe('01234'.repeat(10));
});

test('goes past broken files, and stops when none can be played', () => {
  const looping = { ...plan, loop: true };
  const second = skipBroken(startPlaylist(looping), looping);
  expect(second).toMatchObject({ place: 1, failures: 1 });
  const third = second === null ? null : skipBroken(second, looping);
  expect(third).toMatchObject({ place: 2, failures: 2 });
  expect(third === null ? undefined : skipBroken(third, looping)).toBe(null);
  // One that plays makes good for all before it.
  expect(third === null ? undefined : skipBroken(playing(third), looping)).toMatchObject({ failures: 1 });
});
