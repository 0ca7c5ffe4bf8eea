/** The clock as an argument: brands for the two time units and the interface that composition roots implement. */

/** Microseconds; timestamps of media and of the program clock. */
export type Micros = number;

/** Milliseconds; deadlines, ages and everything RTMP. */
export type Millis = number;

/** A monotonic clock plus the wall clock; `shared/` never reads either by itself. */
export type Clock = {
  /** Monotonic milliseconds with a fraction; the origin is arbitrary. */
  readonly now: () => Millis;
  /** Milliseconds since 1970, for people and reports only. */
  readonly wallclock: () => Millis;
};
