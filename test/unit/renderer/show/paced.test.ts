/** The show goes to the media side at the display's rate, however fast a fader is drawn. */
import { expect, test } from 'vitest';
import { displayMillis, paced } from '../../../../renderer/store/show/mirror/paced.ts';

function rig() {
  let now = 1000;
  let timers: { readonly at: number; readonly callback: () => void }[] = [];
  const applied: number[] = [];
  const pass = paced((value: number) => applied.push(value), {
    now: () => now,
    later: (callback, millis) => timers.push({ at: now + millis, callback }),
  });
  const wait = (millis: number) => {
    now += millis;
    const due = timers.filter(({ at }) => at <= now);
    timers = timers.filter(({ at }) => at > now);
    for (const { callback } of due) callback();
  };
  return { pass, wait, applied };
}

test('a value alone goes on at once', () => {
  const { pass, wait, applied } = rig();
  pass(1);
  expect(applied).toEqual([1]);
  wait(100);
  pass(2);
  expect(applied).toEqual([1, 2]);
});

test('of values in one picture of the display only the newest goes on', () => {
  const { pass, wait, applied } = rig();
  for (let value = 1; value <= 200; value += 1) {
    pass(value);
    wait(1);
  }
  wait(displayMillis);
  expect(applied.length).toBeLessThanOrEqual(200 / displayMillis + 2);
  expect(applied[0]).toBe(1);
  expect(applied.at(-1)).toBe(200);
  expect(applied).toEqual(applied.toSorted((a, b) => a - b));
});
