/** Whatever the timers do, program time moves on in order, never early, and the clock meets the present again. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { maxGapMicros, slotTime, tickAt } from '../../../shared/live/pipeline/program-clock.ts';

const rates = fc.integer({ min: 10, max: 60 });

test('no slot is made twice, early, or more than 100 ms after the one before unless the machine slept', () => {
  fc.assert(
    fc.property(rates, fc.array(fc.integer({ min: 0, max: 1_900_000 }), { maxLength: 60 }), (fps, sleeps) => {
      const clock = { epoch: 1_000, fps };
      let now = clock.epoch;
      let next = 0;
      for (const sleep of sleeps) {
        now += sleep;
        for (let tick = tickAt(clock, next, now); tick.kind === 'emit'; tick = tickAt(clock, next, now)) {
          expect(tick.slot).toBeGreaterThanOrEqual(next);
          expect(tick.skipped).toBe(tick.slot - next);
          expect(clock.epoch + slotTime(fps, tick.slot)).toBeLessThanOrEqual(now);
          if (next > 0)
            expect(slotTime(fps, tick.slot) - slotTime(fps, next - 1)).toBeLessThanOrEqual(maxGapMicros + 1);
          next = tick.slot + 1;
        }
        expect(clock.epoch + slotTime(fps, next)).toBeGreaterThan(now);
      }
    }),
  );
});

test('a clock that sleeps exactly as it is told makes every slot', () => {
  fc.assert(
    fc.property(rates, fc.integer({ min: 0, max: 1e12 }), (fps, epoch) => {
      let now = epoch;
      for (let next = 0; next < 200; next += 1) {
        const tick = tickAt({ epoch, fps }, next, now);
        if (tick.kind === 'wait') now = tick.until;
        expect(tickAt({ epoch, fps }, next, now)).toEqual({ kind: 'emit', slot: next, skipped: 0 });
      }
    }),
  );
});
