/** What the sound desk tells of levels: the figures of each strip and of the sent mix, and what its detectors found. */
import type { SoundTrouble } from '../detect/input-watch.ts';

/** Places of figures: a strip and the master have the first five, dBFS, the master those of loudness as well, LUFS. */
export const levelAt = {
  peakLeft: 0,
  peakRight: 1,
  rmsLeft: 2,
  rmsRight: 3,
  truePeak: 4,
  momentary: 5,
  shortTerm: 6,
  integrated: 7,
  /** What the limiter at the end took away at most, dB. */
  reduction: 8,
} as const;

export const masterFigures = 9;

/** A strip has this instead of loudness: how far its device's clock is off now, ms; the desk is about to mend it. */
export const skewAt = 5;
export const stripFigures = 6;

/** Silence is -120 everywhere. */
export type SoundLevels = {
  /** By source; only those that give a sound. */
  readonly strips: ReadonlyMap<string, Float32Array>;
  readonly master: Float32Array;
};

export type SoundFinding = { readonly sourceId: string; readonly kind: SoundTrouble };
