/** Gate, expander, compressor and limiter: static curves, times, and the ceiling that nothing passes. */
import { describe, expect, test } from 'vitest';
import { Compressor, compression } from '../../../../shared/studio/audio/dynamics/compressor.ts';
import { Expander, expansion } from '../../../../shared/studio/audio/dynamics/expander.ts';
import { Gate } from '../../../../shared/studio/audio/dynamics/gate.ts';
import { Limiter, limiterLatency } from '../../../../shared/studio/audio/dynamics/limiter.ts';
import { SlidingMinimum } from '../../../../shared/studio/audio/dynamics/sliding-minimum.ts';
import { decibels } from '../../../../shared/studio/audio/level/decibels.ts';
import { TruePeak } from '../../../../shared/studio/audio/level/true-peak.ts';
import { sampleRate, type Stereo } from '../../../../shared/studio/audio/stereo.ts';
import { Biquad, lowPass } from '../../../../shared/studio/audio/tone/biquad.ts';
import {
  createNoise,
  inBlocks,
  joined,
  part,
  peakOf,
  rmsDb,
  stereo,
  strictTruePeak,
  through,
  tone,
  type Processing,
} from '../../../support/tones.ts';

/** dB that a lasting tone gains. */
function gainFor(processor: Processing, db: number): number {
  const signal = tone({ hz: 1_000, db, seconds: 2 });
  return rmsDb(part(through(processor, signal)[0], 1.5, 2)) - rmsDb(part(signal[0], 1.5, 2));
}

/** The gain at each frame, dB, for a signal that is never nothing. */
function gains(processor: Processing, signal: Stereo): Float64Array {
  const changed = through(processor, signal);
  return Float64Array.from(changed[0], (sample, index) => decibels(Math.abs(sample / (signal[0][index] ?? 1))));
}

/** Milliseconds from `from` (s) until the gain has gone `portion` of its way to `target` dB. */
function timeTo(
  course: Float64Array,
  { from, target, portion }: { from: number; target: number; portion: number },
): number {
  const start = Math.round(from * sampleRate);
  const origin = course[start - 1] ?? 0;
  const isThere = (gain: number) => Math.abs(gain - origin) >= portion * Math.abs(target - origin);
  const index = course.subarray(start).findIndex(isThere);
  return (index * 1000) / sampleRate;
}

/** A level that changes from one value to another: only a constant has a gain at every frame. */
function step(from: number, to: number): Stereo {
  const [first, second] = [10 ** (from / 20), 10 ** (to / 20)];
  return stereo(3 * sampleRate, (frame) => (frame < sampleRate ? first : second));
}

const attackTimes = [2, 10, 50, 200];
const releaseTimes = [20, 100, 400];

describe('the compressor', () => {
  const settings = { thresholdDb: -24, ratio: 4, kneeDb: 0, attackMillis: 5, releaseMillis: 100, makeUpDb: 0 };

  test.each([
    [-40, 0],
    [-24, 0],
    [-16, -6],
    [-4, -15],
  ])('turns a tone of %d dBFS by %d dB', (level, change) => {
    expect(gainFor(new Compressor(settings), level)).toBeCloseTo(change, 1);
  });

  test('adds its make-up to everything', () => {
    expect(gainFor(new Compressor({ ...settings, makeUpDb: 9 }), -50)).toBeCloseTo(9, 2);
    expect(gainFor(new Compressor({ ...settings, makeUpDb: 9 }), -16)).toBeCloseTo(3, 1);
  });

  test('bends over the width of its knee, and is the straight line outside', () => {
    const soft = { ...settings, kneeDb: 12 };
    expect(compression(-30, soft)).toBe(0);
    expect(compression(-24, soft)).toBeCloseTo((0.75 * 36) / 24, 9);
    expect(compression(-18, soft)).toBeCloseTo(compression(-18, settings), 9);
    for (const level of [-28, -26, -22, -20]) {
      expect(-gainFor(new Compressor(soft), level)).toBeCloseTo(compression(level, soft), 1);
    }
  });

  test.each(attackTimes)('has done 63 %% of its work after an attack of %d ms', (attackMillis) => {
    const course = gains(new Compressor({ ...settings, attackMillis }), step(-50, -4));
    const time = timeTo(course, { from: 1, target: -15, portion: 1 - 1 / Math.E });
    expect(Math.abs(time - attackMillis)).toBeLessThan(0.1 * attackMillis);
  });

  test.each(releaseTimes)('has given back 63 %% after a release of %d ms', (releaseMillis) => {
    const course = gains(new Compressor({ ...settings, releaseMillis }), step(-4, -50));
    const time = timeTo(course, { from: 1, target: 0, portion: 1 - 1 / Math.E });
    expect(Math.abs(time - releaseMillis)).toBeLessThan(0.1 * releaseMillis);
  });

  test('listens to another sound when it has one', () => {
    const compressor = new Compressor(settings);
    const music = tone({ hz: 400, db: -10, seconds: 2 });
    const voice = joined(
      stereo(sampleRate, () => 0),
      tone({ hz: 300, db: -8, seconds: 1 }),
    );
    for (let from = 0; from < music[0].length; from += 256) {
      const piece = (signal: Stereo): Stereo => [
        signal[0].subarray(from, from + 256),
        signal[1].subarray(from, from + 256),
      ];
      compressor.process(piece(music), piece(voice));
    }
    expect(rmsDb(part(music[0], 0.5, 1))).toBeCloseTo(-13.01, 2);
    expect(rmsDb(part(music[0], 1.5, 2))).toBeCloseTo(-13.01 - 12, 1);
    expect(compressor.reductionDb).toBeCloseTo(12, 1);
  });
});

