/** Whatever the links do: never above the wish, never a raise before the link was clean, every change with a reason. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RatePlan, type OutputLink } from '../../../shared/live/delivery/rate-plan.ts';
import { runPlan } from '../../support/link/plan-run.ts';
import { randomOf } from '../../support/link/simulated-encoder.ts';

const link: fc.Arbitrary<OutputLink> = fc.record({
  written: fc.nat({ max: 2 ** 40 }),
  waiting: fc.nat({ max: 2 ** 24 }),
  delivered: fc.option(fc.nat({ max: 2 ** 40 })),
  rttMillis: fc.option(fc.nat({ max: 100_000 })),
  queueAgeMillis: fc.nat({ max: 30_000 }),
  audioKbps: fc.nat({ max: 512 }),
  priority: fc.integer({ min: 1, max: 8 }),
});

const wish = fc.record({
  targetKbps: fc.integer({ min: 100, max: 50_000 }),
  ceilingKbps: fc.integer({ min: 100, max: 50_000 }),
});

const turn = fc.record({
  links: fc.dictionary(fc.constantFrom('a', 'b', 'c'), link),
  wish: fc.option(wish, { freq: 5 }),
  reconnected: fc.option(fc.constantFrom('a', 'b', 'c'), { freq: 5 }),
  removed: fc.option(fc.constantFrom('a', 'b', 'c'), { freq: 8 }),
  wait: fc.integer({ min: 1, max: 5000 }),
});

test('any numbers from any links: within bounds, consistent, and a step for each automatic change', () => {
  fc.assert(
    fc.property(
      fc.array(turn, { maxLength: 60 }),
      wish,
      fc.boolean(),
      fc.boolean(),
      (turns, first, mayHalveFps, mayPause) => {
        const plan = new RatePlan({ ...first, adaptive: true, mayHalveFps, mayPause });
        let goal = Math.min(first.targetKbps, first.ceilingKbps);
        let last = { kbps: goal, fpsDivisor: 1 };
        let now = 0;
        let isOrdered = false;
        for (const one of turns) {
          now += one.wait;
          if (one.wish !== null) {
            plan.setTarget(one.wish);
            isOrdered = true;
            goal = Math.min(one.wish.targetKbps, one.wish.ceilingKbps);
          }
          if (one.reconnected !== null) plan.reconnected(one.reconnected);
          if (one.removed !== null) plan.removed(one.removed);
          const order = plan.look(new Map(Object.entries(one.links)), now);
          expect(order.kbps).toBeGreaterThan(0);
          expect(order.kbps).toBeLessThanOrEqual(goal);
          expect(order.fpsDivisor === 2 && !mayHalveFps).toBe(false);
          expect(order.pause !== null && (!mayPause || !(order.pause in one.links))).toBe(false);
          expect(order.reason === '').toBe(order.kbps >= goal);
          const kinds = order.steps.map(({ kind }) => kind);
          expect(kinds.includes('frame-rate')).toBe(order.fpsDivisor !== last.fpsDivisor);
          expect(kinds.includes('pause')).toBe(order.pause !== null);
          if (order.kbps !== last.kbps && !isOrdered) expect(kinds).toContain('bitrate');
          for (const { text } of order.steps) expect(text).toMatch(/^[A-Z].{5,190}\.$/u);
          if (Object.keys(one.links).length > 0) isOrdered = false;
          last = order;
        }
      },
    ),
    { numRuns: 300 },
  );
});

test('C58: after any cut of any shared uplink, all destinations are under it soon and back within 45 s', () => {
  const world = fc.record({
    target: fc.integer({ min: 2500, max: 8000 }),
    count: fc.integer({ min: 1, max: 3 }),
    share: fc.double({ min: 0.3, max: 0.8, noNaN: true }),
    narrowMillis: fc.integer({ min: 5000, max: 30_000 }),
    rttMillis: fc.integer({ min: 5, max: 100 }),
    seed: fc.integer({ min: 1, max: 2 ** 31 }),
  });
  fc.assert(
    fc.property(world, ({ target, count, share, narrowMillis, rttMillis, seed }) => {
      const audioKbps = 128;
      const needs = (target + audioKbps) * count;
      const narrow = 8000;
      const wide = narrow + narrowMillis;
      const run = runPlan({
        plan: { targetKbps: target, ceilingKbps: target, adaptive: true, mayHalveFps: true, mayPause: false },
        outputs: Array.from({ length: count }, (_, index) => ({
          id: `${index}`,
          priority: index + 1,
          capKbps: () => 1e6,
        })),
        sharedKbps: (now) => needs * (now >= narrow && now < wide ? share : 1.6),
        link: { rttMillis },
        audioKbps,
        seconds: wide / 1000 + 46,
        random: randomOf(seed),
      });
      const under = run.rates.find(({ at, kbps }) => at >= narrow && (kbps + audioKbps) * count <= needs * share);
      expect((under?.at ?? Infinity) - narrow).toBeLessThanOrEqual(2500);
      const back = run.rates.find(({ at, kbps }) => at >= wide && kbps === target);
      expect((back?.at ?? Infinity) - wide).toBeLessThanOrEqual(45_000);
      expect(Math.max(...run.rates.map(({ kbps }) => kbps))).toBe(target);
      for (let id = 0; id < count; id++) expect(run.output(`${id}`).lost.audio).toBe(0);
    }),
    { numRuns: 15 },
  );
}, 120_000);
