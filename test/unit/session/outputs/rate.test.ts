/** The bitrate controller in the session: what it orders of the Worker, what it tells, and that the user's word counts at once. */
import { expect, test } from 'vitest';
import { destination, noteTap, planWith, rigWith, type FakeConnection, type Rig } from '../session-rig.ts';
import { pass, withFakeTime } from '../way-back.ts';

withFakeTime();

const rate = (rig: Rig) => {
  const snapshot = rig.session.snapshot().rate;
  if (snapshot === null) throw new Error('nothing is encoded');
  return snapshot;
};
const bitrates = (rig: Rig) => rig.orders.flatMap((order) => (order.kind === 'bitrate' ? [order.kbps] : []));

/** A link of `carriesKbps` that is sent `rate.kbps`: what it cannot carry waits. */
async function upload(rig: Rig, connection: FakeConnection, carriesKbps: number, seconds: number): Promise<void> {
  for (let step = 0; step < seconds * 20; step += 1) {
    const { figures } = connection;
    const bytesSent = figures.bytesSent + ((rate(rig).kbps + 160) * 50) / 8;
    const most = (figures.bytesAcknowledged ?? 0) + (carriesKbps * 50) / 8;
    const bytesAcknowledged = Math.min(bytesSent, most);
    const waitMillis = ((bytesSent - bytesAcknowledged) * 8) / carriesKbps;
    connection.figures = {
      ...figures,
      bytesSent,
      bytesAcknowledged,
      rttMillis: 20 + waitMillis,
      queueAgeMillis: waitMillis,
    };
    await pass(50);
  }
}

test('a link that carries less lowers the bitrate within seconds, with one notice, events and a reason', async () => {
  const tap = noteTap();
  const rig = await rigWith(planWith(destination('One')), { taps: [tap] });
  await upload(rig, rig.last(), 20_000, 4);
  expect([bitrates(rig), rate(rig)]).toEqual([
    [],
    { kbps: 4000, targetKbps: 4000, ceilingKbps: 4000, fps: 30, halved: false, reason: '' },
  ]);
  await upload(rig, rig.last(), 2000, 5);
  expect(rate(rig).kbps).toBeLessThan(2000);
  expect(rate(rig).reason).not.toBe('');
  expect(bitrates(rig).at(-1)).toBe(rate(rig).kbps);
  expect(rig.notices).toHaveLength(1);
  expect(tap.calls.filter((call) => call.startsWith('Lowering to')).length).toBe(bitrates(rig).length);
  await upload(rig, rig.last(), 20_000, 90);
  expect(rate(rig)).toMatchObject({ kbps: 4000, reason: '' });
  expect(rig.notices).toHaveLength(2);
  expect(Math.max(...bitrates(rig))).toBeLessThanOrEqual(4000);
});

test('the user’s own numbers count at once and are told', async () => {
  const rig = await rigWith(planWith(destination('One')));
  rig.session.setRate({ targetKbps: 2500, ceilingKbps: 6000 });
  expect(bitrates(rig)).toEqual([2500]);
  expect(rate(rig)).toMatchObject({ kbps: 2500, targetKbps: 2500, ceilingKbps: 6000 });
  rig.session.setRate({ targetKbps: 9000, ceilingKbps: 6000 });
  expect(bitrates(rig)).toEqual([2500, 6000]);
});

test('encoders that start again begin with the bitrate of now', async () => {
  const rig = await rigWith(planWith(destination('One')));
  rig.session.setRate({ targetKbps: 2500, ceilingKbps: 6000 });
  rig.session.mediaLost();
  rig.session.mediaReady();
  expect(rig.orders.at(-1)).toMatchObject({ kind: 'start', video: { kbps: 2500 } });
});

test('without adaption only the user changes the bitrate', async () => {
  const plan = planWith(destination('One'));
  const rig = await rigWith({ ...plan, rate: { ...plan.rate, adaptive: false } });
  await upload(rig, rig.last(), 1000, 5);
  expect(bitrates(rig)).toEqual([]);
});

