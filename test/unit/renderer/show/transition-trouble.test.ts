/** A transition whose file can't be used is told before viewers see the cut, and once for each time it goes wrong. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { useNotices } from '../../../../renderer/store/notices.ts';
import { noticeTransition } from '../../../../renderer/store/show/mirror/transition-trouble.ts';
import type { SourceCondition } from '../../../../renderer/store/show/on-air.ts';
import { studioError } from '../../../../shared/errors.ts';
import { transitionSound } from '../../../../shared/studio/scene/transition/transition-files.ts';

const failed = { state: 'failed', error: studioError('source-file-missing') } as const;

const news = (producer: SourceCondition['producer'], sourceId = transitionSound.id) =>
  noticeTransition({ sourceId, device: null, producer });
const told = () => useNotices.getState().toasts.length;

beforeEach(() => {
  vi.useFakeTimers();
  news({ state: 'running' });
  useNotices.setState({ toasts: [] });
});

afterEach(() => vi.useRealTimers());

test('once for each time', () => {
  news(failed);
  vi.advanceTimersByTime(3000);
  expect(told()).toBe(1);
  useNotices.setState({ toasts: [] });
  // It is tried again every two seconds.
  news(failed);
  news({ state: 'opening' });
  news(failed);
  vi.advanceTimersByTime(3000);
  expect(told()).toBe(0);
  news({ state: 'running' });
  news(failed);
  vi.advanceTimersByTime(3000);
  expect(told()).toBe(1);
});

test('not where main only heard of the file a moment later', () => {
  news(failed);
  vi.advanceTimersByTime(600);
  news({ state: 'running' });
  vi.advanceTimersByTime(60_000);
  expect(told()).toBe(0);
});

test('sources have rows of their own', () => {
  news(failed, 'film');
  vi.advanceTimersByTime(60_000);
  expect(told()).toBe(0);
});
