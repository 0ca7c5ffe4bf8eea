/** Slot arithmetic of the program clock: absolute deadlines, so that lateness never adds up. Timers are the caller's. */
import type { Micros } from '../../clock.ts';

/**
 * Slots the clock may be behind before it gives up slots instead of making every one. A busy machine delays a timer by
 * 50 to 150 ms now and then, and an encoder works those few frames off in a fraction of that: no reason to lose them.
 */
const maxLateSlots = 6;

/** While it gives up slots, the frames it still makes are no further apart than this: viewers see no gap. */
export const maxGapMicros = 100_000;

/** Behind by more than this, the clock goes on from now: nothing is made up for. */
const maxCatchUpMicros = 2_000_000;

/** Where program time begins and how fast it runs. */
export type ProgramClock = {
  /** When slot 0 is due, on the caller's monotonic clock. */
  readonly epoch: Micros;
  /** Frames per second, > 0. */
  readonly fps: number;
};

/** What to do now: sleep until a deadline, or make the frame of `slot` after giving up `skipped` slots. */
export type Tick =
  | { readonly kind: 'wait'; readonly until: Micros }
  | { readonly kind: 'emit'; readonly slot: number; readonly skipped: number };

/** Program time of a slot in µs from the epoch; every frame carries exactly this. */
export function slotTime(fps: number, slot: number): Micros {
  return Math.round((slot * 1_000_000) / fps);
}

/** Decides for the moment `now` when `nextSlot` is the first slot that was not made yet. */
export function tickAt(clock: ProgramClock, nextSlot: number, now: Micros): Tick {
  const due = clock.epoch + slotTime(clock.fps, nextSlot);
  if (now < due) return { kind: 'wait', until: due };
  const newest = newestDueSlot(clock, nextSlot, now);
  const late = newest - nextSlot;
  if (late <= maxLateSlots) return { kind: 'emit', slot: nextSlot, skipped: 0 };
  const isLost = now - due > maxCatchUpMicros;
  const slot = isLost ? newest : Math.min(newest, nextSlot - 1 + slotsPerGap(clock.fps));
  return { kind: 'emit', slot, skipped: slot - nextSlot };
}

/** Most slots between two frames, at least 1. */
function slotsPerGap(fps: number): number {
  return Math.max(1, Math.floor((maxGapMicros * fps) / 1_000_000));
}

/** The last slot whose deadline is not after `now`; never before `nextSlot`. */
export function newestDueSlot(clock: ProgramClock, nextSlot: number, now: Micros): number {
  const guess = Math.floor(((now - clock.epoch) * clock.fps) / 1_000_000) + 1;
  const slot = clock.epoch + slotTime(clock.fps, guess) <= now ? guess : guess - 1;
  return Math.max(nextSlot, slot);
}
