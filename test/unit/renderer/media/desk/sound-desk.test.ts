/** The sound desk keeps every sound on program time, and nobody's trouble becomes another's. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { skewAt } from '../../../../../shared/studio/audio/level/levels.ts';
import { createDesk, createMicrophone, pass, slice, source, type Rig } from '../../../../support/sound-desk.ts';
import { peakOf, rmsDb, stereo, tone } from '../../../../support/tones.ts';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

describe('the test source', () => {
  test('beeps from each whole second of the stream, to the sample', async () => {
    const rig = createDesk();
    rig.show([source('t', 'test')]);
    rig.desk.attach('t', { kind: 'test' });
    rig.restart(700_000);
    await pass(rig, 1_500);
    rig.desk.close();
    expect(rig.sent.left.indexOf(rig.sent.left.slice(1).find((sample) => sample !== 0) ?? 9)).toBe(14_401);
    expect(rig.sent.left[14_400]).toBe(0);
    expect(peakOf(rig.sent.between(0.3, 0.4))).toBeCloseTo(10 ** (-12 / 20), 4);
    expect(peakOf(rig.sent.between(0.41, 1.29))).toBe(0);
  });

  test('beeps from the very first sample when the stream begins', async () => {
    const rig = createDesk();
    rig.show([source('t', 'test')]);
    rig.desk.attach('t', { kind: 'test' });
    rig.restart();
    await pass(rig, 300);
    rig.desk.close();
    expect(rig.sent.left[1]).toBeCloseTo(0.251 * Math.sin((2 * Math.PI * 1_000) / 48_000), 3);
  });
});

describe('without any sound', () => {
  test('silence flows at the pace of the clock, in blocks without gaps', async () => {
    const rig = createDesk();
    rig.restart();
    await pass(rig, 1_000);
    rig.desk.close();
    expect(rig.sent.positions).toEqual(rig.sent.positions.map((_, index) => index * 1_024));
    expect(rig.sent.end).toBeGreaterThan(48_000 - 1_024 - 960);
    expect(rig.sent.left.every((sample) => sample === 0)).toBe(true);
  });

  test('a sleep of the machine is skipped', async () => {
    const rig = createDesk();
    rig.restart();
    await pass(rig, 100);
    rig.move(3_600_000);
    await pass(rig, 100);
    rig.desk.close();
    expect(rig.sent.positions.length).toBeLessThan(20);
    expect(rig.sent.positions.at(-1)).toBeGreaterThan(3_600 * 48_000);
  });
});

describe('a microphone', () => {
  const never: (at: number) => boolean = () => false;

  async function play(rig: Rig, { millis = 1_000, lag = 30, gap = never } = {}) {
    const microphone = createMicrophone();
    rig.desk.attach('m', { kind: 'stream', readable: microphone.readable });
    const start = rig.now;
    await pass(rig, millis, (at) => {
      if (!gap(at)) microphone.give(start + (at + 10 - lag) * 1_000 - 10_000, slice(at + 10 - lag - 10));
    });
    return microphone;
  }

  test('is heard where it was captured, whatever its chunks waited for', async () => {
    const rig = createDesk();
    rig.show([source('m', 'microphone')]);
    rig.restart();
    const microphone = await play(rig);
    rig.desk.close();
    const expected = tone({ hz: 1_000, db: -20, seconds: 1 })[0];
    for (const at of [4_800, 20_000, 40_000]) expect(rig.sent.left[at]).toBeCloseTo(expected[at] ?? 1, 4);
    expect(rig.desk.fixedMillis).toBe(0);
    expect(microphone.state.open).toBe(0);
  });

  test('is moved by the delay of the picture', async () => {
    const rig = createDesk();
    rig.show([source('m', 'microphone')]);
    rig.restart(0, 25_000);
    await play(rig);
    rig.desk.close();
    const expected = tone({ hz: 1_000, db: -20, seconds: 1 })[0];
    expect(rig.sent.left[24_000]).toBeCloseTo(expected[24_000 - 1_200] ?? 1, 4);
  });

  test('is moved by its offset, later and earlier', async () => {
    for (const offsetMillis of [150, -120]) {
      const rig = createDesk();
      rig.show([source('m', 'microphone', { offsetMillis })]);
      rig.restart();
      await play(rig, { millis: 1_200 });
      rig.desk.close();
      const expected = tone({ hz: 1_000, db: -20, seconds: 2 })[0];
      expect(rig.sent.left[30_000]).toBeCloseTo(expected[30_000 - offsetMillis * 48] ?? 1, 4);
    }
  });

  test('that gives nothing becomes silence after 0.2 s, is counted, and comes back in its place', async () => {
    const rig = createDesk();
    rig.show([source('m', 'microphone')]);
    rig.restart();
    await play(rig, { millis: 2_000, gap: (at) => at >= 500 && at < 1_200 });
    rig.desk.close();
    const expected = tone({ hz: 1_000, db: -20, seconds: 2 })[0];
    expect(peakOf(rig.sent.between(0.6, 1.1))).toBe(0);
    expect(rig.sent.left[80_000]).toBeCloseTo(expected[80_000] ?? 1, 4);
    expect(rig.desk.fixedMillis).toBeGreaterThan(600);
    expect(rig.desk.fixedMillis).toBeLessThan(800);
  });

  test('at another rate is brought to the program', async () => {
    const rig = createDesk();
    rig.show([source('m', 'microphone')]);
    const microphone = createMicrophone();
    rig.restart();
    rig.desk.attach('m', { kind: 'stream', readable: microphone.readable });
    const start = rig.now;
    await pass(rig, 1_000, (at) => {
      const samples = Float32Array.from(
        { length: 441 },
        (_, n) => 0.1 * Math.sin((2 * Math.PI * 1_000 * (at * 44.1 + n)) / 44_100),
      );
      microphone.give(start + at * 1_000, samples, { rate: 44_100, channels: 1 });
    });
    rig.desk.close();
    expect(rmsDb(rig.sent.between(0.4, 0.9))).toBeCloseTo(-23.01, 1);
    const expected = tone({ hz: 1_000, db: -20, seconds: 1 })[0];
    for (const at of [24_000, 30_007, 40_000]) expect(rig.sent.left[at]).toBeCloseTo(expected[at] ?? 1, 2);
  });

  test('is closed when another takes its place', async () => {
    const rig = createDesk();
    rig.show([source('m', 'microphone')]);
    const first = await play(rig, { millis: 100 });
    await play(rig, { millis: 100 });
    expect(first.state.isCancelled).toBe(true);
    rig.desk.detach('m');
    await pass(rig, 300);
    rig.desk.close();
    expect(rig.levels.at(-1)?.strips.size).toBe(0);
  });

  test('whose chunks come in bursts is heard whole after the first', async () => {
    const rig = createDesk();
    rig.show([source('m', 'microphone')]);
    rig.restart();
    const microphone = createMicrophone();
    rig.desk.attach('m', { kind: 'stream', readable: microphone.readable });
    const start = rig.now;
    await pass(rig, 4_000, (at) => {
      if (at % 400 !== 390) return;
      for (let n = at - 390; n <= at; n += 10) microphone.give(start + (n - 20) * 1_000, slice(n - 20));
    });
    rig.desk.close();
    const expected = tone({ hz: 1_000, db: -20, seconds: 4 })[0];
    const heard = rig.sent.between(1, 3);
    let worst = 0;
    for (const [n, sample] of heard.entries()) worst = Math.max(worst, Math.abs(sample - (expected[48_000 + n] ?? 1)));
    expect(worst).toBeLessThan(1e-3);
  });

  test('whose clock stood still is heard when it comes, and near its place once the clock has caught up', async () => {
    const rig = createDesk();
    rig.show([source('m', 'microphone')]);
    rig.restart();
    const microphone = createMicrophone();
    rig.desk.attach('m', { kind: 'stream', readable: microphone.readable });
    const start = rig.now;
    await pass(rig, 6_000, (at) => {
      const behind = at >= 1_000 && at < 4_000 ? 3_000 : 0;
      microphone.give(start + (at - 20 - behind) * 1_000, slice(at - 20));
    });
    rig.desk.close();
    expect(rmsDb(rig.sent.between(2, 3.8))).toBeCloseTo(-23.01, 1);
    expect(rmsDb(rig.sent.between(4.2, 5.8))).toBeCloseTo(-23.01, 1);
    // What is left of it is slipped.
    expect(Math.abs(rig.levels.at(-1)?.strips.get('m')?.[skewAt] ?? 99)).toBeLessThan(25);
  });

  test('one that starves holds nobody up for more than 0.2 s', async () => {
    const rig = createDesk();
    rig.show([source('m', 'microphone'), source('t', 'test')]);
    rig.desk.attach('t', { kind: 'test' });
    rig.restart();
    let behind = 0;
    await play(rig, {
      millis: 2_000,
      gap: (at) => {
        behind = Math.max(behind, at * 48 - rig.sent.end);
        return at >= 500;
      },
    });
    rig.desk.close();
    expect(behind).toBeLessThan((200 + 30 + 60) * 48);
    expect(peakOf(rig.sent.between(1, 1.1))).toBeCloseTo(0.25, 1);
  });
});

test('at the end the sound is as long as the time, though some of it is still on its way', async () => {
  const rig = createDesk();
  rig.show([source('m', 'microphone')]);
  rig.restart();
  const microphone = createMicrophone();
  rig.desk.attach('m', { kind: 'stream', readable: microphone.readable });
  const start = rig.now;
  await pass(rig, 1_000, (at) => microphone.give(start + (at - 150) * 1_000, slice(at)));
  expect(rig.sent.end).toBeLessThan(0.9 * 48_000);
  rig.desk.finish();
  rig.desk.close();
  expect(rig.sent.end).toBeGreaterThanOrEqual(48_000);
  expect(rig.sent.end).toBeLessThan(48_000 + 2_048);
});

describe('a film', () => {
  /** Pushes 100 ms at a time, 200 ms ahead. */
  async function film(rig: Rig, millis: number, db = -20): Promise<void> {
    rig.desk.attach('f', { kind: 'push' });
    const start = rig.now;
    // Ten whole periods to each slice.
    const piece = slice(0, db);
    const samples = Float32Array.from({ length: 4_800 }, (_, n) => piece[n % 480] ?? 0);
    await pass(rig, millis, (at) => {
      if (at % 100 !== 0) return;
      rig.desk.push('f', [samples, samples], { at: start + (at + 200) * 1_000 });
    });
  }

  test('is heard when it says, though it comes early', async () => {
    const rig = createDesk();
    rig.show([source('f', 'media')]);
    rig.restart();
    await film(rig, 1_000);
    rig.desk.close();
    expect(peakOf(rig.sent.between(0, 0.2))).toBe(0);
    expect(rig.sent.left[9_600 + 12]).toBeCloseTo(0.1, 4);
    expect(rig.desk.fixedMillis).toBe(0);
  });

  test('is heard only as far as the scene lets it, without a click', async () => {
    const rig = createDesk();
    rig.show([source('f', 'media'), source('m', 'microphone')]);
    rig.desk.setAudible(new Map());
    rig.restart();
    await film(rig, 500);
    expect(peakOf(rig.sent.between(0, 0.4))).toBe(0);
    rig.desk.setAudible(new Map([['f', 0.5]]));
    await film(rig, 700);
    rig.desk.close();
    expect(rmsDb(rig.sent.between(0.9, 1.1))).toBeCloseTo(-23.01 - 6.02, 1);
    let steepest = 0;
    const all = rig.sent.between(0, 1.1);
    for (let n = 1; n < all.length; n += 1) steepest = Math.max(steepest, Math.abs((all[n] ?? 0) - (all[n - 1] ?? 0)));
    expect(steepest).toBeLessThan(0.1 * ((2 * Math.PI * 1_000) / 48_000));
  });

  test('that was never opened takes no pushes', () => {
    const rig = createDesk();
    expect(() =>
      rig.desk.push(
        'nobody',
        stereo(480, () => 1),
        { at: 0 },
      ),
    ).not.toThrow();
    rig.desk.close();
  });
});
