/** Which stretches of the program one destination got, bounded: of the oldest only what they amount to stays. Seconds since the session started. */
import { reportLimits } from '../../../../shared/contract/report.ts';
import {
  joined,
  joinSeconds,
  missedSpans,
  secondsIn,
  type Span,
} from '../../../../shared/live/words/report/missed-spans.ts';
import { noneEarlier, type EarlierStretches } from '../../report/inputs.ts';

/** Stretches kept of each kind; more, and the older half becomes numbers. */
const mostSpans = 4096;

/** Stretches closer together than this are one from the start. */
const gaps = { delivered: 0, dropped: joinSeconds, stopped: 0 };

export type StretchKind = keyof typeof gaps;

/** How things stand: `standing` is what the connections of now brought. */
type Scene = { readonly firstLive: number | null; readonly standing: readonly Span[] };

/** One destination's stretches. */
export class Coverage {
  #lists: Readonly<Record<StretchKind, Span[]>> = { delivered: [], dropped: [], stopped: [] };
  #earlier: EarlierStretches = noneEarlier;

  /** What became of the oldest stretches; those in the lists begin where it ends. */
  get earlier(): EarlierStretches {
    return this.#earlier;
  }

  /** True when `fold` is due. */
  get isFull(): boolean {
    return Object.values(this.#lists).some(({ length }) => length > mostSpans);
  }

  /** `more` is not kept. */
  spans(kind: StretchKind, more: readonly Span[] = []): readonly Span[] {
    return [...this.#lists[kind], ...after(more, this.#earlier.until)];
  }

  add(kind: StretchKind, stretch: Span): void {
    const list = this.#lists[kind];
    const last = list.at(-1);
    for (const span of after([stretch], this.#earlier.until)) {
      const isMore = last !== undefined && span.from >= last.from && span.from <= last.to + gaps[kind];
      if (isMore) list[list.length - 1] = { from: last.from, to: Math.max(last.to, span.to) };
      else list.push(span);
    }
  }

  /** Seconds that it did not get from its first LIVE to `end`. */
  missedSeconds(scene: Scene & { readonly stopped: readonly Span[]; readonly end: number }): number {
    return this.#earlier.missedSeconds + secondsIn(this.#missed(scene));
  }

  /** Turns the older half of the longest list, and what lies beside it, into numbers. */
  fold(scene: Scene): void {
    const [longest] = Object.values(this.#lists).toSorted((a, b) => b.length - a.length);
    const times = (longest ?? []).map(({ from }) => from).toSorted((a, b) => a - b);
    const until = times[Math.floor(times.length / 2)];
    if (until === undefined) return;
    const missed = this.#missed({ ...scene, stopped: [], end: until });
    const delivered = before(joined(this.spans('delivered', scene.standing), 0), until);
    this.#earlier = {
      until,
      missed: [...this.#earlier.missed, ...missed].slice(-reportLimits.missed),
      missedSeconds: this.#earlier.missedSeconds + secondsIn(missed),
      deliveredSeconds: this.#earlier.deliveredSeconds + secondsIn(delivered),
    };
    const { delivered: got, dropped, stopped } = this.#lists;
    this.#lists = { delivered: after(got, until), dropped: after(dropped, until), stopped: after(stopped, until) };
  }

  #missed(scene: Scene & { readonly stopped: readonly Span[]; readonly end: number }): readonly Span[] {
    const { firstLive, standing, stopped, end } = scene;
    return missedSpans({
      firstLive: firstLive === null ? null : Math.max(firstLive, this.#earlier.until),
      end,
      delivered: this.spans('delivered', standing),
      dropped: this.spans('dropped'),
      stopped: this.spans('stopped', stopped),
    });
  }
}

function after(spans: readonly Span[], time: number): Span[] {
  return spans.filter(({ to }) => to > time).map(({ from, to }) => ({ from: Math.max(from, time), to }));
}

function before(spans: readonly Span[], time: number): Span[] {
  return spans.filter(({ from }) => from < time).map(({ from, to }) => ({ from, to: Math.min(to, time) }));
}
