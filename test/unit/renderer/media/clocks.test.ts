/** Worker, main and device clocks are brought together without trusting any one answer. */
import { expect, test } from 'vitest';
import { CaptureClock } from '../../../../renderer/media/capture/capture-clock.ts';
import { MainClock } from '../../../../renderer/media/port/main-clock.ts';

test('main time is unknown, as 0, before the first answer', () => {
  const clock = new MainClock();
  expect(clock.offset).toBeNull();
  expect(clock.toMain(5)).toBe(0);
});

test('the answer with the shortest round trip gives the offset', () => {
  const clock = new MainClock();
  clock.learn({ asked: 0, now: 40_000, main: 1_039_000 });
  clock.learn({ asked: 100_000, now: 100_400, main: 1_100_200 });
  clock.learn({ asked: 200_000, now: 260_000, main: 1_201_000 });
  expect(clock.offset).toBe(1_000_000);
  expect(clock.toMain(7)).toBe(1_000_007);
});

test('an answer from before its question is ignored', () => {
  const clock = new MainClock();
  clock.learn({ asked: 10, now: 5, main: 99 });
  expect(clock.offset).toBeNull();
});

test('capture stamps on the clock of main are mapped exactly', () => {
  const clock = new CaptureClock();
  expect(clock.toWorker(1_050_000, 62_000, 1_000_000)).toBe(50_000);
});

test('capture stamps on another clock are placed by the least lag seen', () => {
  const clock = new CaptureClock();
  expect(clock.toWorker(0, 500_000, 9e12)).toBe(500_000);
  expect(clock.toWorker(33_000, 530_000, null)).toBe(530_000);
  expect(clock.toWorker(66_000, 580_000, null)).toBe(563_000);
});
