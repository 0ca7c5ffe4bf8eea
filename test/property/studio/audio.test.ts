/** Whatever goes in: numbers come out, silence stays silence, what is linear is, and how a sound is cut makes no difference. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { FilterChain } from '../../../shared/studio/audio/chain/filter-chain.ts';
import { InputMeasure } from '../../../shared/studio/audio/detect/input-measure.ts';
import { InputWatch } from '../../../shared/studio/audio/detect/input-watch.ts';
import { decibels } from '../../../shared/studio/audio/level/decibels.ts';
import { TruePeak } from '../../../shared/studio/audio/level/true-peak.ts';
import { LoudnessMeter } from '../../../shared/studio/audio/loudness/loudness-meter.ts';
import { Resampler } from '../../../shared/studio/audio/tone/resampler.ts';
import { createStereo, type Stereo } from '../../../shared/studio/audio/stereo.ts';
import { audioFilterSchema, type AudioFilter } from '../../../shared/studio/document/filters.ts';
import { copyOf, createNoise, inBlocks, stereo } from '../../support/tones.ts';

const level = fc.double({ min: -96, max: 0, noNaN: true });
const between = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const base = { id: fc.constantFrom('a', 'b', 'c'), enabled: fc.boolean() };
const times = { attackMillis: between(0.1, 500), releaseMillis: between(1, 5_000) };

const linearFilter: fc.Arbitrary<AudioFilter> = fc.oneof(
  fc.record({ ...base, kind: fc.constant('gain' as const), db: between(-30, 30) }),
  fc.record({ ...base, kind: fc.constant('high-pass' as const), hz: between(20, 2_000) }),
  fc.record({ ...base, kind: fc.constant('low-pass' as const), hz: between(500, 20_000) }),
  fc.record({
    ...base,
    kind: fc.constant('equaliser' as const),
    lowDb: between(-20, 20),
    midDb: between(-20, 20),
    highDb: between(-20, 20),
    lowHz: between(40, 1_000),
    highHz: between(1_000, 16_000),
  }),
);

const filter: fc.Arbitrary<AudioFilter> = fc.oneof(
  linearFilter,
  fc.record({
    ...base,
    kind: fc.constant('gate' as const),
    openDb: level,
    closeDb: level,
    holdMillis: between(0, 5_000),
    ...times,
  }),
  fc.record({ ...base, kind: fc.constant('expander' as const), thresholdDb: level, ratio: between(1, 20), ...times }),
  fc.record({
    ...base,
    kind: fc.constant('compressor' as const),
    thresholdDb: level,
    ratio: between(1, 32),
    kneeDb: between(0, 24),
    makeUpDb: between(0, 32),
    sidechainId: fc.constantFrom(null, 'other'),
    ...times,
  }),
  fc.record({
    ...base,
    kind: fc.constant('limiter' as const),
    ceilingDb: between(-24, 0),
    releaseMillis: between(1, 5_000),
  }),
  fc.record({ ...base, kind: fc.constant('noise-suppression' as const), amount: between(0, 1) }),
);

const filters = fc.array(filter, { maxLength: 5 });

/** Samples of all sizes, some of which are none. */
const wild = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: fc.double({ min: -1, max: 1, noNaN: true }) },
    { weight: 2, arbitrary: fc.float() },
    { weight: 1, arbitrary: fc.constantFrom(Infinity, -Infinity, NaN, 3.4e38, -3.4e38, 1e-45) },
  ),
  { minLength: 16, maxLength: 64 },
);

function chainOf(list: readonly AudioFilter[]): FilterChain {
  const chain = new FilterChain(() => ({
    clean: (samples) => samples.set(samples.toReversed()),
    close: () => undefined,
  }));
  chain.rebuild(list);
  return chain;
}

const silence = createStereo(2_048);
const keySilence = () => silence;

/** A signal of whole quanta that repeats what was drawn. */
function repeated(samples: readonly number[], frames: number): Stereo {
  return stereo(frames, (frame) => samples[frame % samples.length] ?? 0);
}

function processed(list: readonly AudioFilter[], signal: Stereo, size: number | (() => number) = 256): Stereo {
  const chain = chainOf(list);
  const copy = copyOf(signal);
  inBlocks(copy, (block) => chain.process(block, keySilence), size);
  return copy;
}

test('the filters drawn here are those of a show', () => {
  fc.assert(fc.property(filter, (drawn) => audioFilterSchema.safeParse(drawn).success));
});

test('any samples and any filters: what comes out are numbers', () => {
  fc.assert(
    fc.property(filters, wild, (list, samples) => {
      const [left, right] = processed(list, repeated(samples, 4_096));
      expect(left.every(Number.isFinite) && right.every(Number.isFinite)).toBe(true);
    }),
    { numRuns: 150 },
  );
});

test('silence stays silence', () => {
  fc.assert(
    fc.property(filters, (list) => {
      const [left, right] = processed(list, createStereo(4_096));
      expect(left.every((sample) => sample === 0) && right.every((sample) => sample === 0)).toBe(true);
    }),
    { numRuns: 60 },
  );
});

