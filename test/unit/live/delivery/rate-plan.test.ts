/** One bitrate for several destinations, over simulated links: who is followed, who is left behind, and what is said about it. */
import { describe, expect, test } from 'vitest';
import { RatePlan, type OutputLink, type RatePlanOptions } from '../../../../shared/live/delivery/rate-plan.ts';
import { runPlan, type PlanRun, type PlanRunOptions } from '../../../support/link/plan-run.ts';
import { randomOf } from '../../../support/link/simulated-encoder.ts';

const target = 6000;
const audioKbps = 160;
const plan: RatePlanOptions = {
  targetKbps: target,
  ceilingKbps: 8000,
  adaptive: true,
  mayHalveFps: true,
  mayPause: false,
};
const plenty = (): number => 20_000;

function run(options: Partial<PlanRunOptions> & Pick<PlanRunOptions, 'outputs' | 'seconds'>): PlanRun {
  return runPlan({ plan, audioKbps, random: randomOf(5), ...options });
}

const from = (list: readonly { readonly at: number; readonly kbps: number }[], at: number, to = Infinity) =>
  list.filter((one) => one.at >= at && one.at < to);
const rateAt = ({ rates }: PlanRun, at: number): number => rates.findLast((one) => one.at <= at)?.kbps ?? 0;

describe('C58: one destination whose uplink falls from 8 to 2 Mb/s for a minute', () => {
  const narrow = 15_000;
  const wide = 75_000;
  const result = run({
    outputs: [{ id: 'a', priority: 1, capKbps: (now) => (now >= narrow && now < wide ? 2000 : 8000) }],
    seconds: 125,
  });
  const output = result.output('a');

  test('C58: is under the cap within 2 s, by one step within 1 s', () => {
    expect(from(result.rates, 1, narrow)).toEqual([]);
    const first = from(result.rates, narrow)[0];
    expect((first?.at ?? Infinity) - narrow).toBeLessThanOrEqual(1000);
    const under = from(result.rates, narrow).find(({ kbps }) => kbps + audioKbps < 2000);
    expect((under?.at ?? Infinity) - narrow).toBeLessThanOrEqual(2000);
  });

  test('C58: the picture never stands still for more than a second, and sound is whole', () => {
    const freezes = output.arrivals.slice(1).map((at, index) => at - (output.arrivals[index] ?? at));
    expect(Math.max(...freezes)).toBeLessThan(1000);
    expect(output.lost.audio).toBe(0);
    expect(output.droppedVideo).toBeLessThan(60);
  });

  test('C58: latency is below 1.5 s again within 5 s', () => {
    expect(Math.max(...output.latencies.slice(narrow / 1000 + 5))).toBeLessThan(1500);
  });

  test('C58: is back at the target within 30 s of the end, and never above', () => {
    const back = from(result.rates, wide).find(({ kbps }) => kbps === target);
    expect((back?.at ?? Infinity) - wide).toBeLessThanOrEqual(30_000);
    expect(Math.max(...result.rates.map(({ kbps }) => kbps))).toBe(target);
    expect(result.rates.at(-1)?.kbps).toBe(target);
  });

  test('raises only after 20 s without trouble', () => {
    let cutAt = 0;
    let last = target;
    const waits: number[] = [];
    for (const { at, kbps } of result.rates) {
      if (kbps < last) cutAt = at;
      if (kbps > last) waits.push(at - cutAt);
      last = kbps;
    }
    expect(waits.length).toBeGreaterThan(3);
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(20_000);
  });

  test('the frame rate is halved while there is too little for every frame, bitrate first', () => {
    const halved = result.rates.find(({ fpsDivisor }) => fpsDivisor === 2);
    const first = from(result.rates, narrow)[0];
    expect((halved?.at ?? 0) - (first?.at ?? Infinity)).toBeGreaterThan(0);
    expect(result.rates.at(-1)?.fpsDivisor).toBe(1);
    expect(result.rates.filter(({ kbps }) => kbps >= target * 0.55).every(({ fpsDivisor }) => fpsDivisor === 1)).toBe(
      true,
    );
  });

  test('each step is told with its reason', () => {
    const bitrates = result.steps.filter(({ kind }) => kind === 'bitrate');
    expect(new Set(bitrates.map(({ at }) => at))).toEqual(changes(result));
    expect(bitrates[0]?.text).toMatch(/^Lowering to \d\.\d Mb\/s: your upload carries \d(\.\d)? of 6 Mb\/s\.$/u);
    expect(bitrates.every(({ outputId }) => outputId === null)).toBe(true);
    expect(bitrates.at(-1)?.text).toBe('Back at 6 Mb/s: the upload is clear.');
    expect(result.steps.filter(({ kind }) => kind === 'frame-rate').map(({ text }) => text)[0]).toMatch(
      /^Halving the/u,
    );
  });
});

