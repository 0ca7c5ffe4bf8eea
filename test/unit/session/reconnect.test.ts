/** A lost connection: the wait, the way back with key frame and headers, trying again by hand, and giving up. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { studioError } from '../../../shared/errors.ts';
import { audioConfig, liveTarget, noFigures, rehearsalTarget, rigOnAir } from './session-rig.ts';

beforeEach(() => {
  vi.useFakeTimers({ now: 1_700_000_000_000 });
});
afterEach(() => {
  vi.useRealTimers();
});

const pass = (millis: number) => vi.advanceTimersByTimeAsync(millis);
const cut = studioError('connection-reset', { host: 'ingest.example.org' });

test('a cut leads to reconnecting, says when it tries again, and keeps the encoders at work', async () => {
  const rig = await rigOnAir(liveTarget);
  await pass(2000);
  rig.last().events.onFailed(cut);
  expect(rig.session.snapshot()).toMatchObject({
    state: 'reconnecting',
    confirmedBy: null,
    step: null,
    reason: { code: 'connection-reset' },
    reconnect: { attempt: 1, nextAttemptAt: Date.now() + 250, lostAt: Date.now() },
  });
  expect([rig.orderKinds(), rig.last().destroyed]).toEqual([['start'], 1]);
  await pass(249);
  expect(rig.connections).toHaveLength(1);
  await pass(1);
  expect(rig.connections).toHaveLength(2);
  expect(rig.session.snapshot().reconnect).toMatchObject({ attempt: 1, nextAttemptAt: null });
});

test('the way back re-sends the headers, asks for a key frame and does not start the encoders again', async () => {
  const rig = await rigOnAir(liveTarget);
  rig.packet(0);
  await pass(1000);
  rig.last().events.onFailed(cut);
  await pass(250);
  expect(rig.last().configs.map(({ track }) => track)).toEqual(['video', 'audio']);
  rig.last().events.onStep('accepted');
  rig.last().events.onKeyFrameWanted();
  expect(rig.orderKinds()).toEqual(['start', 'key-frame']);
  rig.packet(1);
  expect(rig.last().packets).toHaveLength(1);
  expect(rig.session.state).toBe('reconnecting');
  const { liveSince } = rig.session.snapshot();
  await pass(1750);
  rig.last().events.onConfirmed('acknowledged');
  expect(rig.session.snapshot()).toMatchObject({ state: 'live', reason: null, reconnect: null, liveSince });
  expect([rig.notices, rig.session.snapshot().outputs[0]?.verifying]).toEqual([[], true]);
});

test('a configuration that changed while the line was down is the one that is sent', async () => {
  const rig = await rigOnAir(liveTarget);
  rig.last().events.onFailed(cut);
  rig.session.takeConfig({ ...audioConfig, kbps: 96 });
  await pass(250);
  expect(rig.last().configs[1]).toMatchObject({ track: 'audio', kbps: 96 });
});

test('key frames are asked for once a second at most; a wish that comes too soon is granted later', async () => {
  const rig = await rigOnAir(liveTarget);
  rig.packet(0);
  await pass(1000);
  rig.last().events.onKeyFrameWanted();
  await pass(999);
  rig.last().events.onKeyFrameWanted();
  expect(rig.orderKinds()).toEqual(['start', 'key-frame']);
  rig.packet(60);
  rig.last().events.onKeyFrameWanted();
  await pass(1);
  expect(rig.orderKinds()).toEqual(['start', 'key-frame', 'key-frame']);
  rig.packet(120);
  rig.last().events.onFailed(cut);
  await pass(250);
  rig.last().events.onKeyFrameWanted();
  await pass(749);
  expect(rig.orderKinds()).toHaveLength(3);
  await pass(1);
  expect(rig.orderKinds()).toEqual(['start', 'key-frame', 'key-frame', 'key-frame']);
});

test('each failed attempt waits longer, and a confirmation starts the schedule anew', async () => {
  const rig = await rigOnAir(liveTarget);
  for (const wait of [250, 1000, 2000, 4000, 8000, 15_000, 15_000]) {
    const before = rig.connections.length;
    rig.last().events.onFailed(cut);
    await pass(wait - 1);
    expect(rig.connections).toHaveLength(before);
    await pass(1);
    expect(rig.connections).toHaveLength(before + 1);
  }
  rig.confirm();
  rig.last().events.onFailed(cut);
  expect(rig.session.snapshot().reconnect).toMatchObject({ attempt: 1, nextAttemptAt: Date.now() + 250 });
});

test('an old connection that still talks is not listened to', async () => {
  const rig = await rigOnAir(liveTarget);
  const old = rig.last();
  old.events.onFailed(cut);
  await pass(250);
  old.events.onConfirmed('acknowledged');
  old.events.onStep('sending');
  old.events.onServerSaid('ghost');
  old.events.onFailed(cut);
  old.events.onEnded();
  expect(rig.session.snapshot()).toMatchObject({ state: 'reconnecting', step: null, serverSaid: '' });
  expect(rig.connections).toHaveLength(2);
});

describe('trying again now', () => {
  test('brings a planned attempt forward, once', async () => {
    const rig = await rigOnAir(liveTarget);
    rig.last().events.onFailed(cut);
    rig.session.retryNow();
    rig.session.retryNow();
    expect(rig.connections).toHaveLength(2);
    await pass(1000);
    expect(rig.connections).toHaveLength(2);
  });

  test('does nothing while live or at rest', async () => {
    const rig = await rigOnAir(liveTarget);
    rig.session.retryNow();
    rig.session.stop();
    rig.session.retryNow();
    await pass(3000);
    rig.session.retryNow();
    expect([rig.connections.length, rig.session.state]).toEqual([1, 'ended']);
  });
});

describe('giving up', () => {
  test('follows at once what another try cannot mend', async () => {
    const rig = await rigOnAir(liveTarget);
    rig.last().events.onFailed(cut);
    await pass(250);
    rig.last().events.onFailed(studioError('key-refused'));
    expect(rig.session.snapshot()).toMatchObject({ state: 'failed', reason: { code: 'key-refused' } });
    expect(rig.reports[0]).toMatchObject({ outcome: 'failed', error: { code: 'key-refused' }, reconnects: 0 });
    expect([rig.orderKinds().at(-1), vi.getTimerCount()]).toEqual(['stop', 0]);
  });

  test('comes after half an hour, with the last error', async () => {
    const rig = await rigOnAir(liveTarget);
    const until = Date.now() + 31 * 60_000;
    while (rig.session.state !== 'failed' && Date.now() < until) {
      rig.last().events.onFailed(cut);
      await pass(15_000);
    }
    expect(rig.session.snapshot()).toMatchObject({ state: 'failed', reason: { code: 'connection-reset' } });
    expect(rig.reports[0]?.liveSeconds).toBeGreaterThanOrEqual(1800);
  });

  test('of a key in use takes two minutes, because the server may hold the old publish', async () => {
    const rig = await rigOnAir(liveTarget);
    rig.last().events.onFailed(cut);
    const lostAt = Date.now();
    while (rig.session.state === 'reconnecting' && Date.now() < lostAt + 300_000) {
      await pass(15_000);
      rig.last().events.onFailed(studioError('key-in-use'));
    }
    expect(rig.session.snapshot()).toMatchObject({ state: 'failed', reason: { code: 'key-in-use' } });
    expect(Date.now() - lostAt).toBe(135_000);
  });
});

test('figures of all connections end up in one report', async () => {
  const rig = await rigOnAir(liveTarget);
  rig.last().figures = { ...noFigures, bytesSent: 1000, bytesAcknowledged: 900, videoSent: 30, droppedVideo: 2 };
  await pass(1000);
  rig.last().events.onFailed(cut);
  await pass(250);
  rig.confirm();
  rig.last().figures = { ...noFigures, bytesSent: 500, bytesAcknowledged: 500, videoSent: 10, rttMillis: 20 };
  rig.session.stop();
  rig.session.mediaStopped();
  rig.last().events.onEnded();
  const [report] = rig.reports;
  expect(report).toMatchObject({ reconnects: 1, confirmedBy: 'acknowledged', outcome: 'ended', error: null });
  expect(report).toMatchObject({
    bytes: { sent: 1500, acknowledged: 1400 },
    frames: { sent: 40, droppedSend: 2 },
  });
  expect(report?.history.map(({ state, reason }) => [state, reason])).toEqual([
    ['checking', ''],
    ['connecting', ''],
    ['live', ''],
    ['reconnecting', 'connection-reset'],
    ['live', ''],
    ['ending', ''],
    ['ended', ''],
  ]);
});

test('pictures that meet no connection are counted as dropped before sending', async () => {
  const rig = await rigOnAir(liveTarget);
  rig.packet(0);
  rig.last().events.onFailed(cut);
  rig.packet(1);
  rig.packet(2, { track: 'audio', key: true });
  await pass(250);
  rig.packet(3);
  rig.last().events.onStep('connected');
  rig.packet(4);
  rig.confirm();
  rig.packet(5);
  rig.session.stop();
  await pass(3000);
  expect(rig.reports[0]?.frames.droppedSend).toBe(3);
});

test('a report after an end while reconnecting still says how it had been confirmed', async () => {
  const rig = await rigOnAir(liveTarget);
  await pass(1000);
  rig.last().events.onFailed(cut);
  expect(rig.session.snapshot().confirmedBy).toBeNull();
  rig.session.stop();
  await pass(3000);
  expect(rig.reports[0]).toMatchObject({ outcome: 'ended', confirmedBy: 'acknowledged' });
});

test('a rehearsal that lost its connection comes back as a rehearsal, on loopback', async () => {
  const rig = await rigOnAir(rehearsalTarget);
  rig.last().events.onFailed(cut);
  await pass(250);
  expect(rig.last().request).toMatchObject({ guard: 'loopback', address: { host: '127.0.0.1' } });
  rig.confirm();
  expect([rig.session.state, rig.ingest.closed]).toEqual(['rehearsing', 0]);
});
