/** What a window that nobody sees hears of the session: every change of state, and off air no figures. */
import { expect, test } from 'vitest';
import { z } from 'zod';
import { SessionNews } from '../../../electron/ipc/session-news.ts';
import { useLive } from '../../../renderer/store/live.ts';
import type { SessionSnapshot } from '../../../shared/contract/session.ts';

const withState = (state: SessionSnapshot['state']): SessionSnapshot => ({
  ...useLive.getInitialState().session,
  state,
});

const some = z.looseObject({ state: z.string() });

function rig() {
  const told: z.infer<typeof some>[] = [];
  const shown: unknown[] = [];
  const news = new SessionNews((name, payload) => {
    if (name === 'window.shown') shown.push(payload);
    else told.push(some.parse(payload));
  });
  return { told, shown, news };
}

test('a window that is seen hears everything', () => {
  const { told, news } = rig();
  for (let second = 0; second < 5; second += 1) news.take(withState('off-air'));
  expect(told).toHaveLength(5);
});

test('a hidden one hears off air of nothing but changes of state, and of the newest once it is seen', () => {
  const { told, shown, news } = rig();
  news.take(withState('off-air'));
  news.setShown(false);
  for (let second = 0; second < 5; second += 1) news.take(withState('off-air'));
  expect(told).toHaveLength(1);
  const last = { ...withState('off-air'), reportReady: true };
  news.take(last);
  news.setShown(true);
  expect(told).toHaveLength(2);
  expect(told.at(-1)).toEqual(last);
  expect(shown).toEqual([{ shown: false }, { shown: true }]);
  news.setShown(false);
  news.setShown(true);
  expect(told).toHaveLength(2);
});

test('a session that runs is told to a hidden window as to any other', () => {
  const { told, news } = rig();
  news.take(withState('off-air'));
  news.setShown(false);
  for (const state of ['checking', 'connecting', 'live', 'live', 'live', 'ending', 'ended', 'ended'] as const) {
    news.take(withState(state));
  }
  expect(told.map(({ state }) => state)).toEqual([
    'off-air',
    'checking',
    'connecting',
    'live',
    'live',
    'live',
    'ending',
    'ended',
  ]);
});
