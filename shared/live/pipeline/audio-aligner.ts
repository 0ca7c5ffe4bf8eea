/** Keeps sound at its place on the program clock: counts samples, fills gaps, slips slow drift. Samples are the caller's. */
import type { Micros } from '../../clock.ts';

/** Samples per second of the program. */
export const programSampleRate = 48_000;

/** Errors beyond this are corrected at once; below `ignoreMicros` nothing happens; between, drift is slipped. */
const jumpMicros = 40_000;
const ignoreMicros = 3_000;

/** Slipping changes the length of the sound by at most one sample in this many (0.1 %). */
const samplesPerSlip = 1_000;

/** Length of the history whose median is the error, and how much of it must be there before drift is believed. */
const historyMicros = 1_000_000;
const maxHistory = 256;

/** Longest silence one step may ask for: ten seconds; the caller starts anew after a longer sleep. */
export const maxFillSamples = 10 * programSampleRate;

type Sighting = { readonly at: Micros; readonly error: Micros };

/** Where the sound stands. Positions are samples since the epoch of program time. */
export type AudioAligner = {
  /** The next sample to write. */
  readonly position: number;
  /** False until a chunk was put exactly where it says: after the start and after each silence. */
  readonly isSettled: boolean;
  /** Recent errors: where a chunk says it belongs minus where it would go. */
  readonly history: readonly Sighting[];
  /** Samples written since the last slip. */
  readonly sinceSlip: number;
  /** Samples of silence added or sound left out since the start. */
  readonly fixedSamples: number;
};

/** How to write one chunk: silence first, then the chunk without its first `skip` frames, stretched to `frames`. */
export type Placement = {
  readonly silence: number;
  readonly skip: number;
  /** Frames to write after the silence; differs by at most one from what is left of the chunk. */
  readonly frames: number;
};

/** A chunk of sound: when its first frame was captured, in µs since the epoch (may be negative), and its length. */
export type Chunk = { readonly at: Micros; readonly frames: number };

/** An aligner whose next sample is `position`. */
export function startAligner(position = 0): AudioAligner {
  return { position, isSettled: false, history: [], sinceSlip: 0, fixedSamples: 0 };
}

/** Samples in `micros`, rounded. */
export function samplesIn(micros: Micros): number {
  return Math.round((micros * programSampleRate) / 1_000_000);
}

/** µs of `samples`, rounded. */
export function samplesToMicros(samples: number): Micros {
  return Math.round((samples * 1_000_000) / programSampleRate);
}

/** Decides where a chunk goes. */
export function placeChunk(
  aligner: AudioAligner,
  chunk: Chunk,
): { readonly aligner: AudioAligner; readonly placement: Placement } {
  const error = chunk.at - samplesToMicros(aligner.position);
  if (!aligner.isSettled || Math.abs(error) > jumpMicros) return jump(aligner, chunk);
  const history = remember(aligner.history, { at: chunk.at, error });
  const drift = steadyError(history);
  const canSlip = chunk.frames > 2 && aligner.sinceSlip + chunk.frames >= samplesPerSlip;
  const slip = canSlip && Math.abs(drift) > ignoreMicros ? Math.sign(drift) : 0;
  const frames = chunk.frames + slip;
  return {
    aligner: {
      position: aligner.position + frames,
      isSettled: true,
      history,
      sinceSlip: slip === 0 ? aligner.sinceSlip + frames : 0,
      fixedSamples: aligner.fixedSamples + Math.abs(slip),
    },
    placement: { silence: 0, skip: 0, frames },
  };
}

/** Fills with silence up to sample `position`; returns how many samples of silence to write. */
export function fillTo(
  aligner: AudioAligner,
  position: number,
): { readonly aligner: AudioAligner; readonly silence: number } {
  const silence = Math.min(maxFillSamples, Math.max(0, Math.floor(position) - aligner.position));
  if (silence === 0) return { aligner, silence };
  return {
    aligner: {
      position: aligner.position + silence,
      isSettled: false,
      history: [],
      sinceSlip: 0,
      fixedSamples: aligner.fixedSamples + silence,
    },
    silence,
  };
}

/** Puts a chunk exactly where it says: silence before it, or frames left out. The very first chunk is no correction. */
function jump(aligner: AudioAligner, chunk: Chunk): { readonly aligner: AudioAligner; readonly placement: Placement } {
  const offset = samplesIn(chunk.at) - aligner.position;
  const silence = Math.min(maxFillSamples, Math.max(0, offset));
  const skip = Math.min(chunk.frames, Math.max(0, -offset));
  const frames = chunk.frames - skip;
  return {
    aligner: {
      position: aligner.position + silence + frames,
      isSettled: frames > 0,
      history: [],
      sinceSlip: 0,
      fixedSamples: aligner.fixedSamples + (aligner.position === 0 ? 0 : silence + skip),
    },
    placement: { silence, skip, frames },
  };
}

function remember(history: readonly Sighting[], sighting: Sighting): readonly Sighting[] {
  const kept = history.filter((old) => sighting.at - old.at <= historyMicros && old.at <= sighting.at);
  return [...kept, sighting].slice(-maxHistory);
}

/** Median error once the history spans most of its second; 0 before. */
function steadyError(history: readonly Sighting[]): Micros {
  const first = history[0];
  const last = history.at(-1);
  if (first === undefined || last === undefined || last.at - first.at < historyMicros * 0.8) return 0;
  const errors = history.map((sighting) => sighting.error).toSorted((a, b) => a - b);
  return errors[Math.floor(errors.length / 2)] ?? 0;
}
