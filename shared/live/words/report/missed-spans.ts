/** Which seconds of the program a destination never got: what is left between what its connections brought. */

/** A stretch in seconds since the session started; `to` is not part of it. */
export type Span = { readonly from: number; readonly to: number };

/** What one destination got. The lists may overlap and be in any order. */
export type DeliveryHistory = {
  /** When it was first confirmed; null when it never was. */
  readonly firstLive: number | null;
  /** When the program ended, or now. */
  readonly end: number;
  /** What each connection brought: from its first key frame to the newest packet that was accepted. */
  readonly delivered: readonly Span[];
  /** Video dropped in between, each stretch up to the next key frame. */
  readonly dropped: readonly Span[];
  /** While the user had it stopped: nobody was promised anything then. */
  readonly stopped: readonly Span[];
};

/** Holes shorter than this go unnoticed in a player's buffer, and the last packets of a clean end are never acknowledged. */
const leastSeconds = 0.5;

/** Holes closer together than this are one: nobody sees a picture in between. */
export const joinSeconds = 0.25;

/** The stretches between the first LIVE and the end that were not accepted, by time; empty when it was never live. */
export function missedSpans(history: DeliveryHistory): readonly Span[] {
  const { firstLive, end, delivered, dropped, stopped } = history;
  if (firstLive === null) return [];
  const holes = without([{ from: firstLive, to: end }], [...delivered, ...stopped]);
  const lost = without(dropped, stopped).map(({ from, to }) => ({
    from: Math.max(from, firstLive),
    to: Math.min(to, end),
  }));
  return joined([...holes, ...lost], joinSeconds).filter(({ from, to }) => to - from >= leastSeconds);
}

/** The seconds in `spans`, which must not overlap. */
export function secondsIn(spans: readonly Span[]): number {
  return spans.reduce((sum, { from, to }) => sum + to - from, 0);
}

/** `spans` by time, with those that touch, or lie closer than `gap`, made one; spans that end before they begin go. */
export function joined(spans: readonly Span[], gap: number): readonly Span[] {
  const out: { from: number; to: number }[] = [];
  for (const span of spans.filter(({ from, to }) => to > from).toSorted((a, b) => a.from - b.from)) {
    const last = out.at(-1);
    if (last !== undefined && span.from <= last.to + gap) last.to = Math.max(last.to, span.to);
    else out.push({ ...span });
  }
  return out;
}

/** What is left of `spans` outside `cuts`. */
export function without(spans: readonly Span[], cuts: readonly Span[]): readonly Span[] {
  const whole = joined(cuts, 0);
  return joined(spans, 0).flatMap((span) => leftOf(span, whole));
}

/** `cuts` by time and apart from each other. */
function leftOf(span: Span, cuts: readonly Span[]): readonly Span[] {
  const left: Span[] = [];
  let { from } = span;
  for (const cut of cuts) {
    if (cut.to <= from || cut.from >= span.to) continue;
    if (cut.from > from) left.push({ from, to: cut.from });
    from = cut.to;
  }
  if (from < span.to) left.push({ from, to: span.to });
  return left;
}
