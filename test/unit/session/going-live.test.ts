/** From the button to LIVE: checks, connection, confirmation and a clean end, and each way it can fail before that. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { reportSchema } from '../../../shared/contract/report.ts';
import { sessionSnapshotSchema } from '../../../shared/contract/session.ts';
import { studioError } from '../../../shared/errors.ts';
import { spellingsOf } from '../../../shared/live/words/spellings.ts';
import { createRig, liveTarget, rehearsalTarget, rigKey, rigOnAir } from './session-rig.ts';

beforeEach(() => {
  vi.useFakeTimers({ now: 1_700_000_000_000 });
});
afterEach(() => {
  vi.useRealTimers();
});

const pass = (millis: number) => vi.advanceTimersByTimeAsync(millis);

describe('a rehearsal', () => {
  test('goes from off air to ended by loopback alone, and reports what came back', async () => {
    const rig = createRig();
    rig.picture();
    expect(rig.start(rehearsalTarget)).toEqual({ ok: true, value: null });
    expect(rig.session.state).toBe('checking');
    await pass(0);
    expect(rig.session.state).toBe('connecting');
    expect(rig.last().request).toMatchObject({ guard: 'loopback', address: { host: '127.0.0.1', port: 40_123 } });
    expect(rig.last().request.streamKey()).toBe('ingest-key');
    expect(rig.orders).toEqual([]);
    rig.confirm();
    expect(rig.orders).toEqual([
      {
        kind: 'start',
        video: rehearsalTarget.video,
        codecs: { video: 'avc', audio: 'aac' },
        audio: { kbps: 160 },
        startPts: 0,
        gopSeconds: 2,
      },
    ]);
    expect(rig.session.state).toBe('rehearsing');
    rig.packet(0);
    rig.packet(1);
    expect(rig.last().packets.map(({ pts, isKeyFrame }) => [pts, isKeyFrame])).toEqual([
      [0, true],
      [33_333, false],
    ]);
    await pass(5000);
    rig.session.stop();
    expect(rig.session.state).toBe('ending');
    rig.session.mediaStopped();
    expect(rig.last().stops).toBe(1);
    rig.last().events.onEnded();
    expect(rig.session.state).toBe('ended');
    expect(rig.ingest.closed).toBe(1);
    expect(rig.reports).toHaveLength(1);
    expect(rig.reports[0]).toMatchObject({ mode: 'rehearsal', outcome: 'ended', liveSeconds: 5, error: null });
    expect(rig.reports[0]?.received?.videoFrames).toBe(300);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('fails rather than hangs when the ingest cannot open', async () => {
    const rig = createRig('refuses');
    rig.picture();
    rig.start(rehearsalTarget);
    await pass(0);
    expect(rig.session.state).toBe('failed');
    expect(rig.reports[0]?.error?.code).toBe('internal');
  });

  test('that was stopped while the ingest opened closes it again and never connects', async () => {
    const rig = createRig('waits');
    rig.picture();
    rig.start(rehearsalTarget);
    rig.session.stop();
    expect(rig.session.state).toBe('off-air');
    rig.ingest.open();
    await pass(0);
    expect([rig.ingest.closed, rig.connections.length, rig.session.state]).toEqual([1, 0, 'off-air']);
  });
});

describe('going live', () => {
  test('is LIVE only with the confirmation, and sends headers once they exist', async () => {
    const rig = createRig();
    rig.picture();
    rig.start(liveTarget);
    await pass(0);
    const { request, events, configs } = rig.last();
    expect(request).toMatchObject({
      guard: 'any',
      address: { scheme: 'rtmps', host: 'ingest.example.org', port: 443 },
    });
    for (const step of ['found', 'connected', 'accepted', 'sending'] as const) {
      events.onStep(step);
      expect([rig.session.state, rig.session.snapshot().step]).toEqual(['connecting', step]);
    }
    rig.confirm('accepted');
    expect(configs.map(({ track }) => track)).toEqual(['video', 'audio']);
    expect(rig.session.snapshot()).toMatchObject({ state: 'live', confirmedBy: 'accepted', step: 'confirmed' });
    const { liveSince } = rig.session.snapshot();
    await pass(1000);
    rig.last().events.onConfirmed('acknowledged');
    expect(rig.session.snapshot()).toMatchObject({ state: 'live', confirmedBy: 'acknowledged', liveSince });
  });

  test('refuses a second start while it runs, and changes nothing', async () => {
    const rig = await rigOnAir(liveTarget);
    expect(rig.start(rehearsalTarget)).toMatchObject({ ok: false, error: { code: 'busy' } });
    expect([rig.session.state, rig.session.snapshot().mode, rig.connections.length]).toEqual(['live', 'live', 1]);
  });

  test('needs a key, and says so without starting anything', () => {
    const rig = createRig();
    rig.picture();
    const answer = rig.start({ ...liveTarget, streamKey: null });
    expect(answer).toMatchObject({ ok: false, error: { code: 'key-missing', facts: { profile: 'Sunday' } } });
    expect([rig.session.state, rig.snapshots.length > 0, vi.getTimerCount()]).toEqual(['off-air', true, 0]);
  });

  test('fails with what is wrong with the address', async () => {
    const rig = createRig();
    rig.picture();
    rig.start({ ...liveTarget, serverUrl: 'https://example.org/live' });
    await pass(0);
    expect([rig.session.state, rig.reports[0]?.error?.code]).toEqual(['failed', 'url-invalid']);
  });

  test('fails with what the server said when the first attempt fails: no reconnect before LIVE', async () => {
    const rig = createRig();
    rig.picture();
    rig.start(liveTarget);
    await pass(0);
    rig.last().events.onServerSaid('x'.repeat(1000));
    rig.last().events.onFailed(studioError('connection-refused', { host: 'ingest.example.org' }));
    expect(rig.session.snapshot()).toMatchObject({ state: 'failed', reason: { code: 'connection-refused' } });
    expect(rig.session.snapshot().serverSaid).toHaveLength(300);
    expect([rig.connections.length, rig.last().destroyed, vi.getTimerCount()]).toEqual([1, 1, 0]);
    expect(rig.start(liveTarget).ok).toBe(true);
  });
});

describe('CHECKING', () => {
  test.each(['camera-missing', 'camera-denied'] as const)('fails at once with %s', (code) => {
    const rig = createRig();
    rig.pictureFails(code);
    rig.start(liveTarget);
    expect(rig.session.snapshot()).toMatchObject({ state: 'failed', reason: { code } });
    expect(rig.reports[0]).toMatchObject({ outcome: 'failed', error: { code }, liveSeconds: 0 });
  });

  test('gives a busy camera eight seconds', async () => {
    const rig = createRig();
    rig.pictureFails('camera-busy');
    rig.start(liveTarget);
    await pass(7900);
    expect(rig.session.state).toBe('checking');
    await pass(200);
    expect(rig.session.snapshot()).toMatchObject({ state: 'failed', reason: { code: 'camera-busy' } });
  });

  test('goes on as soon as a late picture comes', async () => {
    const rig = createRig();
    rig.start(liveTarget);
    await pass(3000);
    rig.picture();
    await pass(100);
    expect(rig.session.state).toBe('connecting');
  });

  test('fails when the page never comes', async () => {
    const rig = createRig();
    rig.start(liveTarget);
    await pass(8100);
    expect(rig.session.snapshot()).toMatchObject({ state: 'failed', reason: { code: 'page-lost' } });
  });
});

describe('the encoders', () => {
  test('have eight seconds for their first configuration', async () => {
    const rig = createRig();
    rig.picture();
    rig.start(liveTarget);
    await pass(0);
    rig.last().events.onStep('accepted');
    await pass(7999);
    expect(rig.session.state).toBe('connecting');
    await pass(1);
    expect(rig.session.snapshot()).toMatchObject({ state: 'failed', reason: { code: 'encoder-unavailable' } });
  });

  test('that are gone for good end the session with their own error', async () => {
    const rig = await rigOnAir(liveTarget);
    rig.session.encoderGone(studioError('encoder-failed'));
    expect(rig.session.snapshot()).toMatchObject({ state: 'failed', reason: { code: 'encoder-failed' } });
    expect([rig.last().destroyed, rig.orderKinds().at(-1)]).toEqual([1, 'stop']);
  });

  test('that are gone do not spoil an end, or a rest', async () => {
    const rig = await rigOnAir(liveTarget);
    rig.session.stop();
    rig.session.encoderGone(studioError('encoder-failed'));
    expect(rig.session.state).toBe('ending');
    rig.session.mediaStopped();
    rig.last().events.onEnded();
    rig.session.encoderGone(studioError('encoder-failed'));
    expect([rig.session.state, rig.reports.length]).toEqual(['ended', 1]);
  });

  test('fail the session when there is no page to order them', async () => {
    const rig = createRig();
    rig.picture();
    rig.start(liveTarget);
    await pass(0);
    rig.page.takesOrders = false;
    rig.last().events.onStep('accepted');
    expect(rig.session.snapshot()).toMatchObject({ state: 'failed', reason: { code: 'page-lost' } });
  });
});

test.each(spellingsOf(rigKey))('a server that quotes the key as %s is not passed on', async (spelling) => {
  const rig = createRig();
  rig.picture();
  rig.start(liveTarget);
  await pass(0);
  rig.last().events.onServerSaid(`${spelling} is not welcome here`);
  rig.last().events.onFailed(studioError('publish-refused', { said: `no ${spelling}!`, port: 443 }));
  expect(rig.session.snapshot()).toMatchObject({ serverSaid: '••• is not welcome here' });
  expect(rig.reports[0]?.error).toMatchObject({ code: 'publish-refused', facts: { said: 'no •••!', port: 443 } });
  expect(JSON.stringify([rig.snapshots, rig.reports])).not.toContain(spelling);
});

test('all that leaves a session fits the contract and never holds the key', async () => {
  const rig = await rigOnAir(liveTarget);
  rig.stats({ encoded: 30, captured: 30, mixed: 30 });
  await pass(3000);
  rig.last().events.onFailed(studioError('connection-reset', { host: 'ingest.example.org' }));
  await pass(250);
  rig.confirm();
  rig.session.stop();
  await pass(3000);
  expect(rig.reports).toHaveLength(1);
  for (const snapshot of rig.snapshots) expect(sessionSnapshotSchema.safeParse(snapshot).error).toBeUndefined();
  for (const report of rig.reports) expect(reportSchema.safeParse(report).error).toBeUndefined();
  expect(JSON.stringify([rig.snapshots, rig.reports, rig.notices])).not.toContain(rigKey.slice(0, 11));
});