describe('the expander', () => {
  const settings = { thresholdDb: -40, ratio: 2, attackMillis: 5, releaseMillis: 100 };

  test.each([
    [-20, 0],
    [-39, 0],
    [-50, -10],
    [-60, -20],
  ])('turns a tone of %d dBFS by %d dB', (level, change) => {
    expect(gainFor(new Expander(settings), level)).toBeCloseTo(change, 1);
  });

  test('takes away 80 dB at most', () => {
    expect(expansion(-120, { ...settings, ratio: 20 })).toBe(80);
  });

  test.each(attackTimes)('opens by 63 %% in an attack of %d ms', (attackMillis) => {
    const course = gains(new Expander({ ...settings, attackMillis }), step(-55, -10));
    const time = timeTo(course, { from: 1, target: 0, portion: 1 - 1 / Math.E });
    expect(Math.abs(time - attackMillis)).toBeLessThan(0.1 * attackMillis);
  });

  test.each(releaseTimes)('closes by 63 %% in a release of %d ms', (releaseMillis) => {
    const course = gains(new Expander({ ...settings, releaseMillis }), step(-10, -55));
    const time = timeTo(course, { from: 1, target: -15, portion: 1 - 1 / Math.E });
    expect(Math.abs(time - releaseMillis)).toBeLessThan(0.1 * releaseMillis);
  });
});

describe('the gate', () => {
  const settings = { openDb: -30, closeDb: -40, attackMillis: 10, holdMillis: 100, releaseMillis: 50 };

  test('is shut below, open above, and between the two stays as it was', () => {
    expect(rmsDb(part(through(new Gate(settings), tone({ hz: 500, db: -45, seconds: 1 }))[0], 0.5, 1))).toBe(-Infinity);
    expect(gainFor(new Gate(settings), -29)).toBe(0);
    const between = tone({ hz: 500, db: -35, seconds: 1 });
    const fromShut = through(new Gate(settings), joined(tone({ hz: 500, db: -60, seconds: 1 }), between));
    const fromOpen = through(new Gate(settings), joined(tone({ hz: 500, db: -10, seconds: 1 }), between));
    expect(peakOf(part(fromShut[0], 1.5, 2))).toBe(0);
    expect(rmsDb(part(fromOpen[0], 1.5, 2))).toBeCloseTo(-38.01, 2);
  });

  test.each([2, 10, 80])('opens in an attack of %d ms', (attackMillis) => {
    const changed = through(new Gate({ ...settings, attackMillis }), step(-60, -20));
    const at = changed[0].subarray(sampleRate).findIndex((sample) => sample === Math.fround(0.1));
    expect(Math.abs((at * 1000) / sampleRate - attackMillis)).toBeLessThan(Math.max(0.4, 0.1 * attackMillis));
  });

  test.each([
    [0, 50],
    [100, 50],
    [300, 200],
  ])('holds %d ms and closes in %d ms', (holdMillis, releaseMillis) => {
    const changed = through(new Gate({ ...settings, holdMillis, releaseMillis }), step(-20, -60));
    const after = changed[0].subarray(sampleRate);
    const level = Math.fround(10 ** (-60 / 20));
    const falls = (after.findIndex((sample) => sample < 0.999 * level) * 1000) / sampleRate;
    const shut = (after.indexOf(0) * 1000) / sampleRate;
    // What was loud stays in the window of the detector for 1 ms.
    expect(Math.abs(falls - holdMillis)).toBeLessThan(2);
    expect(Math.abs(shut - falls - releaseMillis)).toBeLessThan(0.1 * releaseMillis);
  });

  test('does not flutter when it is told to close above where it opens', () => {
    const changed = through(
      new Gate({ ...settings, openDb: -40, closeDb: -20, holdMillis: 0 }),
      tone({ hz: 500, db: -30, seconds: 1 }),
    );
    expect(rmsDb(part(changed[0], 0.5, 1))).toBeCloseTo(-33.01, 2);
  });
});

