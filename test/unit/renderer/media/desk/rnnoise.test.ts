/** RNNoise itself: it loads when asked, comes as late as the desk believes, and takes noise away but not the voice. */
import { expect, test, vi } from 'vitest';
import { createRnnoise } from '../../../../../renderer/media/audio/desk/rnnoise.ts';
import {
  NoiseSuppression,
  denoiserDelay,
  denoiserFrames,
} from '../../../../../shared/studio/audio/chain/noise-suppression.ts';
import { createNoise, part, rmsDb, stereo, through } from '../../../../support/tones.ts';

/** A buzz with formants, vibrato and syllables: as near to a voice as four lines come. */
function voice(seconds: number): Float32Array<ArrayBuffer> {
  let phase = 0;
  return Float32Array.from({ length: seconds * 48_000 }, (_, n) => {
    phase += (2 * Math.PI * (130 + 12 * Math.sin(n / 2_600))) / 48_000;
    let sum = 0;
    for (let harmonic = 1; harmonic < 25; harmonic += 1) {
      const hz = harmonic * 130;
      const formants = Math.exp(-(((hz - 600) / 250) ** 2)) + 0.5 * Math.exp(-(((hz - 1_400) / 300) ** 2)) + 0.05;
      sum += formants * Math.sin(harmonic * phase);
    }
    const syllable = Math.max(0, Math.sin((2 * Math.PI * n) / 14_000)) ** 0.5;
    return 0.1 * syllable * sum;
  });
}

/** The lag, in frames, at which two signals are most alike. */
function lagOf(later: Float32Array, earlier: Float32Array): number {
  let [best, lag] = [0, -1];
  for (let shift = 0; shift < 1_600; shift += 1) {
    let sum = 0;
    for (let n = 48_000; n < 96_000; n += 3) sum += (later[n + shift] ?? 0) * (earlier[n] ?? 0);
    if (sum > best) [best, lag] = [sum, shift];
  }
  return lag;
}

const faults: unknown[] = [];
const start = createRnnoise((error) => faults.push(error));

// It asks where it is; the desk runs in a Worker.
vi.stubGlobal('WorkerGlobalScope', Object);

test('is there some time after it was first asked for', async () => {
  expect(start()).toBeNull();
  const denoiser = await vi.waitFor(() => start() ?? Promise.reject(new Error('not yet')), { timeout: 8_000 });
  denoiser.close();
  expect(faults).toEqual([]);
});

test('comes as late as the desk makes up for', () => {
  const input = voice(3);
  const output = input.slice();
  const denoiser = start();
  for (let from = 0; from < output.length; from += denoiserFrames) {
    denoiser?.clean(output.subarray(from, from + denoiserFrames));
  }
  denoiser?.close();
  // Its own low cut moves phases a little.
  expect(Math.abs(lagOf(output, input) - denoiserDelay)).toBeLessThanOrEqual(4);
});

test('takes noise away and leaves a voice', () => {
  const noise = createNoise(4);
  const hiss = stereo(3 * 48_000, () => 0.02 * noise());
  const quiet = through(new NoiseSuppression(1, start), hiss);
  expect(rmsDb(part(quiet[0], 2, 3))).toBeLessThan(rmsDb(part(hiss[0], 2, 3)) - 12);
  const spoken = voice(3);
  const kept = through(new NoiseSuppression(1, start), [spoken, spoken.slice()]);
  expect(rmsDb(part(kept[0], 1, 3))).toBeGreaterThan(rmsDb(part(spoken, 1, 3)) - 4);
  expect(kept[1]).toEqual(kept[0]);
});

test('keeps the original in step where only half of it is taken', () => {
  const spoken = voice(3);
  const suppression = new NoiseSuppression(0.5, start);
  const mixed = through(suppression, [spoken, spoken.slice()]);
  expect(Math.abs(lagOf(mixed[0], spoken) - suppression.latencyFrames)).toBeLessThanOrEqual(4);
  suppression.close();
});
