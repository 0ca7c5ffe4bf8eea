/** What the sound desk tells the window of levels: figures of each strip and of the sent mix, as it measured them. */

/** Places of the figures of one strip; all in dBFS. The master has the last three too, in LUFS. */
export const figureAt = {
  peakLeft: 0,
  peakRight: 1,
  rmsLeft: 2,
  rmsRight: 3,
  truePeak: 4,
  momentary: 5,
  shortTerm: 6,
  integrated: 7,
} as const;

/** About 20 a second; the arrays belong to the sender and are read at once. */
export type Levels = {
  /** By source. */
  readonly strips: ReadonlyMap<string, Float32Array>;
  readonly master: Float32Array;
};

/** What a detector has found in a sound. */
export type SoundFinding = {
  readonly kind: 'talking-muted' | 'no-signal' | 'clipping' | 'left-only' | 'right-only' | 'out-of-phase';
  readonly sourceId: string;
};

/** The figures of one strip, or of the master (null); undefined while it has none. */
export function figuresOf({ strips, master }: Levels, sourceId: string | null): Float32Array | undefined {
  return sourceId === null ? master : strips.get(sourceId);
}
