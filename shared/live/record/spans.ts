/** Session time and file time: which seconds of the session lie where in which file of a recording. */
import type { Micros } from '../../clock.ts';

/** A stretch of session time. */
export type Span = { readonly fromMicros: Micros; readonly toMicros: Micros };

/** A file: second 0 of it is `fromMicros` of the session. */
export type FileSpan = Span & { readonly path: string };

/** A stretch to cut out of a file, in µs since the file began. */
export type Cut = { readonly path: string; readonly from: Micros; readonly to: Micros };

/** Sorted, without what overlaps or is empty, and with neighbours joined. */
export function mergeSpans(spans: readonly Span[]): readonly Span[] {
  const merged: Span[] = [];
  const sorted = spans
    .filter(
      ({ fromMicros, toMicros }) => Number.isFinite(fromMicros) && Number.isFinite(toMicros) && toMicros > fromMicros,
    )
    .toSorted((one, other) => one.fromMicros - other.fromMicros);
  for (const span of sorted) {
    const last = merged.at(-1);
    if (last !== undefined && span.fromMicros <= last.toMicros) {
      merged[merged.length - 1] = { fromMicros: last.fromMicros, toMicros: Math.max(last.toMicros, span.toMicros) };
    } else {
      merged.push(span);
    }
  }
  return merged;
}

/** What of `spans` lies in `files`, in order of time. Where the sound of a file reaches into the next, the next counts. */
export function cutsFor(spans: readonly Span[], files: readonly FileSpan[]): readonly Cut[] {
  const inOrder = files.toSorted((one, other) => one.fromMicros - other.fromMicros);
  return mergeSpans(spans).flatMap((span) =>
    inOrder.flatMap(({ path, fromMicros, toMicros }, index) => {
      const from = Math.max(span.fromMicros, fromMicros);
      const to = Math.min(span.toMicros, toMicros, inOrder[index + 1]?.fromMicros ?? Infinity);
      return to > from ? [{ path, from: from - fromMicros, to: to - fromMicros }] : [];
    }),
  );
}

/** µs of session time in `spans` together. */
export function lengthOf(spans: readonly Span[]): Micros {
  return mergeSpans(spans).reduce((sum, { fromMicros, toMicros }) => sum + toMicros - fromMicros, 0);
}
