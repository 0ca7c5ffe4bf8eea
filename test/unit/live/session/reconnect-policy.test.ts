/** When a lost connection is tried again: the schedule, its jitter, and what ends the trying. */
import { describe, expect, test } from 'vitest';
import { errorCodes, studioError } from '../../../../shared/errors.ts';
import {
  decideReconnect,
  keyInUsePatienceMillis,
  reconnectLimitMillis,
  reconnectScheduleMillis,
} from '../../../../shared/live/session/reconnect-policy.ts';

const cut = studioError('connection-reset');
const middle = { lostMillis: 0, random: 0.5 };

describe('the schedule', () => {
  test.each([
    [1, 250],
    [2, 1000],
    [3, 2000],
    [4, 4000],
    [5, 8000],
    [6, 15_000],
    [7, 15_000],
    [1000, 15_000],
  ])('waits before attempt %i for %i ms', (attempt, millis) => {
    expect(decideReconnect(cut, attempt, middle)).toEqual({ kind: 'wait', millis });
  });

  test.each([0, -1])('takes attempt %i for the first', (attempt) => {
    expect(decideReconnect(cut, attempt, middle)).toEqual({ kind: 'wait', millis: reconnectScheduleMillis[0] });
  });

  test('moves a wait by a fifth at most, downwards and upwards', () => {
    const wait = (random: number) => decideReconnect(cut, 2, { lostMillis: 0, random });
    expect(wait(0)).toEqual({ kind: 'wait', millis: 800 });
    expect(wait(0.75)).toEqual({ kind: 'wait', millis: 1100 });
    const latest = wait(1 - Number.EPSILON);
    expect(latest).toMatchObject({ kind: 'wait' });
    expect(latest.kind === 'wait' ? latest.millis : Number.NaN).toBeLessThanOrEqual(1200);
  });
});

describe('giving up', () => {
  test('comes after half an hour without a confirmed connection, whatever the error', () => {
    const lost = (lostMillis: number) => decideReconnect(cut, 9, { lostMillis, random: 0.5 });
    expect(lost(reconnectLimitMillis - 1)).toMatchObject({ kind: 'wait' });
    expect(lost(reconnectLimitMillis)).toEqual({ kind: 'give-up', error: cut });
  });

  test('of a key in use comes only when the server had two minutes to forget the old publish', () => {
    const inUse = studioError('key-in-use');
    const lost = (lostMillis: number) => decideReconnect(inUse, 3, { lostMillis, random: 0.5 });
    expect(lost(keyInUsePatienceMillis)).toMatchObject({ kind: 'wait' });
    expect(lost(keyInUsePatienceMillis + 1)).toEqual({ kind: 'give-up', error: inUse });
  });

  test('C37: a key in use is asked for again and again for at least a minute, ever more slowly and not in step', () => {
    const inUse = studioError('key-in-use');
    for (const random of [0, 0.5, 0.99]) {
      const waits: number[] = [];
      let lostMillis = 0;
      for (let attempt = 1; ; attempt += 1) {
        const decision = decideReconnect(inUse, attempt, { lostMillis, random });
        if (decision.kind === 'give-up') break;
        waits.push(decision.millis);
        lostMillis += decision.millis;
      }
      expect(lostMillis).toBeGreaterThan(60_000);
      expect(waits.length).toBeGreaterThanOrEqual(8);
      expect(waits).toEqual(waits.toSorted((a, b) => a - b));
      expect(waits[0]).toBeLessThan(1000);
    }
  });

  test('C66: a hundred clients that lost the same server do not return in step', () => {
    const waits = Array.from({ length: 100 }, (_, index) => {
      const decision = decideReconnect(cut, 4, { lostMillis: 0, random: index / 100 });
      return decision.kind === 'wait' ? decision.millis : Number.NaN;
    });
    const seconds = new Map<number, number>();
    for (const wait of waits) seconds.set(Math.floor(wait / 250), (seconds.get(Math.floor(wait / 250)) ?? 0) + 1);
    expect(Math.max(...seconds.values())).toBeLessThan(30);
    expect(new Set(waits).size).toBe(100);
  });

  test.each(errorCodes)('follows the table of errors: %s', (code) => {
    const error = studioError(code);
    const isWorthATry = error.retryable || code === 'publish-refused';
    expect(decideReconnect(error, 1, middle).kind).toBe(isWorthATry ? 'wait' : 'give-up');
  });
});
