/** Lets a busy server sleep for some milliseconds after it read, so that it wakes for many sockets at once instead of for each. */
import type { Millis } from '../../../shared/clock.ts';

/** Reads per second from which that saves more than it delays. */
const busyReads = 500;

export type Doze = {
  /** After each read. */
  readonly look: () => void;
  /** Once a second or so, `millis` after the last time. */
  readonly tick: (millis: Millis) => void;
};

/** Blocks the whole thread for up to `millis`: only for a process that does nothing else. 0 never does. */
export function dozeFor(millis: Millis): Doze {
  const never = new Int32Array(new SharedArrayBuffer(4));
  let reads = 0;
  let isBusy = false;
  let isDue = false;
  const sleep = (): void => {
    isDue = false;
    Atomics.wait(never, 0, 0, millis);
  };
  return {
    look: () => {
      reads += 1;
      if (!isBusy || isDue) return;
      isDue = true;
      // Behind all sockets that are ready now.
      setImmediate(sleep);
    },
    tick: (passed) => {
      isBusy = millis > 0 && (reads * 1000) / passed > busyReads;
      reads = 0;
    },
  };
}
