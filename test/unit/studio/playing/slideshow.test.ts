/** The slideshow's schedule: turns, fades, ends and long pauses. */
import { describe, expect, test } from 'vitest';
import { SlideClock, type SlideshowPlan } from '../../../../shared/studio/playing/slideshow.ts';

const plan: SlideshowPlan = { count: 3, everyMillis: 1000, fadeMillis: 200, loop: true, draw: null };

/** A generator with a known sequence. */
function drawing(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 16_807) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

describe('a slideshow', () => {
  test('shows each picture for its time, fading at the end of it', () => {
    const clock = new SlideClock(plan, 500);
    expect(clock.at(500)).toEqual({ index: 0, next: 1, mix: 0, isOver: false });
    expect(clock.at(1299)).toMatchObject({ index: 0, mix: 0 });
    expect(clock.at(1400)?.mix).toBeCloseTo(0.5);
    expect(clock.at(1500)).toMatchObject({ index: 1, next: 2, mix: 0 });
    expect(clock.at(3499)).toMatchObject({ index: 2, next: 0 });
    expect(clock.at(3500)).toMatchObject({ index: 0, next: 1 });
  });

  test('ends with the last picture when it does not loop', () => {
    const clock = new SlideClock({ ...plan, loop: false }, 0);
    expect(clock.at(2500)).toEqual({ index: 2, next: null, mix: 0, isOver: false });
    expect(clock.at(3000)).toMatchObject({ index: 2, isOver: true });
    expect(clock.at(900_000)).toMatchObject({ index: 2, isOver: true });
    clock.restart(900_000);
    expect(clock.at(900_000)).toMatchObject({ index: 0, isOver: false });
  });

  test('shuffled, every round has every picture once and none twice in a row', () => {
    const clock = new SlideClock({ ...plan, count: 4, draw: drawing(7) }, 0);
    const seen = Array.from({ length: 400 }, (_, step) => clock.at(step * 1000)?.index ?? -1);
    for (let round = 0; round < 100; round += 1) {
      expect(seen.slice(round * 4, round * 4 + 4).toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3]);
    }
    expect(seen.filter((index, step) => step > 0 && index === seen[step - 1])).toEqual([]);
  });

  test('what it says comes next is what comes next', () => {
    const clock = new SlideClock({ ...plan, count: 5, draw: drawing(3) }, 0);
    for (let step = 0; step < 60; step += 1) {
      const next = clock.at(step * 1000)?.next;
      expect(clock.at((step + 1) * 1000)?.index).toBe(next);
    }
  });

  test('a long sleep costs no time and keeps the turn', () => {
    const clock = new SlideClock(plan, 0);
    const began = performance.now();
    expect(clock.at(3_000_000_001_000)).toMatchObject({ index: 1 });
    expect(performance.now() - began).toBeLessThan(50);
  });

  test('one picture stays, no picture is nothing', () => {
    expect(new SlideClock({ ...plan, count: 1 }, 0).at(99_000)).toEqual({
      index: 0,
      next: null,
      mix: 0,
      isOver: false,
    });
    expect(new SlideClock({ ...plan, count: 0 }, 0).at(0)).toBe(null);
  });

  test('a fade is never longer than its picture', () => {
    const clock = new SlideClock({ ...plan, everyMillis: 500, fadeMillis: 5000 }, 0);
    expect(clock.at(0)?.mix).toBe(0);
    expect(clock.at(250)?.mix).toBeCloseTo(0.5);
  });
});
