/** When each small picture in the window is drawn next: a few in each slot, so that none costs the encoder its time. */
import type { Micros } from '../../clock.ts';

/** A picture in the window. */
export type ViewTime = {
  readonly id: number;
  /** Pictures a second, 1 to 30. */
  readonly fps: number;
  /** When it is due, Worker µs. */
  readonly next: Micros;
  /** `first`: what people watch; `spare`: drawn when there is room. */
  readonly rank: 'first' | 'spare';
};

/** Spare pictures in one slot. */
export const maxSpare = 2;

/** A small lead keeps them in step with the program clock. */
const lead: Micros = 5_000;

export const clampFps = (fps: number): number => (Number.isFinite(fps) ? Math.min(30, Math.max(1, fps)) : 1);

/** Those to draw at `now`: all of the first rank that are due, then the spare ones that have waited longest. */
export function dueViews(views: readonly ViewTime[], now: Micros): readonly number[] {
  const due = views.filter(({ next }) => now >= next - lead).toSorted((a, b) => a.next - b.next);
  const spare = due.filter(({ rank }) => rank === 'spare').slice(0, maxSpare);
  return [...due.filter(({ rank }) => rank === 'first'), ...spare].map(({ id }) => id);
}

/** The view after it was drawn; one that is late is not drawn twice for it. */
export function drawnAt(view: ViewTime, now: Micros): ViewTime {
  return { ...view, next: Math.max(view.next + 1_000_000 / clampFps(view.fps), now) };
}
