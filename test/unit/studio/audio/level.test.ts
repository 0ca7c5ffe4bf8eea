/** Gains, faders, balance, ramps and meters against signals whose figures are known. */
import { describe, expect, test } from 'vitest';
import { balanceGains } from '../../../../shared/studio/audio/level/balance.ts';
import {
  closedDb,
  decibels,
  faderDb,
  faderGain,
  faderPosition,
} from '../../../../shared/studio/audio/level/decibels.ts';
import { GainRamp } from '../../../../shared/studio/audio/level/gain-ramp.ts';
import { LevelMeter } from '../../../../shared/studio/audio/level/level-meter.ts';
import { levelAt } from '../../../../shared/studio/audio/level/levels.ts';
import { TruePeak } from '../../../../shared/studio/audio/level/true-peak.ts';
import { startFilter } from '../../../../shared/studio/audio/chain/processors.ts';
import type { Stereo } from '../../../../shared/studio/audio/stereo.ts';
import { inBlocks, part, peakOf, rmsDb, stereo, through, tone } from '../../../support/tones.ts';

const noDenoiser = () => null;

test.each([-30, -6, 0, 0.5, 12, 30])('a gain of %d dB is that to a hundredth', (db) => {
  const signal = tone({ hz: 997, db: -40, seconds: 0.5 });
  const { processor } = startFilter({ id: 'g', enabled: true, kind: 'gain', db }, noDenoiser);
  const changed = through(processor, signal);
  expect(rmsDb(changed[0]) - rmsDb(signal[0])).toBeCloseTo(db, 2);
  expect(changed[1]).toEqual(changed[0]);
});

describe('a fader', () => {
  test('is cubic, with 12 dB at its top and silence at its foot', () => {
    expect(faderDb(1)).toBeCloseTo(12, 9);
    expect(faderDb(0)).toBe(closedDb);
    // Half the way is an eighth of the gain.
    expect(faderDb(1) - faderDb(0.5)).toBeCloseTo(18.06, 2);
    expect(faderGain(closedDb)).toBe(0);
    expect(faderPosition(closedDb)).toBe(0);
  });

  test('finds its place again', () => {
    for (let db = -59; db <= 12; db += 0.5) expect(faderDb(faderPosition(db))).toBeCloseTo(db, 9);
  });
});

test('the balance leaves the middle alone and fades one side along a cosine', () => {
  expect(balanceGains(0)).toEqual([1, 1]);
  expect(balanceGains(1)).toEqual([0, 1]);
  expect(balanceGains(-1)).toEqual([1, 0]);
  expect(decibels(balanceGains(0.5)[0])).toBeCloseTo(-3.01, 2);
  expect(balanceGains(-0.3)[1]).toBeCloseTo(Math.cos(0.15 * Math.PI), 12);
});

describe('a ramp', () => {
  test('takes 10 ms in a straight line, and ends exactly there', () => {
    const ramp = new GainRamp(1);
    ramp.setTarget(0.25);
    const block = stereo(1024, () => 1);
    inBlocks(block, (piece) => ramp.apply(piece), 112);
    const steps = Array.from(
      block[0].subarray(0, 481),
      (gain, index) => (index === 0 ? 1 : (block[0][index - 1] ?? 0)) - gain,
    );
    for (const step of steps.slice(0, 480)) expect(step).toBeCloseTo(0.75 / 480, 6);
    expect(block[0][480]).toBe(0.25);
    expect(block[1]).toEqual(block[0]);
    expect(ramp.gain).toBe(0.25);
  });

  test('that turns round midway does not jump', () => {
    const ramp = new GainRamp(0);
    const block = stereo(960, () => 1);
    let count = 0;
    inBlocks(
      block,
      (piece) => {
        ramp.setTarget(count % 2 === 0 ? 1 : 0);
        count += 1;
        ramp.apply(piece);
      },
      96,
    );
    let largest = 0;
    for (let index = 1; index < 960; index += 1) {
      largest = Math.max(largest, Math.abs((block[0][index] ?? 0) - (block[0][index - 1] ?? 0)));
    }
    expect(largest).toBeLessThan(1 / 479);
  });
});