/** When the bitrate changed after the beginning. */
function changes({ rates }: PlanRun): ReadonlySet<number> {
  return new Set(rates.filter(({ kbps }, index) => index > 0 && kbps !== rates[index - 1]?.kbps).map(({ at }) => at));
}

test('without permission the frame rate stays, and without adaption everything does', () => {
  const outputs = [{ id: 'a', priority: 1, capKbps: () => 1500 }];
  const whole = run({ outputs, seconds: 20, plan: { ...plan, mayHalveFps: false } });
  expect(whole.rates.every(({ fpsDivisor }) => fpsDivisor === 1)).toBe(true);
  expect(whole.rates.at(-1)?.kbps).toBeLessThan(1500);
  const fixed = run({ outputs, seconds: 20, plan: { ...plan, adaptive: false } });
  expect([fixed.rates.length, fixed.steps, fixed.rates[0]?.kbps]).toEqual([1, [], target]);
});

describe('a moment of silence', () => {
  const stall = (millis: number) => (now: number) => (now >= 15_000 && now < 15_000 + millis ? 0 : 12_000);

  test.each([400, 1000, 2000, 3000])('of %d ms is forgotten soon after', (millis) => {
    const result = run({ outputs: [{ id: 'a', priority: 1, capKbps: stall(millis) }], seconds: 50 });
    expect(rateAt(result, 15_000 + millis + 5000)).toBeGreaterThanOrEqual(target / 2);
    expect(rateAt(result, 49_000)).toBe(target);
    expect(result.output('a').lost.audio).toBe(0);
  });
});

describe('two destinations with links of their own', () => {
  const poor = (now: number): number => (now < 10_000 ? 20_000 : now < 70_000 ? 0 : 1000);

  test.each([
    ['less important', 2],
    ['as important', 1],
  ])('a %s one that is cut off costs the other nothing', (_, priority) => {
    const result = run({
      outputs: [
        { id: 'a', priority: 1, capKbps: plenty },
        { id: 'b', priority, capKbps: poor },
      ],
      seconds: 100,
    });
    expect(result.output('a').droppedVideo).toBe(0);
    // Until it is clear that it has trouble of its own, one of the same rank is waited for.
    const halfSeconds = Array.from({ length: 200 }, (_value, index) => rateAt(result, index * 500));
    expect(halfSeconds.filter((kbps) => kbps < target).length).toBeLessThanOrEqual(priority === 1 ? 4 : 0);
    expect(result.output('b').droppedVideo).toBeGreaterThan(100);
  });

  test('a more important one decides for both', () => {
    const capKbps = (now: number): number => (now < 10_000 ? 20_000 : 3000);
    const result = run({
      outputs: [
        { id: 'a', priority: 2, capKbps: plenty },
        { id: 'b', priority: 1, capKbps },
      ],
      seconds: 30,
    });
    expect(rateAt(result, 14_000)).toBeLessThan(3000);
    const step = result.steps.find(({ kind }) => kind === 'bitrate');
    expect([step?.outputId, step?.text]).toEqual(['b', expect.stringContaining('its connection carries')]);
  });

  test('one as important that carries more than half is waited for, and nothing of it is lost', () => {
    const capKbps = (now: number): number => (now < 10_000 ? 20_000 : 4800);
    const result = run({
      outputs: [
        { id: 'a', priority: 1, capKbps: plenty },
        { id: 'b', priority: 1, capKbps },
      ],
      seconds: 30,
    });
    expect(rateAt(result, 15_000)).toBeLessThan(4700);
    expect(result.output('b').droppedVideo).toBe(0);
  });

  test('one that was left behind is followed again once its link carries what the others get', () => {
    const capKbps = (now: number): number => (now >= 10_000 && now < 30_000 ? 1000 : now < 45_000 ? 20_000 : 4000);
    const result = run({
      outputs: [
        { id: 'a', priority: 1, capKbps: plenty },
        { id: 'b', priority: 1, capKbps },
      ],
      seconds: 60,
    });
    expect(rateAt(result, 40_000)).toBe(target);
    expect(result.steps.filter(({ text }) => text.includes("can't keep up")).map(({ outputId }) => outputId)).toEqual([
      'b',
    ]);
    expect(rateAt(result, 50_000)).toBeLessThan(4000);
  });
});

