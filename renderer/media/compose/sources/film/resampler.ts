/** Brings sound of any rate and any channels to stereo at 48 kHz, piece by piece without seams. */
import { programSampleRate } from '../../../../../shared/live/pipeline/audio-aligner.ts';

/** Taps on each side of a sample, and steps of the kernel's table between two taps. */
const halfTaps = 16;
const tableSteps = 512;

export type StereoPiece = { readonly left: Float32Array<ArrayBuffer>; readonly right: Float32Array<ArrayBuffer> };

/** Windowed sinc; the delay of its taps is taken out again, so the first sample out is the first sample in. */
export class Resampler {
  /** Samples in for one sample out. */
  readonly #step: number;
  readonly #table: Float32Array;
  #left: Float32Array<ArrayBuffer>;
  #right: Float32Array<ArrayBuffer>;
  /** Place of the next sample out in what is kept, in samples in. */
  #place = halfTaps;

  constructor(rate: number) {
    this.#step = rate / programSampleRate;
    this.#table = kernelTable(Math.min(1, 1 / this.#step));
    this.#left = new Float32Array(halfTaps);
    this.#right = new Float32Array(halfTaps);
  }

  /** What can be made with the next piece; the last few samples wait for more. */
  push({ left, right }: StereoPiece): StereoPiece {
    if (this.#step === 1) return { left, right };
    this.#left = joined(this.#left, left);
    this.#right = joined(this.#right, right);
    const count = Math.max(0, Math.ceil((this.#left.length - halfTaps - this.#place) / this.#step));
    const out = { left: new Float32Array(count), right: new Float32Array(count) };
    for (let index = 0; index < count; index += 1) {
      const place = this.#place + index * this.#step;
      out.left[index] = this.#sampleAt(this.#left, place);
      out.right[index] = this.#sampleAt(this.#right, place);
    }
    this.#forget(this.#place + count * this.#step);
    return out;
  }

  #sampleAt(samples: Float32Array, place: number): number {
    const whole = Math.floor(place);
    const offset = (place - whole) * tableSteps;
    let sum = 0;
    for (let tap = 1 - halfTaps; tap <= halfTaps; tap += 1) {
      const index = Math.abs(tap * tableSteps - offset);
      sum += (samples[whole + tap] ?? 0) * (this.#table[Math.round(index)] ?? 0);
    }
    return sum;
  }

  #forget(place: number): void {
    const gone = Math.max(0, Math.floor(place) - halfTaps);
    this.#left = this.#left.slice(gone);
    this.#right = this.#right.slice(gone);
    this.#place = place - gone;
  }
}

/** Half of a Blackman-windowed sinc with this cutoff (1: half the rate), in `tableSteps` a sample. */
function kernelTable(cutoff: number): Float32Array<ArrayBuffer> {
  return Float32Array.from({ length: halfTaps * tableSteps + 1 }, (_, index) => {
    const x = index / tableSteps;
    const angle = (Math.PI * x) / halfTaps;
    const window = 0.42 + 0.5 * Math.cos(angle) + 0.08 * Math.cos(2 * angle);
    const sinc = x === 0 ? 1 : Math.sin(Math.PI * cutoff * x) / (Math.PI * cutoff * x);
    return cutoff * sinc * window;
  });
}

function joined(first: Float32Array, second: Float32Array): Float32Array<ArrayBuffer> {
  const both = new Float32Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}

/** Shares of the channels beyond the front pair, as ITU-R BS.775 has them: centre, none of LFE, surrounds. */
const centreShare = Math.SQRT1_2;

/** Any number of channels, in the usual order L R C LFE Ls Rs, as stereo. */
export function toStereo(channels: readonly Float32Array<ArrayBuffer>[]): StereoPiece {
  const [left = new Float32Array(0), right] = channels;
  if (right === undefined) return { left, right: left };
  if (channels.length === 2) return { left, right };
  const beyond = channels.slice(2);
  return { left: folded(left, beyond, 'left'), right: folded(right, beyond, 'right') };
}

function folded(
  front: Float32Array<ArrayBuffer>,
  beyond: readonly Float32Array<ArrayBuffer>[],
  side: 'left' | 'right',
): Float32Array<ArrayBuffer> {
  const [centre, , surroundLeft, surroundRight] = beyond.length === 2 ? [undefined, undefined, ...beyond] : beyond;
  const surround = side === 'left' ? surroundLeft : surroundRight;
  const scale = 1 / (1 + (centre === undefined ? 0 : centreShare) + (surround === undefined ? 0 : centreShare));
  return front.map((sample, index) => {
    const others = centreShare * ((centre?.[index] ?? 0) + (surround?.[index] ?? 0));
    return (sample + others) * scale;
  });
}
