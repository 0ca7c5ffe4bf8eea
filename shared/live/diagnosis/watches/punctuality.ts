/** Tells a page that is held up as a whole from one whose picture alone is late: sound costs next to nothing. */
import type { Millis } from '../../../clock.ts';

/** Packets of sound come every 21 ms; one that is this late was held up. */
const lateMillis: Millis = 100;

/** Looks of this long are remembered; a page is held up when this share of them found no new sound. */
const span: Millis = 3000;
const mostLate = 0.2;

/** One page's sound; time is an argument. */
export class Punctuality {
  #looks: { readonly at: Millis; readonly isLate: boolean }[] = [];

  /** Takes the time of the newest packet of sound; null before the first. */
  look(soundAt: Millis | null, now: Millis): void {
    this.#looks.push({ at: now, isLate: soundAt === null || now - soundAt > lateMillis });
    while ((this.#looks[0]?.at ?? now) < now - span) this.#looks.shift();
  }

  /** True while sound comes in time. */
  get isPunctual(): boolean {
    const late = this.#looks.filter(({ isLate }) => isLate).length;
    return this.#looks.length > 0 && late <= mostLate * this.#looks.length;
  }
}
