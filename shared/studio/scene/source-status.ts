/** How a source is, for its row and for what is drawn in its place; times and ages come from the engine. */
import type { Millis } from '../../clock.ts';
import type { InputKind } from '../document/source.ts';

/** `late`: its last picture is older than it should be, or it is not shown again yet; `missing`: it gives nothing at all. */
export const sourceStates = ['fresh', 'late', 'frozen', 'missing'] as const;
export type SourceState = (typeof sourceStates)[number];

/** Kinds whose pictures must keep coming; screens, windows and pages give none while nothing moves. */
export function mustFlow(kind: InputKind): boolean {
  return kind === 'test' || kind === 'camera' || kind === 'rtmp';
}

/** Kinds that live on a stream from outside: closed, they can't be opened again from the Worker. */
export function livesOnFeed(kind: InputKind): boolean {
  return ['camera', 'screen', 'window', 'browser', 'rtmp'].includes(kind);
}

/** A source that gave nothing yet is waited for this long before something else is drawn in its place. */
const openingMillis: Millis = 700;

export type SourceFacts = {
  readonly kind: InputKind;
  /** It could not be opened or was lost. */
  readonly hasFailed: boolean;
  /** It gave a picture since it was opened. */
  readonly hasPicture: boolean;
  /** Held back: silent, or not steady again yet. */
  readonly isHeld: boolean;
  /** Silent for good. */
  readonly isFrozen: boolean;
  readonly openMillis: Millis;
};

export function sourceState({ hasFailed, hasPicture, isHeld, isFrozen, openMillis }: SourceFacts): SourceState {
  if (hasFailed) return 'missing';
  if (isFrozen) return 'frozen';
  if (!hasPicture) return openMillis > openingMillis ? 'missing' : 'late';
  return isHeld ? 'late' : 'fresh';
}

/** What is drawn for a source: itself, its stand-in if it has one, the holding picture, or nothing. */
export type Drawn = 'itself' | 'stand-in' | 'holding' | 'nothing';

export function drawnFor(facts: SourceFacts, hasStandIn: boolean): Drawn {
  if (facts.hasPicture && !facts.isHeld && !facts.hasFailed) return 'itself';
  const isWaitedFor = !facts.hasPicture && !facts.hasFailed && facts.openMillis <= openingMillis;
  if (isWaitedFor) return 'nothing';
  if (hasStandIn) return 'stand-in';
  return mustFlow(facts.kind) || livesOnFeed(facts.kind) ? 'holding' : 'nothing';
}

/** What the window hears of a source. */
export type SourceReport = {
  readonly sourceId: string;
  readonly state: SourceState;
  /** Age of its newest picture; null before the first. */
  readonly ageMillis: Millis | null;
  /** Of its picture; 0 while unknown. */
  readonly width: number;
  readonly height: number;
};

/** Ages are told this often at most, and only where one is worth telling. */
const reportEvery: Millis = 1000;
const tellingAge: Millis = 500;

/** True when the window should hear of it again; `sinceMillis` since the last report. */
export function isNews(report: SourceReport, last: SourceReport | null, sinceMillis: Millis): boolean {
  if (last === null || report.state !== last.state) return true;
  if (report.width !== last.width || report.height !== last.height) return true;
  const isOld = (report.ageMillis ?? 0) > tellingAge || (last.ageMillis ?? 0) > tellingAge;
  return isOld && sinceMillis >= reportEvery;
}