/** Two destinations for 30 s: the first is well, the second, of little weight, starves and may be paused. */
async function starving() {
  const plan = planWith(destination('One', { priority: 1 }), destination('Two', { priority: 5 }));
  const rig = await rigWith({ ...plan, rate: { ...plan.rate, mayPause: true } });
  const [one, two] = rig.connections;
  if (one === undefined || two === undefined) throw new Error('two connections');
  for (let step = 0; step < 60; step += 1) {
    await upload(rig, two, 300, 0.5);
    const { figures } = one;
    const bytesSent = figures.bytesSent + ((rate(rig).kbps + 160) * 500) / 8;
    one.figures = { ...figures, bytesSent, bytesAcknowledged: bytesSent, rttMillis: 20 };
  }
  return { rig, one, two };
}

test('a starving destination of little weight is paused for the others, if that is allowed, and comes back later', async () => {
  const { rig } = await starving();
  expect(rig.session.snapshot().outputs.map(({ state }) => state)).toEqual(['live', 'paused']);
  await pass(40_000);
  expect(rig.session.snapshot().outputs.map(({ state }) => state)).toEqual(['live', 'reconnecting']);
});

test('of more changes than the report takes, the last ones are told', async () => {
  const rig = await rigWith(planWith(destination('One')));
  for (let count = 0; count < 2500; count += 1) rig.session.setRate({ targetKbps: 1000 + count, ceilingKbps: 6000 });
  rig.session.stop();
  await pass(3000);
  const steps = rig.reports[0]?.rateSteps ?? [];
  expect([steps.length, steps.at(-1)?.toKbps]).toEqual([1000, 3499]);
});

test('a pause for the others ends when nobody else is sent anything any more', async () => {
  const { rig, one } = await starving();
  await upload(rig, one, 1000, 5);
  expect(rate(rig).kbps).toBeLessThan(4000);
  const states = () => rig.session.snapshot().outputs.map(({ state }) => state);
  expect(states()).toEqual(['live', 'paused']);
  rig.session.outputCommand('one', 'stop');
  one.events.onEnded();
  await pass(29_000);
  expect(states()).toEqual(['idle', 'paused']);
  await pass(2000);
  expect(states()).toEqual(['idle', 'reconnecting']);
});

test('the user halves the frame rate for the session: it counts at once, is told, and outlives a new page', async () => {
  const tap = noteTap();
  const rig = await rigWith(planWith(destination('One')), { taps: [tap] });
  const frames = () => rig.orders.flatMap((order) => (order.kind === 'frame-rate' ? [order.divisor] : []));
  expect(rig.session.setRate({ halved: true }).ok).toBe(true);
  rig.session.setRate({ halved: true });
  expect([frames(), rate(rig)]).toEqual([[2], expect.objectContaining({ fps: 15, halved: true, kbps: 4000 })]);
  expect(tap.calls.filter((call) => call.includes('frame rate'))).toEqual([
    'The frame rate was set to 15 pictures a second.',
  ]);
  rig.session.mediaLost();
  rig.session.mediaReady();
  expect(rig.orderKinds().slice(-2)).toEqual(['start', 'frame-rate']);
  rig.session.setRate({ halved: false });
  expect([frames(), rate(rig).fps]).toEqual([[2, 2, 1], 30]);
  rig.session.stop();
  await pass(3000);
  expect(rig.reports[0]?.rateSteps.map(({ fps, why }) => [fps, why])).toEqual([
    [15, 'The frame rate was set to 15 pictures a second.'],
    [30, 'The frame rate was set to 30 pictures a second.'],
  ]);
});

test('half the frames by the user stay half when the controller has its own mind about them', async () => {
  const plan = planWith(destination('One'));
  const tap = noteTap();
  const rig = await rigWith({ ...plan, rate: { ...plan.rate, mayHalveFps: true } }, { taps: [tap] });
  rig.session.setRate({ halved: true });
  await upload(rig, rig.last(), 20_000, 2);
  await upload(rig, rig.last(), 900, 10);
  await upload(rig, rig.last(), 20_000, 90);
  expect(rate(rig)).toMatchObject({ fps: 15, halved: true, kbps: 4000 });
  expect(tap.calls.filter((call) => call.includes('frame rate'))).toHaveLength(1);
  expect(rig.orders.filter(({ kind }) => kind === 'frame-rate')).toHaveLength(1);
});

test('off air there is nothing to set', async () => {
  const rig = await rigWith(planWith(destination('One')));
  rig.session.stop();
  await pass(3000);
  expect(rig.session.setRate({ halved: true })).toMatchObject({ ok: false, error: { code: 'input-invalid' } });
});
