/** One row of the fault rig: a name, what it promises, and how that is found out. */

/** A figure, and whether everything promised was kept. */
export type Result = { readonly figure: string; readonly isKept: boolean };

export type Row = {
  /** One word; the first argument of `npm run test:faults`. */
  readonly name: string;
  /** What has to hold, for people. */
  readonly bound: string;
  readonly run: () => Promise<Result>;
  /** How long it may take, seconds; default 180. */
  readonly limitSeconds?: number;
};

/** Collects what a row claims; broken claims are told behind the figure. */
export class Claims {
  readonly #broken: string[] = [];

  /** `otherwise` is what to say when it does not hold. */
  that(holds: boolean, otherwise: string): void {
    if (!holds) this.#broken.push(otherwise);
  }

  atMost(value: number, bound: number, what: string): void {
    this.that(value <= bound, `${what} ${rounded(value)} > ${bound}`);
  }

  result(figure: string): Result {
    const isKept = this.#broken.length === 0;
    return { figure: isKept ? figure : `${figure}; BROKEN: ${this.#broken.join('; ')}`, isKept };
  }
}

/** At most two decimal places. */
export function rounded(value: number): string {
  return String(Math.round(value * 100) / 100);
}

export function pause(millis: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, millis);
  });
}

/** Milliseconds until `isTrue`, which is looked at every 5 ms; Infinity after `limit`. */
export async function millisUntil(isTrue: () => boolean, limit: number): Promise<number> {
  const before = performance.now();
  while (!isTrue()) {
    if (performance.now() - before > limit) return Infinity;
    await pause(5);
  }
  return performance.now() - before;
}
