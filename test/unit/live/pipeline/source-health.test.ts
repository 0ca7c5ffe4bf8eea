/** A source that falls silent gives way within a second, and comes back only when its frames have come steadily for 3 s. */
import { beforeEach, expect, test } from 'vitest';
import { SourceHealth } from '../../../../shared/live/pipeline/source-health.ts';

const second = 1_000_000;
let now: number;
let shown: { readonly at: number; readonly isShown: boolean }[];
let news: (string | null)[];

/** Looks 30 times a second for `seconds`; frames come every `gap` seconds, or not at all. */
function run(health: SourceHealth, seconds: number, gap: number | null): void {
  const end = now + seconds * second;
  let next = now;
  while (now < end) {
    if (gap !== null && now >= next) {
      health.frame(now);
      next += gap * second;
    }
    const told = health.news(now);
    if (told !== null) news.push(told);
    shown.push({ at: now, isShown: health.isShown(now) });
    now += Math.round(second / 30);
  }
}

/** Seconds from `since` until viewers saw (or no longer saw) the source. */
const until = (isShown: boolean, since: number) =>
  ((shown.find((look) => look.at >= since && look.isShown === isShown)?.at ?? Number.NaN) - since) / second;

beforeEach(() => {
  now = 50 * second;
  shown = [];
  news = [];
});

test('a fresh source is shown with its first frame', () => {
  const health = new SourceHealth(now, 'fresh');
  run(health, 2, null);
  expect(health.isShown(now)).toBe(false);
  health.frame(now);
  expect(health.isShown(now)).toBe(true);
});

test('a silent source gives way within a second and returns after 3 s of health', () => {
  const health = new SourceHealth(now, 'fresh');
  run(health, 5, 1 / 30);
  const died = now;
  run(health, 4, null);
  expect(until(false, died)).toBeLessThanOrEqual(1);
  expect(until(false, died)).toBeGreaterThan(0.5);
  const back = now;
  run(health, 5, 1 / 30);
  expect(until(true, back)).toBeCloseTo(3, 1);
  expect(news).toEqual(['flowing', 'frozen', 'flowing']);
});

test('health is steady: a frame now and then does not bring it back, and each pause begins the 3 s anew', () => {
  const health = new SourceHealth(now, 'fresh');
  run(health, 1, 1 / 30);
  run(health, 2, null);
  run(health, 20, 0.6);
  expect(shown.at(-1)?.isShown).toBe(false);
  run(health, 2.3, 1 / 30);
  run(health, 0.7, null);
  const steady = now;
  run(health, 4, 1 / 30);
  expect(until(true, steady)).toBeGreaterThan(2.9);
});

test('a hiccup shorter than that and a slow camera change nothing', () => {
  const health = new SourceHealth(now, 'fresh');
  run(health, 1, 1 / 30);
  run(health, 0.6, null);
  run(health, 10, 0.2);
  expect(shown.every(({ isShown }) => isShown)).toBe(true);
  expect(news).toEqual(['flowing']);
});

test('one that was opened again after a failure is not shown before it is healthy', () => {
  const health = new SourceHealth(now, 'returning');
  const opened = now;
  run(health, 4, 1 / 30);
  expect(until(true, opened)).toBeCloseTo(3, 1);
  expect(news).toEqual(['flowing']);
});

test('one that never gives a frame is frozen after 3 s, told once', () => {
  const health = new SourceHealth(now, 'returning');
  run(health, 2.9, null);
  expect(news).toEqual([]);
  run(health, 10, null);
  expect(news).toEqual(['frozen']);
});
