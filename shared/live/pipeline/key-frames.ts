/** Decides which frame becomes a key frame: one each GOP by slots, or on request, and never lost to a dropped frame. */

/** Start with `firstKeyFrames`. */
export type KeyFrames = {
  /** Slot of the last key frame that reached the encoder; null before the first. */
  readonly lastSlot: number | null;
  /** True while a key frame is owed. */
  readonly isOwed: boolean;
};

/** The state before the first frame: the first frame is a key frame. */
export const firstKeyFrames: KeyFrames = { lastSlot: null, isOwed: true };

/** Slots between key frames, at least 1. */
export function slotsPerGop(gopSeconds: number, fps: number): number {
  return Math.max(1, Math.round(gopSeconds * fps));
}

/** A slot that is made, and how many the clock gave up just before it. */
export type Slot = { readonly slot: number; readonly skipped: number };

/**
 * Call once for each slot BEFORE any test that may drop its frame: a key frame that falls due stays owed. While the
 * clock gives up slots, a key frame comes early rather than in a slot after its own.
 */
export function beginSlot(state: KeyFrames, { slot, skipped }: Slot, gopSlots: number): KeyFrames {
  if (state.isOwed) return state;
  const isDue = state.lastSlot === null || slot - state.lastSlot >= gopSlots - skipped;
  return isDue ? { ...state, isOwed: true } : state;
}

/** Asks for a key frame at the next frame that is submitted. */
export function requestKeyFrame(state: KeyFrames): KeyFrames {
  return state.isOwed ? state : { ...state, isOwed: true };
}

/** Call when the frame of `slot` went into the encoder; it was a key frame when one was owed. */
export function frameSubmitted(state: KeyFrames, slot: number): KeyFrames {
  return state.isOwed ? { lastSlot: slot, isOwed: false } : state;
}
