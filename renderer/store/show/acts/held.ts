/** What the user hid from viewers, kept as long as the window: a page that is started again must not bring it back on air. */
import { z } from 'zod';

const heldSchema = z.strictObject({
  /** The holding picture stands in the programme's place. */
  holding: z.boolean(),
  /** Where the safe scene's key was pressed, to go back there. */
  returnId: z.string().max(64).nullable(),
});
export type Held = z.infer<typeof heldSchema>;

/** The browser process keeps it, so that it outlives a page that crashes; it ends with the window. */
const entry = 'uplink-held';

/** What the page before this one kept; nothing is hidden in a new window. */
export function readHeld(): Held {
  try {
    return heldSchema.parse(JSON.parse(sessionStorage.getItem(entry) ?? ''));
  } catch {
    return { holding: false, returnId: null };
  }
}

/** Keeps it for the next page; a window that can't store anything goes on without. */
export function keepHeld(change: Partial<Held>): void {
  try {
    sessionStorage.setItem(entry, JSON.stringify({ ...readHeld(), ...change }));
  } catch {
    // What is hidden now stays hidden all the same.
  }
}
