/** A second rendition for one of several destinations: who gets which packets, when it starts and ends, and what it may cost. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { studioError } from '../../../../shared/errors.ts';
import type { PacketMessage } from '../../../../shared/contract/frames.ts';
import type { DestinationTarget, SessionPlan } from '../../../../electron/session/target.ts';
import {
  accept,
  audioConfig,
  confirm,
  destination,
  noteTap,
  planWith,
  rigWith,
  videoConfig,
  type Rig,
} from '../session-rig.ts';

const pass = (millis: number) => vi.advanceTimersByTimeAsync(millis);
const own = { rendition: 1 } as const;
const low = (name: string, ceilingKbps = 1500): DestinationTarget => destination(name, { ceilingKbps });
const secondsOf = (rig: Rig) => rig.orders.flatMap((order) => (order.kind === 'second' ? [order.wish] : []));
const statesOf = (rig: Rig) => rig.session.snapshot().outputs.map(({ state }) => state);
const sound = (seq: number, change: Partial<PacketMessage> = {}): Partial<PacketMessage> => ({
  track: 'audio',
  key: true,
  seq,
  ...change,
});
const picturesAt = (rig: Rig, host: string) =>
  rig.to(`${host}.example.org`).packets.filter(({ track }) => track === 'video').length;
const soundsAt = (rig: Rig, host: string) =>
  rig.to(`${host}.example.org`).packets.filter(({ track }) => track === 'audio').length;

/** Both on air, and the second encoder has spoken. */
async function both(plan: SessionPlan = planWith(destination('One'), low('Two')), more = {}): Promise<Rig> {
  const rig = await rigWith(plan, more);
  rig.session.takeConfig({ ...videoConfig, ...own, kbps: 1500 });
  return rig;
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('a destination whose ceiling is clearly below', () => {
  test('gets packets of its own and the same sound; the others and the taps get the main ones', async () => {
    const tap = noteTap();
    const rig = await both(undefined, { taps: [tap] });
    expect(secondsOf(rig)).toEqual([{ codec: 'avc', kbps: 1500, sound: 'main' }]);
    for (let seq = 0; seq < 60; seq += 1) {
      rig.packet(seq);
      rig.packet(seq, { ...own, data: new ArrayBuffer(300) });
      rig.packet(seq, sound(seq));
    }
    expect([picturesAt(rig, 'one'), picturesAt(rig, 'two')]).toEqual([60, 60]);
    expect([soundsAt(rig, 'one'), soundsAt(rig, 'two')]).toEqual([60, 60]);
    const sizes = (host: string) =>
      new Set(
        rig
          .to(`${host}.example.org`)
          .packets.filter(({ track }) => track === 'video')
          .map(({ bytes }) => bytes.byteLength),
      );
    expect([sizes('one'), sizes('two')]).toEqual([new Set([1000]), new Set([300])]);
    expect(tap.packets).toHaveLength(120);
    expect(rig.to('two.example.org').configs.map(({ track, kbps }) => [track, kbps])).toEqual([
      ['video', 1500],
      ['audio', 160],
    ]);
    expect(rig.session.snapshot().outputs.map(({ rendition }) => rendition)).toEqual([
      { isOwn: false, codec: 'avc', kbps: 4000 },
      { isOwn: true, codec: 'avc', kbps: 1500 },
    ]);
  });

  test('has bitrates of its own: the link of one moves its own rendition alone', async () => {
    const rig = await both();
    await pass(1000);
    const two = rig.to('two.example.org');
    for (let turn = 0; turn < 30; turn += 1) {
      two.figures = { ...two.figures, bytesSent: turn * 4000, queueAgeMillis: 300 + turn * 100 };
      await pass(150);
    }
    const rates = rig.orders.filter((order) => order.kind === 'bitrate');
    expect(rates.length).toBeGreaterThan(0);
    expect(new Set(rates.map(({ rendition }) => rendition))).toEqual(new Set([1]));
    expect(rig.session.snapshot().rate?.kbps).toBe(4000);
    expect(rig.notices.filter((text) => text.startsWith('Two: Lowering to'))).toHaveLength(1);
    expect(rig.session.snapshot().outputs[1]?.rendition?.kbps).toBeLessThan(1500);
  });

  test('that was paused for the others comes back when nobody gets its rendition any more', async () => {
    const plan = planWith(destination('One'), low('Two'), { ...low('Three'), priority: 5 });
    const rig = await both({ ...plan, rate: { ...plan.rate, mayPause: true } });
    const [two, three] = [rig.to('two.example.org'), rig.to('three.example.org')];
    for (let step = 0; step < 30 * 20; step += 1) {
      const sent = two.figures.bytesSent + (1660 * 50) / 8;
      two.figures = { ...two.figures, bytesSent: sent, bytesAcknowledged: sent, rttMillis: 20 };
      const most = (three.figures.bytesAcknowledged ?? 0) + (200 * 50) / 8;
      const waitMillis = ((sent - most) * 8) / 200;
      const late = { rttMillis: 20 + waitMillis, queueAgeMillis: waitMillis };
      three.figures = { ...three.figures, bytesSent: sent, bytesAcknowledged: most, ...late };
      await pass(50);
    }
    expect(statesOf(rig)).toEqual(['live', 'live', 'paused']);
    rig.session.outputCommand('two', 'stop');
    two.events.onEnded();
    await pass(200);
    expect(statesOf(rig)).toEqual(['live', 'idle', 'reconnecting']);
    // It is encoded again, for that one.
    await pass(200);
    expect(secondsOf(rig).map((wish) => wish?.kbps ?? null)).toEqual([1500, null, 1500]);
  });

  test('its start is no failure of an encoder, neither in the verdict nor in the report', async () => {
    const rig = await both();
    for (let seq = 0; seq < 90; seq += 1) {
      rig.packet(seq);
      rig.packet(seq, { ...own, data: new ArrayBuffer(300) });
      rig.packet(seq, sound(seq));
      await pass(33);
    }
    const verdicts = rig.snapshots.map(({ verdict }) => verdict?.text ?? '');
    expect(verdicts.filter((text) => text.includes('encoder stopped'))).toEqual([]);
    rig.session.stop();
    await pass(3000);
    expect(rig.reports[0]?.events.map(({ text }) => text).join(' ')).toContain('Two gets');
    expect(rig.reports[0]?.troubles.map(({ weDid }) => weDid)).not.toContain('The encoder was replaced.');
  });

  test('alone, or where all need it, there is no second encoder', async () => {
    for (const plan of [planWith(low('One')), planWith(low('One'), low('Two'))]) {
      const rig = await rigWith(plan);
      await pass(1000);
      expect(secondsOf(rig)).toEqual([]);
    }
  });

  test('it runs while somebody wants it: added, paused, resumed, removed', async () => {
    const rig = await rigWith(planWith(destination('One')));
    rig.session.addOutput(low('Two'));
    accept(rig.to('two.example.org'));
    expect(secondsOf(rig)).toHaveLength(1);
    rig.session.takeConfig({ ...videoConfig, ...own });
    confirm(rig.to('two.example.org'));
    rig.session.outputCommand('two', 'pause');
    await pass(200);
    expect(secondsOf(rig).slice(1)).toEqual([null]);
    rig.session.outputCommand('two', 'resume');
    await pass(200);
    expect(secondsOf(rig).slice(2)).toEqual([{ codec: 'avc', kbps: 1500, sound: 'main' }]);
    rig.session.removeOutput('two');
    await pass(200);
    expect(secondsOf(rig).slice(3)).toEqual([null]);
    expect(statesOf(rig)[0]).toBe('live');
  });

  test('one that is removed and comes back without a ceiling gets what all get', async () => {
    const rig = await both();
    rig.session.removeOutput('two');
    rig.to('two.example.org').events.onEnded();
    await pass(200);
    rig.session.addOutput(destination('Two'));
    accept(rig.to('two.example.org'));
    rig.packet(60);
    expect(picturesAt(rig, 'two')).toBe(1);
    expect(secondsOf(rig).at(-1)).toBeNull();
  });

  test('what an encoder before it still had on the way goes nowhere', async () => {
    const rig = await both();
    rig.packet(0, own);
    rig.session.outputCommand('two', 'pause');
    await pass(200);
    rig.session.outputCommand('two', 'resume');
    accept(rig.to('two.example.org'));
    rig.packet(1, own);
    rig.packet(2, sound(2));
    expect(rig.to('two.example.org').packets).toEqual([]);
    rig.session.takeConfig({ ...videoConfig, ...own });
    rig.packet(60, own);
    expect(rig.to('two.example.org').packets).toHaveLength(1);
  });

  test('after a new page both encoders start again, the main one first', async () => {
    const rig = await both();
    rig.packet(0);
    rig.session.mediaLost();
    await pass(500);
    rig.session.mediaReady();
    expect(rig.orderKinds().filter((kind) => kind === 'start' || kind === 'second')).toEqual([
      'start',
      'second',
      'start',
      'second',
    ]);
  });
});

describe('codecs that a server does not take', () => {
  const enhanced = (...targets: readonly DestinationTarget[]): SessionPlan => ({
    ...planWith(...targets),
    codecs: { video: 'av1', audio: 'opus' },
  });
  const cut = studioError('connection-reset');

  test('a service that is known not to take them has H.264 and AAC of its own from the start', async () => {
    const rig = await both(enhanced(destination('One'), destination('Two', { serviceId: 'tiktok' })));
    expect(secondsOf(rig)).toEqual([{ codec: 'avc', kbps: 4000, sound: 'aac' }]);
    expect(rig.to('one.example.org').request.enhanced).toBeDefined();
    expect(rig.to('two.example.org').request.enhanced).toBeUndefined();
    rig.session.takeConfig({ ...audioConfig, ...own });
    rig.packet(0, own);
    rig.packet(1, sound(1));
    rig.packet(2, sound(2, own));
    expect([picturesAt(rig, 'two'), soundsAt(rig, 'two')]).toEqual([1, 1]);
  });

  test('a server that refuses them gets them while the others go on; the last one changes them for all', async () => {
    const rig = await rigWith(enhanced(destination('One'), destination('Two')));
    rig.to('one.example.org').events.onFailed(cut);
    expect(statesOf(rig)).toEqual(['reconnecting', 'live']);
    expect(rig.notices.join(' ')).toContain('One did not take AV1 and Opus. It gets H.264 and AAC of its own');
    await pass(300);
    expect(secondsOf(rig)).toEqual([{ codec: 'avc', kbps: 4000, sound: 'aac' }]);
    expect(rig.to('one.example.org').request.enhanced).toBeUndefined();
    accept(rig.to('one.example.org'));
    rig.session.takeConfig({ ...videoConfig, ...own });
    rig.session.takeConfig({ ...audioConfig, ...own });
    confirm(rig.to('one.example.org'));
    rig.packet(0, own);
    rig.packet(0);
    expect([picturesAt(rig, 'one'), picturesAt(rig, 'two')]).toEqual([1, 1]);
    rig.to('two.example.org').events.onFailed(cut);
    expect(rig.orders.filter(({ kind }) => kind === 'start')).toHaveLength(2);
    expect(secondsOf(rig).at(-1)).toBeNull();
    // The first one gets what all get now, from its next key frame on.
    rig.session.takeConfig(videoConfig);
    rig.session.takeConfig(audioConfig);
    rig.packet(61);
    rig.packet(120);
    expect(picturesAt(rig, 'one')).toBe(2);
  });
});

describe('the measured budget', () => {
  /** Seconds of 30 slots of which `lost` were not encoded. */
  async function seconds(rig: Rig, count: number, lost: number, from = 0): Promise<void> {
    for (let second = from + 1; second <= from + count; second += 1) {
      rig.stats({ submitted: second * 30, encoded: second * 30, droppedEncode: lost * Math.max(0, second - from) });
      await pass(1000);
    }
  }

  test('a main encoder that becomes late ends the second one, and that destination is told', async () => {
    const rig = await both();
    await seconds(rig, 5, 0);
    await seconds(rig, 5, 6, 5);
    expect(secondsOf(rig).at(-1)).toBeNull();
    expect(rig.session.snapshot().outputs[1]).toMatchObject({
      state: 'failed',
      reason: { code: 'second-encoder-late' },
    });
    expect(statesOf(rig)[0]).toBe('live');
    // The user may try again.
    rig.session.outputCommand('two', 'retry');
    accept(rig.to('two.example.org'));
    await pass(200);
    expect(secondsOf(rig).at(-1)).not.toBeNull();
  });

  test('one that keeps up keeps both', async () => {
    const rig = await both();
    await seconds(rig, 20, 0);
    expect(secondsOf(rig)).toHaveLength(1);
    expect(statesOf(rig)).toEqual(['live', 'live']);
  });

  test('an encoder that fails for good, or never speaks, costs its own destinations only', async () => {
    const failed = await both();
    failed.session.encoderGone(studioError('encoder-failed'), 1);
    const silent = await rigWith(planWith(destination('One'), low('Two')));
    await pass(9000);
    for (const rig of [failed, silent]) expect(statesOf(rig)).toEqual(['live', 'failed']);
  });
});
