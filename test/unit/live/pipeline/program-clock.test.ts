/** The program clock gives each slot its exact time and never falls behind for good. */
import { describe, expect, test } from 'vitest';
import { slotTime, tickAt } from '../../../../shared/live/pipeline/program-clock.ts';

const clock = { epoch: 5_000_000, fps: 30 };
const at = (slot: number, plus = 0) => clock.epoch + slotTime(30, slot) + plus;

describe('slot times', () => {
  test('are k·10⁶/fps rounded once, so that they never drift', () => {
    expect([0, 1, 2, 3].map((slot) => slotTime(30, slot))).toEqual([0, 33_333, 66_667, 100_000]);
    expect(slotTime(30, 30 * 3600)).toBe(3_600_000_000);
    expect(slotTime(60, 6)).toBe(100_000);
  });

  test('put exactly three frames into 100 ms at 30 frames per second', () => {
    const flash = [30, 31, 32, 33].filter((slot) => slotTime(30, slot) % 1_000_000 < 100_000);
    expect(flash).toEqual([30, 31, 32]);
  });
});

describe('the tick', () => {
  test('waits for the deadline of the next slot', () => {
    expect(tickAt(clock, 4, at(4, -1))).toEqual({ kind: 'wait', until: at(4) });
    expect(tickAt(clock, 0, 0)).toEqual({ kind: 'wait', until: clock.epoch });
  });

  test('makes the slot that is due', () => {
    expect(tickAt(clock, 4, at(4))).toEqual({ kind: 'emit', slot: 4, skipped: 0 });
  });

  test('catches up slot by slot while it is at most six behind', () => {
    expect(tickAt(clock, 4, at(10, 20_000))).toEqual({ kind: 'emit', slot: 4, skipped: 0 });
  });

  test('gives up slots when it is further behind, but leaves no gap over 100 ms', () => {
    expect(tickAt(clock, 4, at(11))).toEqual({ kind: 'emit', slot: 6, skipped: 2 });
    expect(tickAt(clock, 4, at(30))).toEqual({ kind: 'emit', slot: 6, skipped: 2 });
  });

  test('goes on from now after a long sleep', () => {
    expect(tickAt(clock, 4, at(5000))).toEqual({ kind: 'emit', slot: 5000, skipped: 4996 });
  });

  test('makes every slot at a rate whose frames are 100 ms apart anyway', () => {
    expect(tickAt({ epoch: 0, fps: 10 }, 1, 1_600_000)).toEqual({ kind: 'emit', slot: 1, skipped: 0 });
  });
});