describe('a meter', () => {
  const figures = new Float32Array(9);

  function measure(signal: Stereo): Float32Array {
    const meter = new LevelMeter();
    inBlocks(signal, (block) => meter.measure(block));
    meter.take(figures);
    return figures;
  }

  test('shows peak and RMS of each side', () => {
    const [left] = tone({ hz: 1000, db: -12, seconds: 0.1 });
    const [right] = tone({ hz: 1000, db: -30, seconds: 0.1 });
    measure([left, right]);
    expect(figures[levelAt.peakLeft]).toBeCloseTo(-12, 2);
    expect(figures[levelAt.peakRight]).toBeCloseTo(-30, 2);
    expect(figures[levelAt.rmsLeft]).toBeCloseTo(-15.01, 2);
    expect(figures[levelAt.rmsRight]).toBeCloseTo(-33.01, 2);
  });

  test('shows silence as -120 and begins anew after each look', () => {
    const meter = new LevelMeter();
    inBlocks(tone({ hz: 100, db: 0, seconds: 0.1 }), (block) => meter.measure(block));
    meter.take(figures);
    inBlocks(
      stereo(4800, () => 0),
      (block) => meter.measure(block),
    );
    meter.take(figures);
    meter.take(figures);
    expect([...figures.subarray(0, 5)]).toEqual([-120, -120, -120, -120, -120]);
  });
});

describe('true peak (EBU Tech 3341, cases 15 to 19)', () => {
  // A quarter, sixth, eighth of the rate, at phases where no sample meets the top.
  const cases = [
    { name: '15', hz: 12_000, phase: 0, amplitude: 0.5, db: -6 },
    { name: '16', hz: 12_000, phase: 45, amplitude: 0.5, db: -6 },
    { name: '17', hz: 8_000, phase: 60, amplitude: 0.5, db: -6 },
    { name: '18', hz: 6_000, phase: 67.5, amplitude: 0.5, db: -6 },
    { name: '19', hz: 12_000, phase: 45, amplitude: 1.41, db: 3 },
  ];
  test.each(cases)('case $name reads $db dBTP (+0.2 / -0.4)', ({ hz, phase, amplitude, db }) => {
    const signal = tone({ hz, db: decibels(amplitude), seconds: 1, phase });
    // Fades keep the ends from ringing.
    for (const channel of signal) {
      for (let index = 0; index < 4800; index += 1) {
        channel[index] = ((channel[index] ?? 0) * index) / 4800;
        const back = channel.length - 1 - index;
        channel[back] = ((channel[back] ?? 0) * index) / 4800;
      }
    }
    const meter = new TruePeak();
    inBlocks(signal, (block) => meter.measure(block));
    const read = decibels(meter.take());
    expect(read).toBeLessThan(db + 0.2);
    expect(read).toBeGreaterThan(db - 0.4);
  });

  test('is above the samples where they miss the top', () => {
    const signal = tone({ hz: 12_000, db: 0, seconds: 0.2, phase: 45 });
    expect(decibels(peakOf(part(signal[0], 0.05, 0.1)))).toBeCloseTo(-3.01, 2);
    const meter = new TruePeak();
    inBlocks(signal, (block) => meter.measure(block));
    expect(decibels(meter.take())).toBeGreaterThan(-0.4);
  });

  test('is never below the largest sample, also when what was louder came before', () => {
    const meter = new TruePeak();
    const signal = stereo(4800, (frame) => (frame === 2000 ? 0.9 : 0));
    inBlocks(signal, (block) => meter.measure(block));
    expect(meter.take()).toBeGreaterThanOrEqual(Math.fround(0.9));
    inBlocks(
      stereo(480, () => 0.1),
      (block) => meter.measure(block),
    );
    expect(meter.take()).toBeLessThan(0.2);
  });
});
