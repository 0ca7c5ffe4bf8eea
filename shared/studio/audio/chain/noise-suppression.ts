/** Noise suppression on the desk: cuts sound into the frames that the denoiser takes, and mixes with the original. */
import { createStereo, type Processor, type Stereo } from '../stereo.ts';

/** Frames that the denoiser takes at once: 10 ms. */
export const denoiserFrames = 480;

/** One channel's denoiser. */
export type Denoiser = {
  /** Cleans `denoiserFrames` samples in place, -1 … 1; what comes out is `denoiserDelay` later. */
  readonly clean: (samples: Float32Array) => void;
  readonly close: () => void;
};

/** Makes a denoiser; null while it is being loaded, or where there is none. */
export type CreateDenoiser = () => Denoiser | null;

/** RNNoise looks a frame ahead and overlaps its frames: its sound comes out two frames late (measured). */
export const denoiserDelay = 960;

/** Frames by which a strip with noise suppression is late: one frame is gathered first. */
const latencyFrames = denoiserFrames + denoiserDelay;

/** A power of two that holds the latency. */
const dryMask = 2047;

/** Part of the way that the mix of both goes with each frame: some 10 ms in all. */
const wetPortion = 0.01;

export class NoiseSuppression implements Processor {
  readonly latencyFrames = latencyFrames;
  readonly #create: CreateDenoiser;
  /** Gathered input, and the cleaned frame before it, which leaves meanwhile. */
  readonly #frames = createStereo(denoiserFrames);
  /** The original, as late as what is cleaned. */
  readonly #dry = createStereo(dryMask + 1);
  #left: Denoiser | null = null;
  #right: Denoiser | null = null;
  #amount: number;
  #wet = 0;
  #at = 0;
  #position = 0;
  #isReady = false;

  constructor(amount: number, create: CreateDenoiser) {
    this.#amount = amount;
    this.#create = create;
  }

  /** 0 leaves the original, 1 only what is cleaned. */
  set(amount: number): void {
    this.#amount = amount;
  }

  process(block: Stereo): void {
    const [left, right] = block;
    const [leftFrame, rightFrame] = this.#frames;
    const [dryLeft, dryRight] = this.#dry;
    let target = this.#target;
    let wet = this.#wet;
    for (let index = 0; index < left.length; index += 1) {
      wet += (target - wet) * wetPortion;
      const now = this.#position & dryMask;
      const then = (this.#position - latencyFrames) & dryMask;
      dryLeft[now] = left[index] ?? 0;
      dryRight[now] = right[index] ?? 0;
      const cleanLeft = leftFrame[this.#at] ?? 0;
      const cleanRight = rightFrame[this.#at] ?? 0;
      leftFrame[this.#at] = left[index] ?? 0;
      rightFrame[this.#at] = right[index] ?? 0;
      const [originalLeft, originalRight] = [dryLeft[then] ?? 0, dryRight[then] ?? 0];
      left[index] = originalLeft + (cleanLeft - originalLeft) * wet;
      right[index] = originalRight + (cleanRight - originalRight) * wet;
      this.#position += 1;
      this.#at += 1;
      if (this.#at < denoiserFrames) continue;
      this.#clean();
      target = this.#target;
    }
    this.#wet = wet;
  }

  reset(): void {
    for (const samples of [...this.#frames, ...this.#dry]) samples.fill(0);
    this.#at = 0;
  }

  /** Gives the denoisers back. */
  close(): void {
    this.#left?.close();
    this.#right?.close();
    this.#left = null;
    this.#right = null;
  }

  get #target(): number {
    return this.#isReady ? this.#amount : 0;
  }

  /** Two channels with the same sound, as most microphones have, are cleaned once. */
  #clean(): void {
    const [left, right] = this.#frames;
    this.#at = 0;
    const isMono = left.every((sample, index) => sample === right[index]);
    this.#left ??= this.#create();
    if (!isMono) this.#right ??= this.#create();
    this.#isReady = this.#left !== null;
    this.#left?.clean(left);
    if (isMono) right.set(left);
    else this.#right?.clean(right);
  }
}
