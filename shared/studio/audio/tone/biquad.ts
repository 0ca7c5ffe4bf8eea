/** Second-order filters after the formulas of R. Bristow-Johnson's "Audio EQ Cookbook" (W3C note), for two channels. */
import { sampleRate, type Processor, type Stereo } from '../stereo.ts';

/** Transfer function (b0 + b1 z⁻¹ + b2 z⁻²) / (1 + a1 z⁻¹ + a2 z⁻²). */
export type Coefficients = {
  readonly b0: number;
  readonly b1: number;
  readonly b2: number;
  readonly a1: number;
  readonly a2: number;
};

/** Quality of a filter without a hump. */
const butterworth = Math.SQRT1_2;

/** Frequencies that a digital filter can have; beyond, its formulas end. */
const highest = sampleRate * 0.49;

function angle(hz: number): number {
  return (2 * Math.PI * Math.min(highest, Math.max(1, hz))) / sampleRate;
}

/** 12 dB less per octave below `hz`, 3 dB less there. */
export function highPass(hz: number): Coefficients {
  const w = angle(hz);
  const cosine = Math.cos(w);
  const alpha = Math.sin(w) / (2 * butterworth);
  const a0 = 1 + alpha;
  const b = (1 + cosine) / 2 / a0;
  return { b0: b, b1: -2 * b, b2: b, a1: (-2 * cosine) / a0, a2: (1 - alpha) / a0 };
}

/** 12 dB less per octave above `hz`, 3 dB less there. */
export function lowPass(hz: number): Coefficients {
  const w = angle(hz);
  const cosine = Math.cos(w);
  const alpha = Math.sin(w) / (2 * butterworth);
  const a0 = 1 + alpha;
  const b = (1 - cosine) / 2 / a0;
  return { b0: b, b1: 2 * b, b2: b, a1: (-2 * cosine) / a0, a2: (1 - alpha) / a0 };
}

/** `db` at `hz`, less and less beside it; `quality` is the frequency over the width between half-gain points. */
export function bell({
  hz,
  db,
  quality,
}: {
  readonly hz: number;
  readonly db: number;
  readonly quality: number;
}): Coefficients {
  const w = angle(hz);
  const a = 10 ** (db / 40);
  const alpha = Math.sin(w) / (2 * quality);
  const a0 = 1 + alpha / a;
  const middle = (-2 * Math.cos(w)) / a0;
  return { b0: (1 + alpha * a) / a0, b1: middle, b2: (1 - alpha * a) / a0, a1: middle, a2: (1 - alpha / a) / a0 };
}

/** `db` below `hz`, half of them there. */
export function lowShelf(hz: number, db: number): Coefficients {
  return shelf(hz, db, 1);
}

/** `db` above `hz`, half of them there. */
export function highShelf(hz: number, db: number): Coefficients {
  return shelf(hz, db, -1);
}

/** The cookbook's two shelves are one formula with the cosine's sign turned, and b1 and a1 with it. */
function shelf(hz: number, db: number, sign: 1 | -1): Coefficients {
  const w = angle(hz);
  const a = 10 ** (db / 40);
  const cosine = sign * Math.cos(w);
  const slope = 2 * Math.sqrt(a) * (Math.sin(w) / (2 * butterworth));
  const a0 = a + 1 + (a - 1) * cosine + slope;
  return {
    b0: (a * (a + 1 - (a - 1) * cosine + slope)) / a0,
    b1: (sign * 2 * a * (a - 1 - (a + 1) * cosine)) / a0,
    b2: (a * (a + 1 - (a - 1) * cosine - slope)) / a0,
    a1: (sign * -2 * (a - 1 + (a + 1) * cosine)) / a0,
    a2: (a + 1 + (a - 1) * cosine - slope) / a0,
  };
}

/** Gain (amplitude) of a filter for a tone of `hz`: the magnitude of its transfer function on the unit circle. */
export function gainAt({ b0, b1, b2, a1, a2 }: Coefficients, hz: number): number {
  const w = (2 * Math.PI * hz) / sampleRate;
  const [c1, s1, c2, s2] = [Math.cos(w), Math.sin(w), Math.cos(2 * w), Math.sin(2 * w)];
  const above = Math.hypot(b0 + b1 * c1 + b2 * c2, b1 * s1 + b2 * s2);
  return above / Math.hypot(1 + a1 * c1 + a2 * c2, a1 * s1 + a2 * s2);
}

/** So small that nobody hears it, and so large that the processor is not slowed down by what is left. */
const nothing = 1e-25;

/** The memory of one channel (transposed direct form II). */
class Memory {
  #one = 0;
  #two = 0;

  run(samples: Float32Array, { b0, b1, b2, a1, a2 }: Coefficients): void {
    let one = this.#one;
    let two = this.#two;
    for (let index = 0; index < samples.length; index += 1) {
      const input = samples[index] ?? 0;
      const output = b0 * input + one;
      one = b1 * input - a1 * output + two;
      two = b2 * input - a2 * output;
      samples[index] = output;
    }
    this.#one = Math.abs(one) < nothing ? 0 : one;
    this.#two = Math.abs(two) < nothing ? 0 : two;
  }

  reset(): void {
    this.#one = 0;
    this.#two = 0;
  }
}

export class Biquad implements Processor {
  readonly latencyFrames = 0;
  readonly #left = new Memory();
  readonly #right = new Memory();
  #coefficients: Coefficients;

  constructor(coefficients: Coefficients) {
    this.#coefficients = coefficients;
  }

  /** Goes on with another curve from the next block on. */
  set(coefficients: Coefficients): void {
    this.#coefficients = coefficients;
  }

  process(block: Stereo): void {
    this.#left.run(block[0], this.#coefficients);
    this.#right.run(block[1], this.#coefficients);
  }

  reset(): void {
    this.#left.reset();
    this.#right.reset();
  }
}
