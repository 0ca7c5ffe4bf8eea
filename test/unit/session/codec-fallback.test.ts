/** A server of one's own that dies on AV1 or Opus gets H.264 and AAC instead; a service that is known to take them does not. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { studioError } from '../../../shared/errors.ts';
import { audioConfig, createRig, liveTarget, rigOnAir, videoConfig, type Rig } from './session-rig.ts';

const enhanced = { ...liveTarget, serviceId: 'custom', codecs: { video: 'av1', audio: 'opus' } } as const;
const usual = { video: 'avc', audio: 'aac' };
const cut = () => studioError('connection-reset');

function startsOf(rig: Rig) {
  return rig.orders.flatMap((order) => (order.kind === 'start' ? [order] : []));
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('codecs that need Enhanced RTMP', () => {
  test('are announced in connect; H.264 and AAC are not', async () => {
    const rig = await rigOnAir(enhanced);
    expect(rig.last().request.enhanced).toEqual({ video: ['av1'], audio: ['opus'], extended: 1 });
    expect(startsOf(rig)[0]?.codecs).toEqual(enhanced.codecs);
    const plain = await rigOnAir(liveTarget);
    expect(plain.last().request.enhanced).toBeUndefined();
  });

  test('give way to H.264 and AAC when the connection dies soon after', async () => {
    const rig = await rigOnAir(enhanced);
    rig.packet(0);
    rig.packet(30);
    await vi.advanceTimersByTimeAsync(3000);
    rig.last().events.onFailed(cut());
    expect(startsOf(rig).map(({ codecs }) => codecs)).toEqual([enhanced.codecs, usual]);
    expect(startsOf(rig)[1]?.startPts).toBe(1_100_000);
    expect(rig.notices.join(' ')).toContain('did not take AV1 and Opus. Going on with H.264 and AAC.');
    await vi.advanceTimersByTimeAsync(1000);
    expect(rig.connections).toHaveLength(2);
    expect(rig.last().request.enhanced).toBeUndefined();
    expect(rig.session.state).toBe('reconnecting');
    // What the old encoders still had on the way goes nowhere.
    rig.last().events.onStep('accepted');
    rig.packet(31);
    expect(rig.last().packets).toEqual([]);
    rig.confirm();
    rig.packet(60);
    expect(rig.last().packets).toHaveLength(1);
    expect(rig.session.state).toBe('live');
  });

  test('give way before LIVE without a failure', async () => {
    const early = await rigBeforeLive();
    early.last().events.onFailed(cut());
    expect(early.session.state).toBe('connecting');
    expect(early.connections).toHaveLength(2);
    expect(early.last().request.enhanced).toBeUndefined();
    early.last().events.onFailed(cut());
    expect(early.session.state).toBe('failed');
  });

  test('stay after ten seconds, for a service that takes them, and for a server that says so', async () => {
    const late = await rigOnAir(enhanced);
    await vi.advanceTimersByTimeAsync(10_500);
    late.last().events.onFailed(cut());
    const known = await rigOnAir({ ...enhanced, serviceId: 'youtube', codecs: { video: 'av1', audio: 'aac' } });
    known.last().events.onFailed(cut());
    const saying = await rigOnAir(enhanced);
    const capabilities = { video: new Set(['av01']), audio: new Set(['*']), extended: 0 };
    saying.last().events.onServerAsked({ kind: 'capabilities', capabilities });
    saying.last().events.onFailed(cut());
    for (const rig of [late, known, saying]) expect(startsOf(rig)).toHaveLength(1);
  });
});

async function rigBeforeLive(): Promise<Rig> {
  const rig = createRig();
  rig.picture();
  rig.start(enhanced);
  await vi.advanceTimersByTimeAsync(0);
  for (const step of ['found', 'connected', 'accepted'] as const) rig.last().events.onStep(step);
  rig.session.takeConfig(videoConfig);
  rig.session.takeConfig(audioConfig);
  rig.last().events.onStep('sending');
  return rig;
}
