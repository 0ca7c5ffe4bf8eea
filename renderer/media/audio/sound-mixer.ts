/** The mixer strip: applies gain without clicks, feeds the meter and cuts the sound into blocks for the encoder. */
import type { Mix } from '../../../shared/contract/settings.ts';
import { blockFrames, type Stereo } from './encoders/sound-encoder.ts';
import { LevelMeter } from './level-meter.ts';
import type { AudioLevel } from '../worker-protocol.ts';

/** A gain change is spread over this many samples (10 ms). */
const rampSamples = 480;

export type SoundMixerOptions = {
  readonly onLevel: (level: AudioLevel) => void;
  /** `position` is that of the block's first sample; the block is reused afterwards. */
  readonly onBlock: (position: number, block: Stereo) => void;
};

/** Takes samples in order of position. */
export class SoundMixer {
  readonly #meter: LevelMeter;
  readonly #options: SoundMixerOptions;
  readonly #block: Stereo = [new Float32Array(blockFrames), new Float32Array(blockFrames)];
  #filled = 0;
  #position = 0;
  #gain = 1;
  #target = 1;
  #step = 0;

  constructor(options: SoundMixerOptions) {
    this.#options = options;
    this.#meter = new LevelMeter(options.onLevel);
  }

  setMix(mix: Mix): void {
    this.#target = mix.muted ? 0 : 10 ** (mix.gainDb / 20);
    this.#step = (this.#target - this.#gain) / rampSamples;
  }

  /** Goes on at `position` with an empty block. */
  skipTo(position: number): void {
    this.#filled = 0;
    this.#position = position;
  }

  /** Pads the block that is begun with silence and hands it on. */
  finish(): void {
    while (this.#filled > 0) this.write(0, 0);
  }

  /** Takes one sample of each channel. */
  write(left: number, right: number): void {
    this.#ramp();
    const [lefts, rights] = this.#block;
    const l = limit(left * this.#gain);
    const r = limit(right * this.#gain);
    lefts[this.#filled] = l;
    rights[this.#filled] = r;
    this.#meter.add(l, r);
    this.#filled += 1;
    if (this.#filled < blockFrames) return;
    this.#options.onBlock(this.#position, this.#block);
    this.#position += blockFrames;
    this.#filled = 0;
  }

  #ramp(): void {
    if (this.#step === 0) return;
    this.#gain += this.#step;
    const isThere = this.#step > 0 ? this.#gain >= this.#target : this.#gain <= this.#target;
    if (!isThere) return;
    this.#gain = this.#target;
    this.#step = 0;
  }
}

function limit(sample: number): number {
  return Math.max(-1, Math.min(1, sample));
}
