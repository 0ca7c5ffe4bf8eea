/** What the report concludes from the seconds of a session: delays by stage, losses, and how sound kept to the picture. */
import type { Report } from '../../../shared/contract/report.ts';
import { percentile } from '../../../shared/live/ingest/spread.ts';
import { round, type KeptFigure } from '../figures/ledger.ts';

type Stage = Report['latency'][number]['stage'];

/** Which figure of a second belongs to which stage. */
const stages: readonly (readonly [Stage, KeptFigure])[] = [
  ['mix', 'mixMillis'],
  ['encode', 'encodeMillis'],
  ['queue', 'queueAgeMillis'],
  ['round trip', 'rttMillis'],
  ['received', 'latencyMillis'],
];

/** One figure of all seconds in which it was known. */
type Known = (name: KeptFigure) => readonly number[];

/** p50 and p95 of every stage that was measured. */
export function latencyOf(known: Known): Report['latency'] {
  return stages.flatMap(([stage, name]) => {
    const values = known(name);
    if (values.length === 0) return [];
    return [{ stage, p50: round(percentile(values, 0.5), 1), p95: round(percentile(values, 0.95), 1) }];
  });
}

/** Lowest and highest skew of the copies that came back; null when none did. */
export function skewRangeOf(known: Known): Report['sound']['skewMillis'] {
  const values = known('skewMillis');
  if (values.length === 0) return null;
  return {
    min: round(
      values.reduce((least, value) => Math.min(least, value)),
      1,
    ),
    max: round(
      values.reduce((most, value) => Math.max(most, value)),
      1,
    ),
  };
}

/** Frames lost in this computer, percent of those that the program clock called for. */
export function lossOf({ mixed, droppedMix, droppedEncode, droppedPort }: Report['frames']): Report['loss'] {
  const due = Math.max(1, mixed + droppedMix);
  return {
    latePercent: round((100 * droppedMix) / due, 2),
    encodePercent: round((100 * (droppedEncode + droppedPort)) / due, 2),
  };
}
