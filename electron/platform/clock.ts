/** The one clock of the main process. */
import type { Clock } from '../../shared/clock.ts';

/** Monotonic time is process.hrtime, which shares its scale with capture timestamps on Linux. */
export const systemClock: Clock = {
  now: () => Number(process.hrtime.bigint() / 1000n) / 1000,
  wallclock: () => Date.now(),
};