describe('an uplink that two destinations share', () => {
  const outputs = [
    { id: 'a', priority: 1, capKbps: plenty },
    { id: 'b', priority: 2, capKbps: plenty },
  ];

  test('is divided: both are under it within 2 s, and neither loses more than a second', () => {
    const result = run({ outputs, sharedKbps: (now) => (now < 10_000 ? 20_000 : 6000), seconds: 40 });
    expect((rateAt(result, 12_000) + audioKbps) * 2).toBeLessThanOrEqual(6000);
    expect(rateAt(result, 20_000)).toBeGreaterThan(1500);
    for (const id of ['a', 'b']) expect(result.output(id).droppedVideo).toBeLessThan(30);
    expect(result.steps.find(({ kind }) => kind === 'bitrate')?.outputId).toBeNull();
  });

  test('that stays short costs the less important one, if the user allows it, and only then', () => {
    const shared = { outputs, sharedKbps: (now: number) => (now < 10_000 ? 20_000 : 3000), seconds: 80 };
    expect(run(shared).pauses).toEqual([]);
    const result = run({ ...shared, plan: { ...plan, mayPause: true } });
    expect(result.pauses).toEqual([{ at: expect.any(Number), id: 'b' }]);
    const step = result.steps.find(({ kind }) => kind === 'pause');
    expect([step?.outputId, step?.text]).toEqual([
      'b',
      'Pausing this destination: your upload is too short for all destinations.',
    ]);
    // What it took is the other's now.
    expect(rateAt(result, 79_000)).toBeGreaterThan(rateAt(result, result.pauses[0]?.at ?? 0) * 1.3);
  });

  test('never costs one of several that are as important', () => {
    const equal = outputs.map((output) => ({ ...output, priority: 1 }));
    const result = run({ outputs: equal, sharedKbps: () => 2000, seconds: 60, plan: { ...plan, mayPause: true } });
    expect(result.pauses).toEqual([]);
  });
});

test('a less important destination that starves for 20 s is paused, if the user allows it', () => {
  const result = run({
    outputs: [
      { id: 'a', priority: 1, capKbps: plenty },
      { id: 'b', priority: 2, capKbps: (now) => (now < 10_000 ? 20_000 : 800) },
    ],
    seconds: 45,
    plan: { ...plan, mayPause: true },
  });
  expect(result.pauses.map(({ id }) => id)).toEqual(['b']);
  expect(result.pauses[0]?.at).toBeGreaterThanOrEqual(30_000);
  expect(result.rates.filter(({ kbps }) => kbps < target)).toEqual([]);
  expect(result.steps.at(-1)?.text).toMatch(/^Pausing this destination: its connection carries 0\.\d of 6 Mb\/s\.$/u);
});

/** A link without any trouble, `at` ms old; `change` makes trouble. */
function calm(at: number, change: Partial<OutputLink> = {}): ReadonlyMap<string, OutputLink> {
  const bytes = at * 770;
  const link = { written: bytes, waiting: 0, delivered: bytes - 40_000, rttMillis: 50, queueAgeMillis: 0 };
  return new Map([['a', { ...link, audioKbps, priority: 1, ...change }]]);
}

