/** What all sound maths shares: the program's rate, blocks of two channels, and what a step of processing is. */

/** Samples per second of the program's sound. */
export const sampleRate = 48_000;

/** Gains that follow the level are worked out once in this many frames (1/3 ms); every block is a multiple of it. */
export const controlFrames = 16;

/** Frames that the desk mixes at once (5.3 ms). */
export const quantumFrames = 256;

/** Left and right, of the same length; full scale is -1 … 1. */
export type Stereo = readonly [Float32Array<ArrayBuffer>, Float32Array<ArrayBuffer>];

/** Changes blocks in place, in order of time; keeps what it must remember between them. Blocks are whole `controlFrames`. */
export type Processor = {
  /** By how many frames what comes out is later than what went in. */
  readonly latencyFrames: number;
  /** `key` is the sound that decides where another one than its own does; null: its own. */
  process(block: Stereo, key: Stereo | null): void;
  /** Forgets what was heard. */
  reset(): void;
};

/** A block of silence. */
export function createStereo(frames: number): Stereo {
  return [new Float32Array(frames), new Float32Array(frames)];
}

export function fillSilence(block: Stereo): void {
  block[0].fill(0);
  block[1].fill(0);
}

/** 30 dB over full scale: beyond any gain a show can ask for, and far from where numbers end. */
const most = 32;

/** Takes out what is no sound: infinite and undefined samples become silence, absurd ones are cut. */
export function sanitise(samples: Float32Array): void {
  for (let index = 0; index < samples.length; index += 1) {
    const sample = samples[index] ?? 0;
    if (sample >= -most && sample <= most) continue;
    if (sample > most && sample < Infinity) samples[index] = most;
    else if (sample < -most && sample > -Infinity) samples[index] = -most;
    else samples[index] = 0;
  }
}

/** The part of a step towards a target that one control step of `controlFrames` takes, for a time constant in ms. */
export function controlCoefficient(millis: number): number {
  return 1 - Math.exp((-controlFrames * 1000) / (sampleRate * Math.max(0.01, millis)));
}
