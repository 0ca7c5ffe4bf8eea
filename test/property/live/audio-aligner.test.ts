/** Whatever chunks come and whenever, the written sound is exactly as long as the aligner says and never out of bounds. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  fillTo,
  maxFillSamples,
  placeChunk,
  samplesToMicros,
  startAligner,
  type AudioAligner,
} from '../../../shared/live/pipeline/audio-aligner.ts';

type Step = { readonly kind: 'chunk' | 'fill'; readonly at: number; readonly frames: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constant('chunk' as const),
    at: fc.integer({ min: -5e6, max: 6e7 }),
    frames: fc.integer({ min: 0, max: 4096 }),
  }),
  fc.record({ kind: fc.constant('fill' as const), at: fc.integer({ min: -5e6, max: 6e7 }), frames: fc.constant(0) }),
);

/** Takes one step; returns the aligner after it, how much was written and whether that was possible at all. */
function take(
  aligner: AudioAligner,
  { kind, at, frames }: Step,
): { aligner: AudioAligner; written: number; isSound: boolean } {
  if (kind === 'fill') {
    const filled = fillTo(aligner, at);
    return { aligner: filled.aligner, written: filled.silence, isSound: filled.silence <= maxFillSamples };
  }
  const { aligner: next, placement } = placeChunk(aligner, { at, frames });
  const { silence, skip } = placement;
  const isSound =
    silence >= 0 && silence <= maxFillSamples && skip <= frames && Math.abs(placement.frames - (frames - skip)) <= 1;
  return { aligner: next, written: silence + placement.frames, isSound };
}

test('position counts every written sample and each placement is possible', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      let aligner = startAligner();
      let written = 0;
      for (const next of steps) {
        const taken = take(aligner, next);
        aligner = taken.aligner;
        written += taken.written;
        expect(taken.isSound).toBe(true);
        expect(aligner.position).toBe(written);
        expect(aligner.history.length).toBeLessThanOrEqual(256);
      }
    }),
  );
});

test('after any disturbance a steady source is back within 3.5 ms of its place', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 20 }), fc.integer({ min: -39_000, max: 39_000 }), (steps, error) => {
      let aligner = startAligner();
      for (const { at, frames } of steps) aligner = placeChunk(aligner, { at: at % 1e6, frames }).aligner;
      const begin = samplesToMicros(aligner.position) + error;
      const seconds = 60;
      for (let n = 0; n < seconds * 100; n += 1) {
        aligner = placeChunk(aligner, { at: begin + n * 10_000, frames: 480 }).aligner;
      }
      expect(Math.abs(begin + seconds * 1e6 - samplesToMicros(aligner.position))).toBeLessThan(3_500);
    }),
    { numRuns: 20 },
  );
}, 20_000);
