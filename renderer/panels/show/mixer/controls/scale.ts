/** Numbers of the mixer: their bounds and units, and where they lie on a slider. */

/** Bounds and unit of a number; `typedMax` lets the field go further than the slider. */
export type NumberSpec = {
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly unit: 'db' | 'dbfs' | 'dbtp' | 'lufs' | 'hz' | 'ms' | 'ratio' | 'part' | 'pan';
  /** Frequencies and times are spread by their logarithm; `min` is above 0 then. */
  readonly isLogarithmic?: boolean;
  readonly typedMax?: number;
};

/** Steps of a slider that is spread by logarithm. */
const logSteps = 300;

type Scale = {
  readonly first: number;
  readonly last: number;
  readonly step: number;
  readonly place: (value: number) => number;
  readonly valueAt: (place: number) => number;
};

/** Where a number stands on its slider, and back. */
export function scaleOf({ min, max, step, isLogarithmic = false }: NumberSpec): Scale {
  const bounded = (value: number) => Math.min(max, Math.max(min, value));
  if (!isLogarithmic) {
    return { first: min, last: max, step, place: bounded, valueAt: (place) => bounded(rounded(place, step)) };
  }
  const span = Math.log(max / min);
  return {
    first: 0,
    last: logSteps,
    step: 1,
    place: (value) => Math.round((logSteps * Math.log(bounded(value) / min)) / span),
    valueAt: (place) => bounded(rounded(min * Math.exp((span * place) / logSteps), step)),
  };
}

/** The nearest step, without the tail that binary fractions leave. */
export function rounded(value: number, step: number): number {
  return Number((Math.round(value / step) * step).toFixed(4));
}
