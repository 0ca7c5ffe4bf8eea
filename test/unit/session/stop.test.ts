/** Stop: from every state to a rest within 2.9 s, even if neither page nor server answers, with a report when it was on air. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { studioError } from '../../../shared/errors.ts';
import { createRig, liveTarget, rigOnAir, type Rig } from './session-rig.ts';

beforeEach(() => {
  vi.useFakeTimers({ now: 1_700_000_000_000 });
});
afterEach(() => {
  vi.useRealTimers();
});

const pass = (millis: number) => vi.advanceTimersByTimeAsync(millis);
const stopLimitMillis = 2900;

async function connecting(): Promise<Rig> {
  const rig = createRig();
  rig.picture();
  rig.start(liveTarget);
  await pass(0);
  return rig;
}

async function reconnecting(): Promise<Rig> {
  const rig = await rigOnAir(liveTarget);
  rig.last().events.onFailed(studioError('connection-reset'));
  return rig;
}

const places: readonly (readonly [string, () => Promise<Rig>, 'off-air' | 'ended'])[] = [
  [
    'checking',
    async () => {
      const rig = createRig();
      rig.start(liveTarget);
      await pass(500);
      return rig;
    },
    'off-air',
  ],
  ['connecting', connecting, 'off-air'],
  [
    'connecting, accepted',
    async () => {
      const rig = await connecting();
      rig.last().events.onStep('accepted');
      return rig;
    },
    'off-air',
  ],
  ['live', () => rigOnAir(liveTarget), 'ended'],
  ['reconnecting, waiting', reconnecting, 'ended'],
  [
    'reconnecting, trying',
    async () => {
      const rig = await reconnecting();
      await pass(250);
      return rig;
    },
    'ended',
  ],
];

describe.each(places)('in %s', (_name, arrive, rest) => {
  test(`leads to ${rest} in time although nobody answers, and leaves nothing running`, async () => {
    const rig = await arrive();
    const before = rig.connections.length;
    rig.session.stop();
    await pass(stopLimitMillis);
    expect(rig.session.state).toBe(rest);
    expect([rig.connections.length, vi.getTimerCount()]).toEqual([before, 0]);
    expect(rig.reports).toHaveLength(rest === 'ended' ? 1 : 0);
    for (const connection of rig.connections) expect(connection.destroyed).toBeGreaterThan(0);
    expect(rig.orderKinds().filter((kind) => kind === 'start').length === 0 || rig.orderKinds().at(-1) === 'stop').toBe(
      true,
    );
  });

  test('can be asked for again and again, and started again after', async () => {
    const rig = await arrive();
    rig.session.stop();
    rig.session.stop();
    await pass(100);
    rig.session.stop();
    await pass(stopLimitMillis - 100);
    expect(rig.session.state).toBe(rest);
    rig.session.stop();
    expect([rig.session.state, rig.start(liveTarget).ok]).toEqual([rest, true]);
  });
});

test('hangs up 0.4 s after a page that does not flush', async () => {
  const rig = await rigOnAir(liveTarget);
  rig.session.stop();
  await pass(399);
  expect(rig.last().stops).toBe(0);
  await pass(1);
  expect(rig.last().stops).toBe(1);
  rig.session.mediaStopped();
  expect(rig.last().stops).toBe(1);
});

test('hangs up at once when there is no page', async () => {
  const rig = await rigOnAir(liveTarget);
  rig.page.takesOrders = false;
  rig.session.stop();
  expect(rig.last().stops).toBe(1);
});

test('sends the last packets of the encoders before it hangs up', async () => {
  const rig = await rigOnAir(liveTarget);
  rig.session.stop();
  rig.packet(7);
  expect(rig.last().packets).toHaveLength(1);
  rig.session.mediaStopped();
  rig.last().events.onEnded();
  rig.packet(8);
  expect(rig.last().packets).toHaveLength(1);
});

test('a connection that breaks while ending is an end, not a failure', async () => {
  const rig = await rigOnAir(liveTarget);
  rig.session.stop();
  rig.last().events.onFailed(studioError('connection-reset'));
  // What the encoders still have is for the recording.
  expect(rig.session.state).toBe('ending');
  rig.session.mediaStopped();
  expect([rig.session.state, rig.reports[0]?.outcome, rig.reports[0]?.error]).toEqual(['ended', 'ended', null]);
});

test('a confirmation that comes after Stop does not make it live', async () => {
  const rig = await connecting();
  rig.last().events.onStep('accepted');
  rig.session.stop();
  rig.last().events.onConfirmed('accepted');
  await pass(stopLimitMillis);
  expect([rig.session.state, rig.reports, rig.session.snapshot().liveSince]).toEqual(['off-air', [], null]);
});

test('dismiss leaves ended and failed for off air and keeps the report at hand, and does nothing elsewhere', async () => {
  const rig = await rigOnAir(liveTarget);
  rig.session.dismiss();
  expect(rig.session.state).toBe('live');
  rig.session.stop();
  rig.session.dismiss();
  expect(rig.session.state).toBe('ending');
  await pass(stopLimitMillis);
  expect(rig.session.snapshot()).toMatchObject({ state: 'ended', reportReady: true });
  expect(rig.session.snapshot().endedAt).not.toBeNull();
  rig.session.dismiss();
  expect(rig.session.snapshot()).toMatchObject({ state: 'off-air', mode: null, reportReady: true, stats: null });
});
