/** R 128 by the synthetic cases of EBU Tech 3341 and 3342, each within a tenth. */
import { describe, expect, test } from 'vitest';
import { LoudnessMeter, silentLufs } from '../../../../shared/studio/audio/loudness/loudness-meter.ts';
import { LoudnessHistogram, loudnessOf } from '../../../../shared/studio/audio/loudness/loudness-histogram.ts';
import type { Stereo } from '../../../../shared/studio/audio/stereo.ts';
import { inBlocks, joined, stereo, tone } from '../../../support/tones.ts';

/** Pieces of a 1 kHz tone in both channels, one after the other. */
function pieces(...parts: readonly (readonly [db: number, seconds: number])[]): Stereo {
  return joined(...parts.map(([db, seconds]) => tone({ hz: 1_000, db, seconds })));
}

function metered(
  signal: Stereo,
  look: (meter: LoudnessMeter, seconds: number) => void = () => undefined,
): LoudnessMeter {
  const meter = new LoudnessMeter();
  let frames = 0;
  inBlocks(signal, (block) => {
    meter.measure(block);
    frames += block[0].length;
    look(meter, frames / 48_000);
  });
  return meter;
}

describe('EBU Tech 3341', () => {
  test.each([
    ['case 1', -23],
    ['case 2', -33],
  ])('%s: a steady tone reads %d LUFS everywhere', (_, lufs) => {
    const meter = metered(pieces([lufs, 20]));
    expect(Math.abs(meter.momentaryLufs - lufs)).toBeLessThan(0.1);
    expect(Math.abs(meter.shortTermLufs - lufs)).toBeLessThan(0.1);
    expect(Math.abs((meter.integratedLufs ?? 0) - lufs)).toBeLessThan(0.1);
  });

  test.each([
    ['case 3: soft parts are gated', pieces([-36, 10], [-23, 60], [-36, 10])],
    ['case 4: softer ones too', pieces([-72, 10], [-36, 10], [-23, 60], [-36, 10], [-72, 10])],
    ['case 5: what is near counts', pieces([-26, 20], [-20, 20.1], [-26, 20])],
  ])('%s', (_, signal) => {
    expect(Math.abs((metered(signal).integratedLufs ?? 0) + 23)).toBeLessThan(0.1);
  });

  test('case 9: short-term is the mean of 3 s', () => {
    const signal = pieces(
      ...Array.from(
        { length: 5 },
        () =>
          [
            [-20, 1.34],
            [-30, 1.66],
          ] as const,
      ).flat(),
    );
    const off: number[] = [];
    metered(signal, (meter, seconds) => {
      if (seconds >= 3.1) off.push(Math.abs(meter.shortTermLufs + 23));
    });
    expect(Math.max(...off)).toBeLessThan(0.1);
  });

  test('case 12: momentary is the mean of 400 ms', () => {
    const signal = pieces(
      ...Array.from(
        { length: 25 },
        () =>
          [
            [-20, 0.18],
            [-30, 0.22],
          ] as const,
      ).flat(),
    );
    const off: number[] = [];
    metered(signal, (meter, seconds) => {
      if (seconds >= 1) off.push(Math.abs(meter.momentaryLufs + 23));
    });
    expect(Math.max(...off)).toBeLessThan(0.1);
  });

  test('cases 10 and 13 in small: the largest of a tone of 3 s or 400 ms is the tone, whenever it begins', () => {
    for (const delay of [0, 0.05, 0.1, 0.15]) {
      let [momentary, shortTerm] = [silentLufs, silentLufs];
      const silence = stereo(Math.round((1 + delay) * 3_000) * 16, () => 0);
      metered(joined(silence, pieces([-23, 3]), silence), (meter) => {
        momentary = Math.max(momentary, meter.momentaryLufs);
        shortTerm = Math.max(shortTerm, meter.shortTermLufs);
      });
      expect(Math.abs(momentary + 23)).toBeLessThan(0.1);
      // Windows move on in steps of 100 ms, so one may lack up to half of it at each end.
      expect(Math.abs(shortTerm + 23)).toBeLessThan(0.2);
    }
  });
});

describe('EBU Tech 3342', () => {
  test.each([
    ['case 1', pieces([-20, 20], [-30, 20]), 10],
    ['case 2', pieces([-20, 20], [-15, 20]), 5],
    ['case 3', pieces([-40, 20], [-20, 20]), 20],
    ['case 4', pieces([-50, 20], [-35, 20], [-20, 20], [-35, 20], [-50, 20]), 15],
  ])('%s', (_, signal, range) => {
    expect(Math.abs((metered(signal).rangeLu ?? 0) - range)).toBeLessThan(0.1);
  });
});

test('silence has no loudness', () => {
  const meter = metered(stereo(480_000, () => 0));
  expect(meter.integratedLufs).toBeNull();
  expect(meter.rangeLu).toBeNull();
  expect(meter.momentaryLufs).toBe(silentLufs);
});

test('one channel is 3 LU softer than both', () => {
  const [left, right] = tone({ hz: 1_000, db: -20, seconds: 5 });
  expect(metered([left, right.map(() => 0)]).integratedLufs).toBeCloseTo(-23.01, 1);
});

test('a reset begins anew', () => {
  const meter = metered(pieces([-10, 10]));
  meter.reset();
  expect(meter.integratedLufs).toBeNull();
  inBlocks(pieces([-30, 10]), (block) => meter.measure(block));
  expect(meter.integratedLufs).toBeCloseTo(-30, 1);
});

test('the histogram gates as the list of all blocks would', () => {
  const histogram = new LoudnessHistogram();
  const energies = Array.from({ length: 2_000 }, (_, index) => 10 ** (-((index * 37) % 71) / 10));
  for (const energy of energies) histogram.add(energy);
  const loud = energies.filter((energy) => loudnessOf(energy) > -70);
  const mean = (list: readonly number[]) => list.reduce((sum, energy) => sum + energy, 0) / list.length;
  const gate = loudnessOf(mean(loud)) - 10;
  expect(histogram.gatedMean(10)).toBeCloseTo(loudnessOf(mean(loud.filter((energy) => loudnessOf(energy) > gate))), 6);
});
