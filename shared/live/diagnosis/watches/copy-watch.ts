/** The watchdog of the copy that the built-in ingest receives: the control group of every broadcast (studio.md 5.5). */
import type { Millis } from '../../../clock.ts';
import { findingOf, type Finding, type FindingKind } from '../finding.ts';
import { Hysteresis, type Level } from './hysteresis.ts';
import type { CopySample, DiagnosisSample } from '../sample.ts';

/** Shares of the frame rate below which a copy is weak or bad. */
const weakRate = 0.95;
const badRate = 0.5;

/** Longer than this without sound from an open microphone, a new picture, or light. */
const longestSilence: Millis = 20_000;
const longestStill: Millis = 3000;
const longestBlack: Millis = 3000;

/** Picture and sound further apart than this are seen. */
const largestSkew: Millis = 80;

/** Sound may be missing for this long, told once a second. */
const soundHold: Millis = 1000;

/** The first seconds of a copy hold only part of their frames. */
const settleMillis: Millis = 4000;

const kinds = [
  'copy-without-sound',
  'copy-silent',
  'copy-slow',
  'copy-still',
  'copy-black',
  'copy-skewed',
  'copy-faulty',
] as const;
type Kind = (typeof kinds)[number];

/** What a copy lacks when something before it is in trouble. */
export const consequences: ReadonlySet<FindingKind> = new Set([
  'copy-slow',
  'copy-without-sound',
  'copy-still',
  'copy-faulty',
]);

/** One session's copy; time is an argument. */
export class CopyWatch {
  readonly #levels = new Map(kinds.map((kind) => [kind, new Hysteresis()]));
  #since: Millis | null = null;
  #problems = 0;

  /** What is wrong with the copy, each trouble once. `isExplained`: what it lacks was lost on the way to it. */
  look(sample: DiagnosisSample, now: Millis, isExplained = false): readonly Finding[] {
    const raw = this.#levelsOf(sample, now);
    return kinds.flatMap((kind) => {
      const level = isExplained && consequences.has(kind) ? 'ok' : (raw[kind] ?? 'ok');
      const raised = this.#levels.get(kind)?.look(level, now, holdFor(kind));
      return raised === undefined ? [] : findingOf(kind, raised);
    });
  }

  #levelsOf(sample: DiagnosisSample, now: Millis): Partial<Record<Kind, Level>> {
    const { copy } = sample;
    if (copy === null || !sample.isEncoding) {
      this.#since = null;
      return {};
    }
    this.#since ??= now;
    if (now - this.#since < settleMillis) return {};
    const isNewProblem = copy.problems.length > this.#problems;
    this.#problems = copy.problems.length;
    return { ...levelsOf(copy, sample), 'copy-faulty': isNewProblem ? 'weak' : 'ok' };
  }
}

function levelsOf(copy: CopySample, { fps, source }: DiagnosisSample): Partial<Record<Kind, Level>> {
  const isSilent = source.isMicOpen && (copy.silentMillis ?? 0) > longestSilence;
  return {
    'copy-without-sound': copy.soundFps <= 0 && copy.fps > 0 ? 'bad' : 'ok',
    'copy-silent': isSilent ? 'bad' : 'ok',
    'copy-slow': rateLevel(copy.fps / fps),
    'copy-still': weakAbove(longestStill, copy.stillMillis),
    'copy-black': weakAbove(longestBlack, copy.blackMillis),
    'copy-skewed': weakAbove(largestSkew, copy.skewMillis),
  };
}

function rateLevel(share: number): Level {
  if (share < badRate) return 'bad';
  return share < weakRate ? 'weak' : 'ok';
}

/** What is not known is no trouble. */
function weakAbove(limit: Millis, value: Millis | null): Level {
  return Math.abs(value ?? 0) > limit ? 'weak' : 'ok';
}

/** Ages and findings took their time already. */
function holdFor(kind: Kind): Millis | undefined {
  if (kind === 'copy-without-sound') return soundHold;
  return kind === 'copy-slow' || kind === 'copy-skewed' ? undefined : 0;
}
