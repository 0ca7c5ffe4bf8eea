/** Sound stays at its place: gaps become silence, overlaps are left out, slow drift is slipped. */
import { describe, expect, test } from 'vitest';
import {
  fillTo,
  maxFillSamples,
  placeChunk,
  samplesIn,
  samplesToMicros,
  startAligner,
  type AudioAligner,
} from '../../../../shared/live/pipeline/audio-aligner.ts';

const chunkMicros = 10_000;
const chunkFrames = 480;

/** Feeds ten-millisecond chunks whose time is stretched by `rate` and jittered. */
function feed(
  aligner: AudioAligner,
  {
    chunks,
    offset = 0,
    rate = 1,
    jitter = () => 0,
  }: { chunks: number; offset?: number; rate?: number; jitter?: (n: number) => number },
): { aligner: AudioAligner; lengths: number[] } {
  const lengths: number[] = [];
  let state = aligner;
  for (let n = 0; n < chunks; n += 1) {
    const placed = placeChunk(state, { at: offset + n * chunkMicros * rate + jitter(n), frames: chunkFrames });
    state = placed.aligner;
    lengths.push(placed.placement.frames);
  }
  return { aligner: state, lengths };
}

test('samples and microseconds match', () => {
  expect(samplesIn(1_000_000)).toBe(48_000);
  expect(samplesToMicros(1024)).toBe(21_333);
});

describe('the first chunk', () => {
  test('gets silence before it when it begins later, which is no correction', () => {
    const { aligner, placement } = placeChunk(startAligner(), { at: 15_000, frames: chunkFrames });
    expect(placement).toEqual({ silence: 720, skip: 0, frames: 480 });
    expect(aligner).toMatchObject({ position: 1200, fixedSamples: 0, isSettled: true });
  });

  test('loses what lies before the start', () => {
    const early = placeChunk(startAligner(), { at: -4_000, frames: chunkFrames });
    expect(early.placement).toEqual({ silence: 0, skip: 192, frames: 288 });
    const tooEarly = placeChunk(startAligner(), { at: -20_000, frames: chunkFrames });
    expect(tooEarly.placement).toEqual({ silence: 0, skip: 480, frames: 0 });
    expect(tooEarly.aligner).toMatchObject({ position: 0, isSettled: false });
  });
});

describe('a steady source', () => {
  test('passes untouched, jitter included', () => {
    const { aligner, lengths } = feed(startAligner(), { chunks: 500, jitter: (n) => ((n * 7919) % 5) * 1000 - 2000 });
    expect(new Set(lengths.slice(1))).toEqual(new Set([480]));
    expect(aligner.fixedSamples).toBe(0);
  });
});

describe('a gap', () => {
  test('over 40 ms becomes silence at once', () => {
    const { aligner } = feed(startAligner(), { chunks: 100 });
    const { placement, aligner: after } = placeChunk(aligner, { at: 1_070_000, frames: chunkFrames });
    expect(placement).toEqual({ silence: 3360, skip: 0, frames: 480 });
    expect(after.position).toBe(samplesIn(1_080_000));
    expect(after.fixedSamples).toBe(3360);
  });

  test('that is filled while waiting is not filled twice', () => {
    const { aligner } = feed(startAligner(), { chunks: 100 });
    const filled = fillTo(aligner, samplesIn(1_200_000));
    expect(filled.silence).toBe(9600);
    const { placement } = placeChunk(filled.aligner, { at: 1_205_000, frames: chunkFrames });
    expect(placement).toEqual({ silence: 240, skip: 0, frames: 480 });
  });

  test('never makes one step longer than its bound', () => {
    expect(fillTo(startAligner(), 1e12).silence).toBe(maxFillSamples);
    expect(placeChunk(startAligner(), { at: 1e12, frames: 480 }).placement.silence).toBe(maxFillSamples);
  });
});

test('a chunk that lies over 40 ms in the past loses the frames that are written already', () => {
  const { aligner } = feed(startAligner(), { chunks: 100 });
  const { placement } = placeChunk(aligner, { at: 995_000 - 40_000, frames: 4800 });
  expect(placement).toEqual({ silence: 0, skip: 2160, frames: 2640 });
});

describe('a device clock that is off', () => {
  test('by 200 ppm is slipped and stays within 3.5 ms', () => {
    for (const rate of [1.0002, 0.9998]) {
      const { aligner, lengths } = feed(startAligner(), { chunks: 12_000, rate });
      const error = 12_000 * chunkMicros * rate - samplesToMicros(aligner.position);
      expect(Math.abs(error)).toBeLessThan(3_500);
      expect(Math.max(...lengths.map((frames) => Math.abs(frames - 480)))).toBe(1);
    }
  });

  test('is corrected by at most one sample in a thousand', () => {
    const settled = feed(startAligner(), { chunks: 10 }).aligner;
    const { aligner } = feed(settled, { chunks: 400, offset: 100_000 + 30_000 });
    expect(aligner.fixedSamples).toBeGreaterThan(0);
    expect(aligner.fixedSamples).toBeLessThanOrEqual((400 * 480) / 1000);
  });

  test('is left alone when the error is under 3 ms', () => {
    const settled = feed(startAligner(), { chunks: 10 }).aligner;
    expect(feed(settled, { chunks: 400, offset: 100_000 + 2_500 }).aligner.fixedSamples).toBe(0);
  });
});

test('filling to the past writes nothing', () => {
  const { aligner } = feed(startAligner(), { chunks: 10 });
  expect(fillTo(aligner, 100)).toEqual({ aligner, silence: 0 });
});
