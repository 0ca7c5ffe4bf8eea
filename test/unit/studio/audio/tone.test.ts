/** Filters by sine sweep against their transfer functions, the three bands, and the resampler. */
import { describe, expect, test } from 'vitest';
import {
  Biquad,
  bell,
  gainAt,
  highPass,
  highShelf,
  lowPass,
  lowShelf,
  type Coefficients,
} from '../../../../shared/studio/audio/tone/biquad.ts';
import { Equaliser, PassFilter, equaliserCurves } from '../../../../shared/studio/audio/tone/equaliser.ts';
import { Resampler } from '../../../../shared/studio/audio/tone/resampler.ts';
import { decibels } from '../../../../shared/studio/audio/level/decibels.ts';
import { sampleRate } from '../../../../shared/studio/audio/stereo.ts';
import { inBlocks, part, peakOf, rmsDb, through, tone, type Processing } from '../../../support/tones.ts';

const frequencies = [25, 50, 100, 200, 400, 800, 1_600, 3_200, 6_400, 12_800, 18_000];

/** dB that a tone gains, once the filter has settled. */
function response(processor: Processing, hz: number): number {
  const signal = tone({ hz, db: -20, seconds: 1 });
  return rmsDb(part(through(processor, signal)[0], 0.6, 1)) - rmsDb(part(signal[0], 0.6, 1));
}

describe('a filter does to each tone of a sweep what its transfer function says', () => {
  const filters: readonly (readonly [string, Coefficients])[] = [
    ['high-pass', highPass(120)],
    ['low-pass', lowPass(5_000)],
    ['bell', bell({ hz: 1_000, db: 9, quality: 0.8 })],
    ['dip', bell({ hz: 3_000, db: -14, quality: 2 })],
    ['low shelf', lowShelf(250, 8)],
    ['high shelf', highShelf(4_000, -11)],
  ];
  test.each(filters)('%s', (_, coefficients) => {
    for (const hz of frequencies) {
      const expected = decibels(gainAt(coefficients, hz));
      expect(Math.abs(response(new Biquad(coefficients), hz) - expected)).toBeLessThan(expected < -60 ? 0.5 : 0.02);
    }
  });
});

describe('curves stand where their names say', () => {
  test('passes lose 3 dB at their frequency and 12 dB in the octave beyond the next', () => {
    for (const hz of [40, 200, 1_000]) {
      expect(decibels(gainAt(highPass(hz), hz))).toBeCloseTo(-3.01, 2);
      expect(decibels(gainAt(highPass(hz), hz / 4)) - decibels(gainAt(highPass(hz), hz / 8))).toBeCloseTo(12, 0);
    }
    expect(decibels(gainAt(lowPass(1_000), 1_000))).toBeCloseTo(-3.01, 2);
    expect(gainAt(lowPass(1_000), 0)).toBeCloseTo(1, 9);
  });

  test('shelves reach their gain at their end, half of it at their frequency, and leave the other end alone', () => {
    for (const db of [-20, -6, 3, 20]) {
      expect(decibels(gainAt(lowShelf(200, db), 1))).toBeCloseTo(db, 1);
      expect(decibels(gainAt(lowShelf(200, db), 200))).toBeCloseTo(db / 2, 6);
      expect(decibels(gainAt(lowShelf(200, db), 20_000))).toBeCloseTo(0, 1);
      expect(decibels(gainAt(highShelf(4_000, db), 24_000))).toBeCloseTo(db, 1);
      expect(decibels(gainAt(highShelf(4_000, db), 4_000))).toBeCloseTo(db / 2, 6);
      expect(decibels(gainAt(highShelf(4_000, db), 10))).toBeCloseTo(0, 1);
    }
  });

  test('three flat bands are a flat line', () => {
    const curves = equaliserCurves({ lowDb: 0, midDb: 0, highDb: 0, lowHz: 250, highHz: 4_000 });
    for (const hz of frequencies) for (const curve of curves) expect(gainAt(curve, hz)).toBeCloseTo(1, 9);
  });

  test('bands that would cross are kept an octave apart', () => {
    const curves = equaliserCurves({ lowDb: 6, midDb: -6, highDb: 6, lowHz: 1_000, highHz: 1_000 });
    for (const hz of frequencies) for (const curve of curves) expect(gainAt(curve, hz)).toBeGreaterThan(0.4);
  });
});

