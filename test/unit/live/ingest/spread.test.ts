/** Percentiles: exact for a list, exact to half a millisecond for a stream, and bounded at the edges. */
import { describe, expect, test } from 'vitest';
import { LatencyWindow, median, percentile } from '../../../../shared/live/ingest/spread.ts';

describe('a percentile of a list', () => {
  test.each([
    [[], 0.5, 0],
    [[7], 0, 7],
    [[7], 1, 7],
    [[3, 1, 2], 0.5, 2],
    [[4, 1, 3, 2], 0.5, 2],
    [Array.from({ length: 100 }, (_, index) => index + 1), 0.95, 95],
    [Array.from({ length: 100 }, (_, index) => index + 1), 1, 100],
  ])('of %j at %d is %d', (values, share, value) => {
    expect(percentile(values, share)).toBe(value);
  });

  test('leaves the list as it was', () => {
    const values = [3, 1, 2];
    expect(median(values)).toBe(2);
    expect(values).toEqual([3, 1, 2]);
  });
});

function windowOf(values: readonly number[]): LatencyWindow {
  const window = new LatencyWindow();
  for (const value of values) window.add(value);
  return window;
}

describe('a stream of latencies', () => {
  test('is nothing before its first value', () => {
    const window = windowOf([]);
    expect(window.spread()).toBeNull();
    expect(window.recentMedian()).toBeNull();
    expect(window.worst).toBe(0);
  });

  test('agrees with the exact percentiles to half a millisecond', () => {
    const values = Array.from({ length: 2000 }, (_, index) => 20 + ((index * 7919) % 997) / 10);
    const spread = windowOf(values).spread();
    expect(Math.abs((spread?.p50 ?? 0) - percentile(values, 0.5))).toBeLessThanOrEqual(0.5);
    expect(Math.abs((spread?.p95 ?? 0) - percentile(values, 0.95))).toBeLessThanOrEqual(0.5);
    expect(spread?.max).toBe(Math.max(...values));
  });

  test('keeps the sign of a skew and knows the value furthest from zero', () => {
    const window = windowOf([-12, -12, -12, 3, -40, 20]);
    expect(window.spread()?.p50).toBe(-12);
    expect(window.worst).toBe(-40);
  });

  test('counts values beyond ten seconds at the edge', () => {
    expect(windowOf([60_000, 60_000]).spread()).toEqual({ p50: 10_000, p95: 10_000, max: 60_000 });
    expect(windowOf([-60_000]).spread()?.p50).toBe(-10_000);
  });

  test('has a recent median that forgets what is older than 64 values', () => {
    const window = windowOf([...Array.from({ length: 500 }, () => 5), ...Array.from({ length: 64 }, () => 90)]);
    expect(window.recentMedian()).toBe(90);
    expect(window.spread()?.p50).toBe(5);
  });
});
