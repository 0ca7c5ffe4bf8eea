/** The beep of the sync test source: 1 kHz for 100 ms from each whole second, exact to the sample. */
import { programSampleRate } from '../../../shared/live/pipeline/audio-aligner.ts';

const beepSamples = 4_800;
const hertz = 1_000;

/** -12 dBFS. */
const amplitude = 10 ** (-12 / 20);

const wave = Float32Array.from(
  { length: beepSamples },
  (_, index) => amplitude * Math.sin((2 * Math.PI * hertz * index) / programSampleRate),
);

/** The sample at `position`, counted from program time 0. */
export function beepSample(position: number): number {
  return wave[position % programSampleRate] ?? 0;
}
