/** True peak as ITU-R BS.1770-5 Annex 2 measures it: the sound at four times its rate, by a filter of 48 taps. */
import { controlFrames, type Stereo } from '../stereo.ts';

/** Taps of one of the four phases. */
export const peakTaps = 12;

/** First and second phase of the filter; the other two are these reversed. */
const outer = [
  0.001708984375, 0.010986328125, -0.0196533203125, 0.033203125, -0.0594482421875, 0.1373291015625, 0.97216796875,
  -0.102294921875, 0.047607421875, -0.026611328125, 0.014892578125, -0.00830078125,
] as const;
const inner = [
  -0.0291748046875, 0.029296875, -0.0517578125, 0.089111328125, -0.16650390625, 0.465087890625, 0.77978515625,
  -0.2003173828125, 0.1015625, -0.0582275390625, 0.0330810546875, -0.0189208984375,
] as const;

/** No point between samples can be larger than this times the largest of the twelve samples around it. */
export const overshootBound = inner.reduce((sum: number, tap) => sum + Math.abs(tap), 0);

// Half the sums and differences of mirrored taps. With them a phase is a + b and its mirror image a - b, so the larger
// of both is |a| + |b|: four phases for the price of two. Single constants, because this is the inmost loop of all.
const os0 = (outer[0] + outer[11]) / 2;
const od0 = (outer[0] - outer[11]) / 2;
const os1 = (outer[1] + outer[10]) / 2;
const od1 = (outer[1] - outer[10]) / 2;
const os2 = (outer[2] + outer[9]) / 2;
const od2 = (outer[2] - outer[9]) / 2;
const os3 = (outer[3] + outer[8]) / 2;
const od3 = (outer[3] - outer[8]) / 2;
const os4 = (outer[4] + outer[7]) / 2;
const od4 = (outer[4] - outer[7]) / 2;
const os5 = (outer[5] + outer[6]) / 2;
const od5 = (outer[5] - outer[6]) / 2;
const is0 = (inner[0] + inner[11]) / 2;
const id0 = (inner[0] - inner[11]) / 2;
const is1 = (inner[1] + inner[10]) / 2;
const id1 = (inner[1] - inner[10]) / 2;
const is2 = (inner[2] + inner[9]) / 2;
const id2 = (inner[2] - inner[9]) / 2;
const is3 = (inner[3] + inner[8]) / 2;
const id3 = (inner[3] - inner[8]) / 2;
const is4 = (inner[4] + inner[7]) / 2;
const id4 = (inner[4] - inner[7]) / 2;
const is5 = (inner[5] + inner[6]) / 2;
const id5 = (inner[5] - inner[6]) / 2;

/** The largest of the four points between samples `at + 5` and `at + 6` of `x`, which holds twelve from `at` on. */
export function peakBetween(x: Float32Array, at: number): number {
  const a0 = sampleAt(x, at);
  const b0 = sampleAt(x, at + 11);
  const a1 = sampleAt(x, at + 1);
  const b1 = sampleAt(x, at + 10);
  const a2 = sampleAt(x, at + 2);
  const b2 = sampleAt(x, at + 9);
  const a3 = sampleAt(x, at + 3);
  const b3 = sampleAt(x, at + 8);
  const a4 = sampleAt(x, at + 4);
  const b4 = sampleAt(x, at + 7);
  const a5 = sampleAt(x, at + 5);
  const b5 = sampleAt(x, at + 6);
  const s0 = a0 + b0;
  const d0 = a0 - b0;
  const s1 = a1 + b1;
  const d1 = a1 - b1;
  const s2 = a2 + b2;
  const d2 = a2 - b2;
  const s3 = a3 + b3;
  const d3 = a3 - b3;
  const s4 = a4 + b4;
  const d4 = a4 - b4;
  const s5 = a5 + b5;
  const d5 = a5 - b5;
  const outerSum = os0 * s0 + os1 * s1 + os2 * s2 + os3 * s3 + os4 * s4 + os5 * s5;
  const outerDifference = od0 * d0 + od1 * d1 + od2 * d2 + od3 * d3 + od4 * d4 + od5 * d5;
  const innerSum = is0 * s0 + is1 * s1 + is2 * s2 + is3 * s3 + is4 * s4 + is5 * s5;
  const innerDifference = id0 * d0 + id1 * d1 + id2 * d2 + id3 * d3 + id4 * d4 + id5 * d5;
  const outerPeak = Math.abs(outerSum) + Math.abs(outerDifference);
  const innerPeak = Math.abs(innerSum) + Math.abs(innerDifference);
  return outerPeak > innerPeak ? outerPeak : innerPeak;
}

function sampleAt(x: Float32Array, at: number): number {
  return x[at] ?? 0;
}

const history = peakTaps - 1;

/** One channel's last samples beside the ones that are looked at. */
class Channel {
  readonly window = new Float32Array(history + controlFrames);
  #before = 0;

  /** Largest true peak of the 16 frames from `start`, or `least` when nothing there can be larger. */
  measure(samples: Float32Array, start: number, least: number): number {
    const { window } = this;
    let largest = 0;
    for (let index = 0; index < controlFrames; index += 1) {
      const sample = samples[start + index] ?? 0;
      window[history + index] = sample;
      const size = Math.abs(sample);
      if (size > largest) largest = size;
    }
    const bound = Math.max(largest, this.#before) * overshootBound;
    this.#before = largest;
    let peak = Math.max(least, largest);
    if (bound > peak) {
      for (let index = 0; index < controlFrames; index += 1) {
        const between = peakBetween(window, index);
        if (between > peak) peak = between;
      }
    }
    window.copyWithin(0, controlFrames);
    return peak;
  }

  reset(): void {
    this.window.fill(0);
    this.#before = 0;
  }
}

/** Remembers the largest true peak of both channels since it was last asked. */
export class TruePeak {
  readonly #channels = [new Channel(), new Channel()] as const;
  #peak = 0;

  measure(block: Stereo): void {
    const [left, right] = this.#channels;
    for (let start = 0; start < block[0].length; start += controlFrames) {
      this.#peak = left.measure(block[0], start, this.#peak);
      this.#peak = right.measure(block[1], start, this.#peak);
    }
  }

  /** Amplitude since the last call. */
  take(): number {
    const peak = this.#peak;
    this.#peak = 0;
    return peak;
  }

  reset(): void {
    for (const channel of this.#channels) channel.reset();
    this.#peak = 0;
  }
}
