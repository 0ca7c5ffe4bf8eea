/** Signals with known figures for the sound desk, and what is measured of the result. */
import { sampleRate, type Stereo } from '../../shared/studio/audio/stereo.ts';

export type Processing = { process(block: Stereo, key: Stereo | null): void };

/** Frames of `seconds`, whole control steps. */
function framesOf(seconds: number): number {
  return Math.round((seconds * sampleRate) / 16) * 16;
}

/** Both channels filled by a function of the frame. */
export function stereo(frames: number, sample: (frame: number) => number): Stereo {
  const left = Float32Array.from({ length: frames }, (_, frame) => sample(frame));
  return [left, Float32Array.from(left)];
}

/** A tone with its peak at `db` dBFS. */
export function tone({
  hz,
  db,
  seconds,
  phase = 0,
}: {
  readonly hz: number;
  readonly db: number;
  readonly seconds: number;
  /** Degrees. */
  readonly phase?: number;
}): Stereo {
  const amplitude = 10 ** (db / 20);
  const start = (phase * Math.PI) / 180;
  return stereo(framesOf(seconds), (frame) => amplitude * Math.sin((2 * Math.PI * hz * frame) / sampleRate + start));
}

/** One after the other. */
export function joined(...parts: readonly Stereo[]): Stereo {
  const frames = parts.reduce((sum, [left]) => sum + left.length, 0);
  const whole: Stereo = [new Float32Array(frames), new Float32Array(frames)];
  let at = 0;
  for (const [left, right] of parts) {
    whole[0].set(left, at);
    whole[1].set(right, at);
    at += left.length;
  }
  return whole;
}

export function copyOf([left, right]: Stereo): Stereo {
  return [left.slice(), right.slice()];
}

/** Gives a whole signal to a function block by block; the blocks are views, so what it changes is changed in `signal`. */
export function inBlocks(signal: Stereo, take: (block: Stereo) => void, frames: number | (() => number) = 256): void {
  for (let from = 0; from < signal[0].length;) {
    const to = Math.min(signal[0].length, from + (typeof frames === 'number' ? frames : frames()));
    take([signal[0].subarray(from, to), signal[1].subarray(from, to)]);
    from = to;
  }
}

/** A processed copy. */
export function through(processor: Processing, signal: Stereo, frames: number | (() => number) = 256): Stereo {
  const copy = copyOf(signal);
  inBlocks(copy, (block) => processor.process(block, null), frames);
  return copy;
}

/** The samples between two times, s. */
export function part(samples: Float32Array, from: number, to: number): Float32Array {
  return samples.subarray(Math.round(from * sampleRate), Math.round(to * sampleRate));
}

export function rmsDb(samples: Float32Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return 10 * Math.log10(sum / samples.length);
}

export function peakOf(samples: Float32Array): number {
  let peak = 0;
  for (const sample of samples) peak = Math.max(peak, Math.abs(sample));
  return peak;
}

/** Noise that is the same each time, -1 … 1. */
export function createNoise(seed: number): () => number {
  let state = seed | 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state / 2 ** 31;
  };
}

/** True peak at `times` the rate by a long windowed sinc: a stricter witness than the meter. */
export function strictTruePeak(samples: Float32Array, times = 16): number {
  const reach = 32;
  let peak = 0;
  for (let phase = 0; phase < times; phase += 1) {
    const taps = Array.from({ length: 2 * reach }, (_, tap) => {
      const x = tap - reach + 1 - phase / times;
      const window = 0.5 + 0.5 * Math.cos((Math.PI * x) / (reach + 1));
      return (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x)) * window;
    });
    for (let at = 0; at + 2 * reach <= samples.length; at += 1) {
      let sum = 0;
      for (let tap = 0; tap < 2 * reach; tap += 1) sum += (taps[tap] ?? 0) * (samples[at + tap] ?? 0);
      peak = Math.max(peak, Math.abs(sum));
    }
  }
  return peak;
}
