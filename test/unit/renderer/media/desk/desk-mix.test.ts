/** What the desk does with sounds on their way to tracks, ears and meters. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { levelAt } from '../../../../../shared/studio/audio/level/levels.ts';
import type { Master } from '../../../../../shared/studio/document/show.ts';
import { createDesk, createMicrophone, pass, slice, source, type Rig } from '../../../../support/sound-desk.ts';
import { createNoise, peakOf, rmsDb, tone } from '../../../../support/tones.ts';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

describe('tracks and ears', () => {
  /** A steady tone of 1 s on a strip. */
  async function mixed(strip: Parameters<typeof source>[2], master: Partial<Master> = {}, wanted = 0): Promise<Rig> {
    const rig = createDesk();
    rig.show([source('f', 'media', strip)], master);
    rig.desk.setTracks(wanted);
    rig.desk.attach('f', { kind: 'push' });
    rig.restart();
    const start = rig.now;
    await pass(rig, 1_000, (at) => rig.desk.push('f', [slice(at), slice(at)], { at: start + at * 1_000 }));
    rig.desk.finish();
    rig.desk.close();
    return rig;
  }

  const level = (samples: Float32Array) => Number(rmsDb(samples).toFixed(2));

  test('a strip goes to its tracks only', async () => {
    const rig = await mixed({ tracks: 0b10 }, {}, 0b110);
    expect(peakOf(rig.sent.between(0.2, 0.9))).toBe(0);
    expect(level(rig.tracks.get(2)?.between(0.2, 0.9) ?? new Float32Array())).toBe(-23.01);
    expect(peakOf(rig.tracks.get(3)?.between(0.2, 0.9) ?? new Float32Array([1]))).toBe(0);
    expect(rig.tracks.has(4)).toBe(false);
  });

  test('all tracks are in step', async () => {
    const rig = await mixed({}, {}, 0b100000);
    expect(rig.tracks.get(6)?.left.slice(0, 40_000)).toEqual(rig.sent.left.slice(0, 40_000));
  });

  test('fader, balance and mono do what they say', async () => {
    expect(level((await mixed({ faderDb: -6 })).sent.between(0.2, 0.9))).toBe(-29.01);
    expect(peakOf((await mixed({ faderDb: -60 })).sent.between(0.2, 0.9))).toBe(0);
    expect(peakOf((await mixed({ pan: 1 })).sent.between(0.2, 0.9))).toBe(0);
    expect(level((await mixed({ mono: true })).sent.between(0.2, 0.9))).toBe(-23.01);
  });

  test('muted is nowhere; for the ears only is not sent', async () => {
    const muted = await mixed({ muted: true, monitor: 'both' });
    expect(peakOf(muted.sent.between(0.2, 0.9))).toBe(0);
    expect(muted.monitor.end).toBe(0);
    // Its own meter still moves.
    expect(muted.levels.at(-3)?.strips.get('f')?.[levelAt.rmsLeft]).toBeCloseTo(-23.01, 1);
    const cue = await mixed({ monitor: 'only' });
    expect(peakOf(cue.sent.between(0.2, 0.9))).toBe(0);
    expect(level(cue.monitor.between(0.2, 0.9))).toBe(-23.01);
    expect(level((await mixed({ monitor: 'both' })).sent.between(0.2, 0.9))).toBe(-23.01);
  });

  test('one strip is listened to alone: before its fader, muted or not, and viewers hear no difference', async () => {
    const rig = createDesk();
    const strips = [source('a', 'media', { faderDb: -20, muted: true }), source('b', 'media', { monitor: 'both' })];
    rig.show(strips, {});
    rig.desk.setAudible(
      new Map([
        ['a', 1],
        ['b', 1],
      ]),
    );
    for (const id of ['a', 'b']) rig.desk.attach(id, { kind: 'push' });
    rig.restart();
    const start = rig.now;
    const half = (piece: Float32Array) => piece.map((sample) => sample / 2);
    await pass(rig, 3_000, (at) => {
      if (at === 1_000) rig.desk.setSolo('a');
      if (at === 2_000) rig.desk.setSolo(null);
      rig.desk.push('a', [half(slice(at)), half(slice(at))], { at: start + at * 1_000 });
      rig.desk.push('b', [slice(at), slice(at)], { at: start + at * 1_000 });
    });
    rig.desk.close();
    expect(level(rig.monitor.between(0.2, 0.9))).toBe(-23.01);
    expect(level(rig.monitor.between(1.2, 1.9))).toBe(-29.03);
    expect(level(rig.monitor.between(2.2, 2.9))).toBe(-23.01);
    expect(level(rig.sent.between(0.2, 2.9))).toBe(-23.01);
  });

  test('a strip that is gone is listened to by nobody', async () => {
    const rig = createDesk();
    rig.show([source('b', 'media', { monitor: 'both' })], {});
    rig.desk.setSolo('gone');
    rig.desk.attach('b', { kind: 'push' });
    rig.restart();
    const start = rig.now;
    await pass(rig, 1_000, (at) => rig.desk.push('b', [slice(at), slice(at)], { at: start + at * 1_000 }));
    rig.desk.close();
    expect(level(rig.monitor.between(0.2, 0.9))).toBe(-23.01);
  });

  test('the master has a fader for what is sent, and mutes all tracks', async () => {
    const rig = await mixed({}, { faderDb: -10 }, 0b10);
    expect(level(rig.sent.between(0.2, 0.9))).toBe(-33.01);
    expect(level(rig.tracks.get(2)?.between(0.2, 0.9) ?? new Float32Array())).toBe(-23.01);
    const muted = await mixed({}, { muted: true }, 0b10);
    expect(peakOf(muted.sent.between(0.2, 0.9))).toBe(0);
    expect(peakOf(muted.tracks.get(2)?.between(0.2, 0.9) ?? new Float32Array([1]))).toBe(0);
  });

  test('the limiter keeps the sum below its ceiling, and tells what it took', async () => {
    const rig = await mixed(
      { faderDb: 12, filters: [{ id: 'g', enabled: true, kind: 'gain', db: 20 }] },
      { limiterDb: -1 },
    );
    expect(peakOf(rig.sent.between(0, 0.9))).toBeLessThan(10 ** (-1 / 20));
    expect(level(rig.sent.between(0.2, 0.9))).toBeCloseTo(-4.16, 1);
    expect(rig.levels.at(-1)?.master[levelAt.reduction]).toBeCloseTo(13.15, 1);
  });

  test('without it the sum is cut at full scale', async () => {
    const rig = await mixed({ faderDb: 12, filters: [{ id: 'g', enabled: true, kind: 'gain', db: 20 }] });
    expect(peakOf(rig.sent.between(0, 0.9))).toBe(1);
  });
});

