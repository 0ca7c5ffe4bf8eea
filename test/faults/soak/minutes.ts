/** What a soak run notes by the minute, and what it makes of that in the end. */
import { median } from '../../../shared/live/ingest/spread.ts';
import { rounded } from '../row.ts';

const warmMinutes = 10;
const growthLimit = 0.03;
const driftLimitMillis = 10;
/** Memory at a minute is the median of so many minutes up to it. */
const smoothMinutes = 3;

export type Minute = {
  /** MB. */
  readonly resident: number;
  /** How much later sound arrived than picture of the same time, ms. */
  readonly offset: number;
  readonly lost: number;
};

export type Promised = { readonly promise: string; readonly figure: string; readonly isKept: boolean };

export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** A table that grows with the session. */
export class Minutes {
  readonly #rows: Minute[] = [];

  constructor() {
    say('| minute | resident, MB | sound after picture, ms | lost |');
    say('|---|---|---|---|');
  }

  add(row: Minute): void {
    const minute = this.#rows.push(row);
    if (minute <= 2 || minute % 5 === 0)
      say(`| ${minute} | ${rounded(row.resident)} | ${rounded(row.offset)} | ${row.lost} |`);
  }

  /** Memory and drift. */
  verdicts(): readonly Promised[] {
    const settled = Math.min(warmMinutes, this.#rows.length);
    const growth = this.#residentAt(this.#rows.length) / this.#residentAt(settled) - 1;
    const offsets = this.#rows.map(({ offset }) => offset);
    const drift = Math.max(...offsets) - Math.min(...offsets);
    return [
      {
        promise: `resident memory ≤ ${growthLimit * 100} % over that of minute ${settled}`,
        figure: `${rounded(growth * 100)} %`,
        isKept: growth <= growthLimit,
      },
      {
        promise: `drift of sound and picture ≤ ${driftLimitMillis} ms`,
        figure: `${rounded(drift)} ms`,
        isKept: drift <= driftLimitMillis,
      },
    ];
  }

  #residentAt(minute: number): number {
    return median(this.#rows.slice(Math.max(0, minute - smoothMinutes), minute).map(({ resident }) => resident));
  }
}
