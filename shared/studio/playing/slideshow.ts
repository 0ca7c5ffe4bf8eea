/** When a slideshow shows which picture, and how far it has faded into the next; pictures are somebody else's. */
import { nextRound, playOrder, type Draw } from './order.ts';

export type SlideshowPlan = {
  readonly count: number;
  readonly everyMillis: number;
  /** Fading is part of the time of the picture that goes; never longer than that. */
  readonly fadeMillis: number;
  readonly loop: boolean;
  /** Null: as listed. */
  readonly draw: Draw | null;
};

/** What is shown: `mix` 0 is all of `index`, 1 all of `next`; `next` is also what to have ready. */
export type Slide = {
  readonly index: number;
  readonly next: number | null;
  readonly mix: number;
  /** The last picture of a show that does not loop has had its time. */
  readonly isOver: boolean;
};

/** Goes on from picture to picture; time that passes while it is not asked counts as well. */
export class SlideClock {
  readonly #plan: SlideshowPlan;
  #order: readonly number[];
  #following: readonly number[];
  #place = 0;
  /** When the present picture began, ms. */
  #since: number;

  /** Begins with the first picture at `now` (ms). */
  constructor(plan: SlideshowPlan, now: number) {
    this.#plan = plan;
    this.#order = playOrder(plan.count, plan.draw);
    this.#following = nextRound(this.#order, plan.draw);
    this.#since = now;
  }

  /** The slide at `now` (ms); null without pictures. */
  at(now: number): Slide | null {
    const { everyMillis, fadeMillis, count } = this.#plan;
    if (count === 0) return null;
    this.#advance(now);
    const index = this.#order[this.#place] ?? 0;
    const next = this.#next();
    const left = everyMillis - (now - this.#since);
    if (next === null) return { index, next, mix: 0, isOver: !this.#plan.loop && left <= 0 };
    const fade = Math.min(fadeMillis, everyMillis);
    const mix = fade === 0 || left >= fade ? 0 : Math.min(1, Math.max(0, 1 - left / fade));
    return { index, next, mix, isOver: false };
  }

  /** Begins anew with the first picture. */
  restart(now: number): void {
    this.#place = 0;
    this.#since = now;
  }

  #advance(now: number): void {
    const { everyMillis, count } = this.#plan;
    const steps = Math.max(0, Math.floor((now - this.#since) / everyMillis));
    // After a long sleep whole rounds are left out at once.
    const rounds = Math.max(0, Math.floor(steps / count) - 1);
    if (this.#plan.loop) this.#since += rounds * count * everyMillis;
    while (now - this.#since >= everyMillis && this.#next() !== null) this.#step();
  }

  #step(): void {
    this.#since += this.#plan.everyMillis;
    this.#place += 1;
    if (this.#place < this.#order.length) return;
    this.#order = this.#following;
    this.#following = nextRound(this.#order, this.#plan.draw);
    this.#place = 0;
  }

  #next(): number | null {
    const { loop, count } = this.#plan;
    if (this.#place + 1 < this.#order.length) return this.#order[this.#place + 1] ?? null;
    return loop && count > 1 ? (this.#following[0] ?? null) : null;
  }
}