describe('filters', () => {
  test('that look ahead do not move the sound', async () => {
    const rig = createDesk();
    const limiter = { id: 'l', enabled: true, kind: 'limiter', ceilingDb: 0, releaseMillis: 100 } as const;
    const denoise = { id: 'n', enabled: true, kind: 'noise-suppression', amount: 1 } as const;
    rig.show([source('f', 'media', { filters: [limiter, denoise] })]);
    rig.desk.attach('f', { kind: 'push' });
    rig.restart();
    const start = rig.now;
    await pass(rig, 1_000, (at) => rig.desk.push('f', [slice(at), slice(at)], { at: start + at * 1_000 }));
    rig.desk.close();
    const expected = tone({ hz: 1_000, db: -20, seconds: 1 })[0];
    for (const at of [100, 20_000, 40_000]) expect(rig.sent.left[at]).toBeCloseTo(expected[at] ?? 1, 5);
  });

  test('come and go without a click', async () => {
    const rig = createDesk();
    const plain = source('f', 'media');
    const filtered = source('f', 'media', {
      filters: [{ id: 'l', enabled: true, kind: 'limiter', ceilingDb: -26, releaseMillis: 100 }],
    });
    rig.show([plain]);
    rig.desk.attach('f', { kind: 'push' });
    rig.restart();
    const start = rig.now;
    await pass(rig, 2_000, (at) => {
      if (at === 700) rig.show([filtered]);
      if (at === 1_400) rig.show([plain]);
      rig.desk.push('f', [slice(at), slice(at)], { at: start + at * 1_000 });
    });
    rig.desk.close();
    const all = rig.sent.between(0, 1.9);
    let steepest = 0;
    for (let n = 1; n < all.length; n += 1) steepest = Math.max(steepest, Math.abs((all[n] ?? 0) - (all[n - 1] ?? 0)));
    expect(steepest).toBeLessThan(1.1 * 0.1 * ((2 * Math.PI * 1_000) / 48_000));
    expect(rmsDb(rig.sent.between(1, 1.3))).toBeCloseTo(-29.16, 1);
    expect(rmsDb(rig.sent.between(1.6, 1.9))).toBeCloseTo(-23.01, 1);
  });

  test('a voice pushes the music down, but not while it is muted', async () => {
    const duck = {
      id: 'd',
      enabled: true,
      kind: 'compressor',
      thresholdDb: -40,
      ratio: 4,
      kneeDb: 0,
      attackMillis: 10,
      releaseMillis: 100,
      makeUpDb: 0,
      sidechainId: 'voice',
    } as const;
    for (const muted of [false, true]) {
      const rig = createDesk();
      rig.show([
        source('music', 'media', { filters: [duck] }),
        source('voice', 'media', { muted, tracks: 0b10, monitor: 'off' }),
      ]);
      rig.desk.attach('music', { kind: 'push' });
      rig.desk.attach('voice', { kind: 'push' });
      rig.restart();
      const start = rig.now;
      await pass(rig, 1_500, (at) => {
        rig.desk.push('music', [slice(at), slice(at)], { at: start + at * 1_000 });
        rig.desk.push('voice', [slice(at, -20, 300), slice(at, -20, 300)], { at: start + at * 1_000 });
      });
      rig.desk.close();
      expect(rmsDb(rig.sent.between(1, 1.4))).toBeCloseTo(muted ? -23.01 : -38.01, 1);
    }
  });
});