describe('the limiter', () => {
  const settings = { ceilingDb: -1, releaseMillis: 80 };

  /** dBTP as the standard meter and a stricter one see it. */
  function peaks(signal: Stereo): readonly [number, number] {
    const meter = new TruePeak();
    inBlocks(signal, (block) => meter.measure(block));
    return [decibels(meter.take()), decibels(Math.max(strictTruePeak(signal[0]), strictTruePeak(signal[1])))];
  }

  const noise = createNoise(7);

  /** Noise as microphones and music have it: little of it above 12 kHz. The standard's own filter ends at 20 kHz. */
  function softened(signal: Stereo): Stereo {
    return through(new Biquad(lowPass(9_000)), through(new Biquad(lowPass(9_000)), signal));
  }

  const signals: readonly (readonly [string, Stereo])[] = [
    ['a tone', tone({ hz: 997, db: 12, seconds: 0.5 })],
    ['a tone between the samples', tone({ hz: 12_000, db: 6, seconds: 0.5, phase: 45 })],
    ['a high tone', tone({ hz: 15_000, db: 9, seconds: 0.5 })],
    ['noise', softened(stereo(24_000, () => 6 * noise()))],
    ['single clicks', stereo(24_000, (frame) => (frame % 1_777 === 0 ? 20 : 0))],
    ['a square wave', stereo(24_000, (frame) => (frame % 109 < 54 ? 3 : -3))],
    [
      'a bang out of silence',
      joined(
        stereo(12_000, () => 0),
        tone({ hz: 150, db: 24, seconds: 0.25 }),
      ),
    ],
    ['bursts', softened(stereo(24_000, (frame) => (frame % 4_800 < 300 ? 12 * noise() : 0.01 * noise())))],
  ];
  test.each(signals)('lets nothing over its ceiling: %s', (_, signal) => {
    const [metered, strict] = peaks(through(new Limiter(settings), signal));
    expect(metered).toBeLessThan(-1 + 0.1);
    expect(strict).toBeLessThan(-1 + 0.1);
    expect(metered).toBeGreaterThan(-3);
  });

  test('lets no white noise over its ceiling either, as the standard measures it', () => {
    expect(
      peaks(
        through(
          new Limiter(settings),
          stereo(24_000, () => 4 * noise()),
        ),
      )[0],
    ).toBeLessThan(-1 + 0.1);
  });

  test('only delays what needs no limit, to the bit', () => {
    const signal = tone({ hz: 440, db: -3, seconds: 0.5 });
    const changed = through(new Limiter(settings), signal);
    expect(changed[0].subarray(limiterLatency)).toEqual(signal[0].subarray(0, signal[0].length - limiterLatency));
  });

  test('without a ceiling only delays', () => {
    const signal = tone({ hz: 440, db: 18, seconds: 0.2 });
    const changed = through(new Limiter({ ...settings, ceilingDb: null }), signal);
    expect(changed[1].subarray(limiterLatency)).toEqual(signal[1].subarray(0, signal[1].length - limiterLatency));
  });

  test('gives back 63 %% in its release, and all of it in the end', () => {
    const limiter = new Limiter({ ceilingDb: -6, releaseMillis: 100 });
    const changed = through(limiter, step(6, -20));
    const gain = (seconds: number) => (changed[0][Math.round(seconds * sampleRate)] ?? 0) / 0.1;
    const low = gain(1 + (limiterLatency + 2) / sampleRate);
    const later = 1 + (limiterLatency + 82) / sampleRate + 0.1;
    expect((gain(later) - low) / (1 - low)).toBeGreaterThan(0.57);
    expect((gain(later) - low) / (1 - low)).toBeLessThan(0.69);
    expect(gain(2.9)).toBeCloseTo(1, 7);
    // A step swings over between its samples.
    expect(decibels(limiter.takeLowestGain())).toBeLessThan(-12);
    expect(limiter.takeLowestGain()).toBe(1);
  });

  test('turns both channels alike', () => {
    const loud = tone({ hz: 500, db: 6, seconds: 0.5 })[0];
    const soft = tone({ hz: 500, db: -20, seconds: 0.5 })[0];
    const changed = through(new Limiter(settings), [loud, soft]);
    expect(rmsDb(part(changed[0], 0.3, 0.5)) - rmsDb(part(changed[1], 0.3, 0.5))).toBeCloseTo(26, 3);
  });
});

test('the sliding minimum is that of the last values, however they come', () => {
  const noise = createNoise(3);
  const values = Array.from({ length: 500 }, () => Math.round(20 * noise()));
  const minimum = new SlidingMinimum(17);
  for (const [index, value] of values.entries()) {
    expect(minimum.push(value)).toBe(Math.min(...values.slice(Math.max(0, index - 16), index + 1)));
  }
});
