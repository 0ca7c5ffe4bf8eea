/** Any cap at any time over any ordinary link: the bitrate follows, never above the wish, and one GOP is lost at most. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ackWindowFor } from '../../../shared/live/delivery/send-window.ts';
import { randomOf } from '../../support/link/simulated-encoder.ts';
import { simulate } from '../../support/link/simulated-run.ts';

const gopMillis = 2000;

const world = fc.record({
  target: fc.integer({ min: 3000, max: 9000 }),
  share: fc.double({ min: 0.2, max: 0.8, noNaN: true }),
  narrowFrom: fc.integer({ min: 8000, max: 12_000 }),
  narrowMillis: fc.integer({ min: 3000, max: 40_000 }),
  rttMillis: fc.integer({ min: 4, max: 120 }),
  lookMillis: fc.constantFrom(100, 150, 200),
  keyFrameWeight: fc.integer({ min: 1, max: 5 }),
  seed: fc.integer({ min: 1, max: 2 ** 31 }),
});

test('C58: follows a cap of 20 to 80 % within 1 s and is back within 30 s of its end', () => {
  fc.assert(
    fc.property(world, ({ target, share, narrowFrom, narrowMillis, seed, ...rest }) => {
      const { rttMillis, lookMillis, keyFrameWeight } = rest;
      const audioKbps = 128;
      const narrowUntil = narrowFrom + narrowMillis;
      const needs = target + audioKbps;
      const run = simulate({
        link: {
          capKbps: (now) => needs * (now >= narrowFrom && now < narrowUntil ? share : 1.5),
          rttMillis,
          kernelBytes: 4 << 20,
          ackBytes: ackWindowFor(needs),
        },
        seconds: narrowUntil / 1000 + 31,
        targetKbps: () => target,
        audioKbps,
        controller: true,
        window: 'window',
        lookMillis,
        keyFrameWeight,
        random: randomOf(seed),
      });
      expect(run.rates.filter(({ at }) => at > 0 && at < narrowFrom)).toEqual([]);
      const fall = run.rates.find(({ at }) => at >= narrowFrom);
      expect((fall?.at ?? Infinity) - narrowFrom).toBeLessThanOrEqual(1000);
      expect(fall?.kbps).toBeLessThanOrEqual(target * 0.951);
      expect(Math.max(...run.rates.map(({ kbps }) => kbps))).toBe(target);
      const back = run.rates.find(({ at, kbps }) => at >= narrowUntil && kbps === target);
      expect((back?.at ?? Infinity) - narrowUntil).toBeLessThanOrEqual(30_000);
      expect([run.lostVideoMillis <= gopMillis ? 'kept' : run.lostVideoMillis, run.lostAudioMillis]).toEqual([
        'kept',
        0,
      ]);
    }),
    { numRuns: 40 },
  );
});
