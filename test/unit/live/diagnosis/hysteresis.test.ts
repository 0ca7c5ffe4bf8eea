/** Trouble is raised when it has held, told as recovering when it is over, and cleared after eight good seconds. */
import { expect, test } from 'vitest';
import { Hysteresis, type Level } from '../../../../shared/live/diagnosis/watches/hysteresis.ts';

/** Looks every 500 ms at `levels`, each for the seconds beside it; one letter per look: o, w, b, capital while recovering. */
function shape(levels: readonly (readonly [Level, number])[], hold?: number): string {
  const watch = new Hysteresis();
  let now = 0;
  let told = '';
  for (const [level, seconds] of levels) {
    for (let look = 0; look < seconds * 2; look += 1) {
      const raised = watch.look(level, now, hold);
      told += raised.isRecovering ? raised.level.charAt(0).toUpperCase() : raised.level.charAt(0);
      now += 500;
    }
  }
  return told;
}

test('what holds for less than two seconds is not told', () => {
  expect(
    shape([
      ['weak', 2],
      ['ok', 1],
      ['bad', 2],
      ['ok', 1],
    ]),
  ).toBe('oooooooooooo');
});

test('what holds for two seconds is', () => {
  expect(shape([['weak', 3]])).toBe('oooowww'.slice(0, 6));
  expect(shape([['bad', 3]])).toBe('oooobb');
  expect(shape([['bad', 1]], 0)).toBe('bb');
});

test('weak trouble that gets worse is bad after two seconds more', () => {
  expect(
    shape([
      ['weak', 3],
      ['bad', 3],
    ]),
  ).toBe('oooowwwwwwbb');
});

test('it is recovering after two good seconds and over after eight', () => {
  expect(
    shape([
      ['weak', 3],
      ['ok', 9],
    ]),
  ).toBe('oooowwwwwWWWWWWWWWWWWooo'.slice(0, 24));
});

test('bad trouble that is only weak now stays bad for eight seconds, then weak', () => {
  const told = shape([
    ['bad', 3],
    ['weak', 10],
  ]);
  expect(told.slice(6, 21)).toBe('bbbbbbbbbbbbbbb');
  expect(told.slice(21)).toBe('wwwww');
});

test('trouble that comes back while it is watched is told at once, and watched anew', () => {
  expect(
    shape([
      ['weak', 3],
      ['ok', 4],
      ['weak', 0.5],
      ['ok', 4],
    ]),
  ).toBe('oooowwwwwWWWWWwwwwWWWWW'.slice(0, 23));
});
