/** Does long work in slices that leave the program clock its time. */
import type { Millis } from '../../../../../shared/clock.ts';

/** A slot of 60 fps has 16.7 ms. */
const sliceMillis: Millis = 2;

/** Each `yield` is a place to pause. Null when it is not wanted any more; the steps' own result otherwise. */
export async function inSlices<T>(steps: Iterator<void, T>, isWanted: () => boolean): Promise<T | null> {
  for (;;) {
    const end = performance.now() + sliceMillis;
    do {
      const step = steps.next();
      if (step.done === true) return step.value;
    } while (performance.now() < end);
    // One slice after the other is the point of it.
    // oxlint-disable-next-line no-await-in-loop
    await new Promise((resolve) => {
      setTimeout(resolve, 0);
    });
    if (!isWanted()) return null;
  }
}
