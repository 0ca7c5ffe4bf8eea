/** The page goes and comes back in mid-stream: the connection stays, time goes on, counters add up, and it must not stay away. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createRig, liveTarget, rigOnAir, running, videoConfig } from './session-rig.ts';

beforeEach(() => {
  vi.useFakeTimers({ now: 1_700_000_000_000 });
});
afterEach(() => {
  vi.useRealTimers();
});

const pass = (millis: number) => vi.advanceTimersByTimeAsync(millis);

test('C68: a page that comes back mid-live goes on where the clock is by then, on the same connection, and says so', async () => {
  const rig = await rigOnAir(liveTarget);
  rig.packet(0);
  rig.packet(30);
  rig.session.mediaLost();
  expect(rig.session.state).toBe('live');
  await pass(2000);
  rig.session.mediaReady();
  expect(rig.orders.at(-1)).toMatchObject({ kind: 'start', startPts: 3_000_000 });
  expect(rig.notices).toEqual(['The studio window had to start again. Viewers saw a pause of about 2.0 s.']);
  rig.session.takeConfig(videoConfig);
  rig.packet(90);
  expect([rig.connections.length, rig.last().packets.at(-1)?.pts]).toEqual([1, 3_000_000]);
  await pass(60_000);
  expect(rig.session.state).toBe('live');
});

test('a page that comes back before LIVE starts its encoders too', async () => {
  const rig = createRig();
  rig.picture();
  rig.start(liveTarget);
  await pass(0);
  rig.last().events.onStep('accepted');
  rig.session.mediaLost();
  rig.session.mediaReady();
  expect(rig.orderKinds()).toEqual(['start', 'start']);
});

test('a page that comes back while ending is not started again', async () => {
  const rig = await rigOnAir(liveTarget);
  rig.session.stop();
  rig.session.mediaLost();
  rig.session.mediaReady();
  expect(rig.orderKinds()).toEqual(['start', 'stop']);
});

test('C68: a page that never comes back ends the session: LIVE without a picture would be a lie', async () => {
  const rig = await rigOnAir(liveTarget);
  await pass(1000);
  rig.session.mediaLost();
  await pass(14_000);
  expect(rig.session.state).toBe('live');
  await pass(1000);
  expect(rig.session.snapshot()).toMatchObject({ state: 'failed', reason: { code: 'page-lost' } });
  expect([rig.last().destroyed, vi.getTimerCount()]).toEqual([1, 0]);
});

test('a page that is lost at rest fails nothing, and the strip falls silent', async () => {
  const rig = createRig();
  rig.picture();
  rig.session.mediaLost();
  await pass(60_000);
  expect(rig.session.snapshot().state).toBe('off-air');
  expect(rig.session.snapshot().stages.map(({ health }) => health)).toEqual(['idle', 'idle', 'idle', 'idle', 'idle']);
});

describe('the counters of the report', () => {
  test('add up over the pages of a session', async () => {
    const rig = await rigOnAir(liveTarget);
    rig.stats({ captured: 310, mixed: 300, encoded: 299, audioPackets: 470, droppedLate: 3, droppedPort: 1 });
    rig.session.mediaLost();
    rig.session.mediaReady();
    rig.stats({ captured: 31, mixed: 30, encoded: 30, audioPackets: 47, droppedEncode: 2 });
    rig.session.stop();
    await pass(3000);
    expect(rig.reports[0]?.frames).toMatchObject({
      captured: 341,
      mixed: 330,
      encoded: 329,
      // Three told by the page, and two slots that passed without one.
      droppedMix: 5,
      droppedEncode: 2,
      droppedPort: 1,
    });
    expect(rig.reports[0]?.audioPackets.encoded).toBe(517);
  });

  test('count what the lost page had sent but not told, and never say more was sent than encoded', async () => {
    const rig = await rigOnAir(liveTarget);
    rig.stats({ captured: 10, mixed: 10, encoded: 10 });
    for (let seq = 0; seq < 25; seq += 1) rig.packet(seq);
    rig.session.mediaLost();
    await pass(500);
    rig.session.mediaReady();
    rig.stats({ captured: 5, mixed: 5, encoded: 5 });
    rig.session.stop();
    await pass(3000);
    expect(rig.reports[0]?.frames).toMatchObject({ captured: 30, mixed: 30, encoded: 30, droppedMix: 14 });
  });

  test('take the last counters that come with the flush', async () => {
    const rig = await rigOnAir(liveTarget);
    rig.stats({ encoded: 10 });
    rig.session.stop();
    rig.stats({ encoded: 12 });
    rig.session.mediaStopped();
    rig.last().events.onEnded();
    expect(rig.reports[0]?.frames.encoded).toBe(12);
  });

  test('start anew with the next session', async () => {
    const rig = await rigOnAir(liveTarget);
    rig.stats({ encoded: 10 });
    rig.session.stop();
    await pass(3000);
    rig.session.takeCapture({ video: running, audio: running });
    rig.start(liveTarget);
    await pass(0);
    rig.confirm();
    rig.stats({ encoded: 4 });
    rig.session.stop();
    await pass(3000);
    expect(rig.reports[1]?.frames.encoded).toBe(4);
  });
});