describe('levels', () => {
  test('come 20 times a second, for every strip with a sound, with the loudness of what is sent', async () => {
    const rig = createDesk();
    rig.show([source('f', 'media', { faderDb: -3 }), source('unused', 'media')]);
    rig.desk.attach('f', { kind: 'push' });
    rig.restart();
    const start = rig.now;
    await pass(rig, 5_000, (at) => rig.desk.push('f', [slice(at), slice(at)], { at: start + at * 1_000 }));
    expect(rig.levels.length).toBeGreaterThanOrEqual(98);
    expect(rig.levels.length).toBeLessThanOrEqual(100);
    const last = rig.levels.at(-1);
    expect([...(last?.strips.keys() ?? [])]).toEqual(['f']);
    expect(last?.strips.get('f')?.[levelAt.peakLeft]).toBeCloseTo(-23, 1);
    expect(last?.master[levelAt.truePeak]).toBeCloseTo(-23, 0);
    expect(last?.master[levelAt.shortTerm]).toBeCloseTo(-23, 1);
    expect(last?.master[levelAt.integrated]).toBeCloseTo(-23, 1);
    rig.restart();
    await pass(rig, 400);
    rig.desk.close();
    expect(rig.levels.at(-1)?.master[levelAt.integrated]).toBe(-120);
  });

  test('bring what the detectors find, once when it changes', async () => {
    const rig = createDesk();
    rig.show([source('m', 'microphone', { muted: true })]);
    const microphone = createMicrophone();
    rig.desk.attach('m', { kind: 'stream', readable: microphone.readable });
    rig.restart();
    const noise = createNoise(1);
    const start = rig.now;
    await pass(rig, 4_000, (at) => {
      const isTalk = at > 1_000 && at % 300 < 200;
      const samples = isTalk ? slice(at, -25, 300) : Float32Array.from({ length: 480 }, () => 0.001 * noise());
      microphone.give(start + at * 1_000 - 20_000, samples);
    });
    rig.show([source('m', 'microphone')]);
    await pass(rig, 300);
    rig.desk.close();
    expect(rig.findings).toEqual([[{ sourceId: 'm', kind: 'talking-muted' }], []]);
  });
});