describe('the equaliser', () => {
  const settings = { lowDb: 6, midDb: -4, highDb: 9, lowHz: 200, highHz: 5_000 };

  test('does what its three curves do together', () => {
    const curves = equaliserCurves(settings);
    for (const hz of frequencies) {
      const expected = curves.reduce((sum, curve) => sum + decibels(gainAt(curve, hz)), 0);
      expect(response(new Equaliser(settings), hz)).toBeCloseTo(expected, 1);
    }
  });

  test('glides to other settings without a click and arrives', () => {
    const equaliser = new Equaliser({ ...settings, lowDb: 0, midDb: 0, highDb: 0 });
    const signal = tone({ hz: 100, db: -12, seconds: 1 });
    let blocks = 0;
    inBlocks(signal, (block) => {
      if (blocks === 30) equaliser.set({ ...settings, lowDb: 12, midDb: 0, highDb: 0 });
      blocks += 1;
      equaliser.process(block);
    });
    let steepest = 0;
    for (let index = 1; index < signal[0].length; index += 1) {
      steepest = Math.max(steepest, Math.abs((signal[0][index] ?? 0) - (signal[0][index - 1] ?? 0)));
    }
    // The steepest place of the louder tone itself, and a fifth more.
    const loudest = peakOf(part(signal[0], 0.8, 1));
    expect(decibels(loudest)).toBeCloseTo(-12 + decibels(gainAt(lowShelf(200, 12), 100)), 1);
    expect(steepest).toBeLessThan(1.2 * loudest * ((2 * Math.PI * 100) / sampleRate));
  });
});

test('a pass filter follows its knob', () => {
  const filter = new PassFilter('high-pass', 40);
  filter.set(400);
  inBlocks(tone({ hz: 50, db: -20, seconds: 0.5 }), (block) => filter.process(block));
  expect(response(filter, 100)).toBeCloseTo(decibels(gainAt(highPass(400), 100)), 1);
});

describe('the resampler', () => {
  test.each([8_000, 22_050, 44_100, 96_000])('brings a tone at %d Hz to the program, level and time kept', (rate) => {
    const resampler = new Resampler(rate);
    const seconds = 1;
    const input = Float32Array.from(
      { length: rate * seconds },
      (_, n) => 0.5 * Math.sin((2 * Math.PI * 1_000 * n) / rate),
    );
    const output: number[] = [];
    let lead = 0;
    for (let from = 0; from < input.length; from += 441) {
      const piece = input.slice(from, from + 441);
      const firstFrame = output.length;
      lead = resampler.lead;
      // Where the next output stands in time, by its own word and by count.
      expect((from - lead) / rate).toBeCloseTo(firstFrame / sampleRate, 6);
      const count = resampler.process([piece, piece], piece.length);
      output.push(...resampler.output[0].subarray(0, count));
    }
    expect(output.length).toBeGreaterThan(sampleRate * seconds - 400);
    let worst = 0;
    for (let n = 1_000; n < output.length - 1_000; n += 1) {
      worst = Math.max(worst, Math.abs((output[n] ?? 0) - 0.5 * Math.sin((2 * Math.PI * 1_000 * n) / sampleRate)));
    }
    expect(decibels(worst / 0.5)).toBeLessThan(-70);
  });

  test('lets nothing above half the new rate come back as another tone', () => {
    const resampler = new Resampler(96_000);
    const input = Float32Array.from({ length: 96_000 }, (_, n) => 0.5 * Math.sin((2 * Math.PI * 30_000 * n) / 96_000));
    const count = resampler.process([input, input], input.length);
    expect(rmsDb(resampler.output[0].subarray(1_000, count))).toBeLessThan(-70);
  });
});