/** Looks from `start` to `end` ms; gives the last order. */
function watch(rates: RatePlan, start: number, end: number, change: Partial<OutputLink> = {}) {
  let order = rates.look(calm(start, change), start);
  for (let now = start + 150; now < end; now += 150) order = rates.look(calm(now, change), now);
  return order;
}

describe('C58: what the user sets', () => {
  test('counts at once, within the ceiling, and is no automatic step', () => {
    const rates = new RatePlan(plan);
    expect(watch(rates, 0, 3000).kbps).toBe(target);
    rates.setTarget({ targetKbps: 7500, ceilingKbps: 8000 });
    expect(rates.look(calm(3000), 3000)).toMatchObject({ kbps: 7500, steps: [], reason: '' });
    rates.setTarget({ targetKbps: 9000, ceilingKbps: 8000 });
    expect(rates.look(calm(3150), 3150)).toMatchObject({ kbps: 8000, steps: [] });
    rates.setTarget({ targetKbps: 2500, ceilingKbps: 8000 });
    expect(rates.look(calm(3300), 3300)).toMatchObject({ kbps: 2500, steps: [] });
    expect(watch(rates, 3450, 40_000).kbps).toBe(2500);
  });

  test('counts at once on a calm link although it was cut before, and the cut is forgotten', () => {
    const rates = new RatePlan(plan);
    watch(rates, 0, 3000);
    const low = watch(rates, 3000, 5000, { queueAgeMillis: 800, delivered: 3000 * 770, written: 3000 * 770 });
    expect(low.kbps).toBeLessThan(target);
    expect(low.reason).toMatch(/^Lowering/u);
    expect(watch(rates, 5000, 6500).kbps).toBeLessThan(target);
    rates.setTarget({ targetKbps: 5000, ceilingKbps: 8000 });
    const order = rates.look(calm(6500), 6500);
    expect(order).toMatchObject({ kbps: 5000, reason: '' });
    expect(order.steps.filter(({ kind }) => kind === 'bitrate')).toEqual([]);
    // Not back to the target that it began with.
    expect(watch(rates, 6650, 60_000).kbps).toBe(5000);
  });

  test('does not overfill a link that is full at this moment, and is gone to once it has been clean', () => {
    const rates = new RatePlan(plan);
    watch(rates, 0, 3000);
    const full = { queueAgeMillis: 800, delivered: 3000 * 770, written: 3000 * 770 };
    const low = watch(rates, 3000, 5000, full).kbps;
    rates.setTarget({ targetKbps: 5000, ceilingKbps: 8000 });
    expect(rates.look(calm(5000, full), 5000).kbps).toBeLessThanOrEqual(low);
    expect(watch(rates, 5150, 36_000).kbps).toBe(5000);
  });
});

test('a destination that comes back begins with what the others get', () => {
  const rates = new RatePlan(plan);
  const two = (now: number, dead: Partial<OutputLink>): ReadonlyMap<string, OutputLink> =>
    new Map([...calm(now), ...[...calm(now, dead).values()].map((link) => ['b', { ...link, priority: 1 }] as const)]);
  for (let now = 0; now < 3000; now += 150) rates.look(two(now, {}), now);
  const dead = { queueAgeMillis: 5000, delivered: 3000 * 770, written: 3000 * 770 };
  for (let now = 3000; now < 8000; now += 150) rates.look(two(now, dead), now);
  for (let now = 8000; now < 12_000; now += 150) rates.look(calm(now), now);
  rates.reconnected('b');
  expect(rates.look(two(12_000, {}), 12_000)).toMatchObject({ kbps: target });
  rates.removed('b');
  expect(rates.look(calm(12_150), 12_150).kbps).toBe(target);
});

test('nothing is changed while nothing is sent', () => {
  const rates = new RatePlan(plan);
  watch(rates, 0, 3000);
  const low = watch(rates, 3000, 5000, { queueAgeMillis: 800, delivered: 0 }).kbps;
  expect(rates.look(new Map(), 5150)).toMatchObject({ kbps: low, steps: [], pause: null });
});