test('a chain of gains and tone controls is linear', () => {
  fc.assert(
    fc.property(fc.array(linearFilter, { maxLength: 3 }), fc.integer(), between(-1, 1), (list, seed, factor) => {
      const [one, other] = [createNoise(seed), createNoise(seed + 1)];
      const first = stereo(2_048, () => 0.05 * one());
      const second = stereo(2_048, () => 0.05 * other());
      const mixed = stereo(2_048, (frame) => (first[0][frame] ?? 0) + factor * (second[0][frame] ?? 0));
      const [a, b, sum] = [processed(list, first), processed(list, second), processed(list, mixed)];
      const largest = sum[0].reduce((most, sample) => Math.max(most, Math.abs(sample)), 1);
      for (let frame = 0; frame < 2_048; frame += 1) {
        const expected = (a[0][frame] ?? 0) + factor * (b[0][frame] ?? 0);
        expect(Math.abs((sum[0][frame] ?? 0) - expected)).toBeLessThan(1e-4 * largest);
      }
    }),
    { numRuns: 60 },
  );
});

test('how a sound is cut into blocks makes no difference', () => {
  fc.assert(
    fc.property(
      filters,
      fc.integer(),
      fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }),
      (list, seed, sizes) => {
        const noise = createNoise(seed);
        const signal = stereo(8_192, (frame) => noise() * Math.min(1, frame / 4_096) ** 2);
        let at = 0;
        const next = () => {
          at += 1;
          return 16 * (sizes[at % sizes.length] ?? 1);
        };
        expect(processed(list, signal, next)).toEqual(processed(list, signal));
      },
    ),
    { numRuns: 80 },
  );
});

test('meters are the same however a sound is cut, and never read less than the samples', () => {
  fc.assert(
    fc.property(fc.integer(), fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1 }), (seed, sizes) => {
      const noise = createNoise(seed);
      const signal = stereo(48_000, (frame) => noise() * Math.sin(frame / 9_000));
      let at = 0;
      const next = () => {
        at += 1;
        return 16 * (sizes[at % sizes.length] ?? 1);
      };
      const figures = [256, next].map((size) => {
        const [loudness, peak] = [new LoudnessMeter(), new TruePeak()];
        inBlocks(
          signal,
          (block) => {
            loudness.measure(block);
            peak.measure(block);
          },
          size,
        );
        return { integrated: loudness.integratedLufs ?? 0, momentary: loudness.momentaryLufs, peak: peak.take() };
      });
      const [whole, cut] = figures;
      expect(cut?.peak).toBe(whole?.peak);
      expect(cut?.integrated).toBeCloseTo(whole?.integrated ?? 1, 9);
      expect(cut?.momentary).toBeCloseTo(whole?.momentary ?? 1, 9);
      expect(whole?.peak).toBeGreaterThanOrEqual(
        signal[0].reduce((most, sample) => Math.max(most, Math.abs(sample)), 0),
      );
    }),
    { numRuns: 20 },
  );
});

test('twice as loud is 6 dB more, in every meter', () => {
  fc.assert(
    fc.property(fc.integer(), between(-30, 0), (seed, db) => {
      const read = (gain: number) => {
        const noise = createNoise(seed);
        const [loudness, peak] = [new LoudnessMeter(), new TruePeak()];
        inBlocks(
          stereo(48_000, () => 0.1 * gain * noise()),
          (block) => {
            loudness.measure(block);
            peak.measure(block);
          },
        );
        return [loudness.integratedLufs ?? 0, decibels(peak.take())] as const;
      };
      const [loud, soft] = [read(1), read(10 ** (db / 20))];
      expect(soft[0] - loud[0]).toBeCloseTo(db, 4);
      expect(soft[1] - loud[1]).toBeCloseTo(db, 4);
    }),
    { numRuns: 20 },
  );
});

test('detectors take any sound', () => {
  fc.assert(
    fc.property(wild, fc.boolean(), fc.boolean(), fc.boolean(), (samples, isMuted, isMono, isLive) => {
      const [measure, watch] = [new InputMeasure(), new InputWatch()];
      // The desk cleans what it measures.
      const signal = processed([], repeated(samples, 9_600));
      inBlocks(signal, (block) => {
        measure.measure(block);
        const figures = measure.take();
        expect(Object.values(figures).every(Number.isFinite)).toBe(true);
        watch.see({ figures, seconds: 0.05, isMuted, isMono, isLive });
      });
    }),
    { numRuns: 40 },
  );
});

test('the resampler gives as many frames as time has passed, however its input is cut', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 4_000, max: 384_000 }),
      fc.array(fc.integer({ min: 0, max: 3_000 }), { minLength: 1, maxLength: 30 }),
      (rate, sizes) => {
        const resampler = new Resampler(rate);
        let [given, got] = [0, 0];
        for (const size of sizes) {
          expect((given - resampler.lead) / rate).toBeCloseTo(got / 48_000, 6);
          got += resampler.process(createStereo(size), size);
          given += size;
        }
        expect(got / 48_000).toBeLessThanOrEqual(given / rate + 1e-9);
      },
    ),
    { numRuns: 60 },
  );
});
