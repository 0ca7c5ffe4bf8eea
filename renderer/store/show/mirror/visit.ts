/** One visit to a field: what is changed there from the moment it gets the focus is one step to undo. */
import { newGesture } from '../show.ts';

/** Of one form; `begin` belongs on its `onFocus`, which hears of every field within. */
export class Visit {
  #gesture = newGesture();

  /** Another field, or the same one again, has the focus. */
  readonly begin = (): void => {
    this.#gesture = newGesture();
  };

  /** Names the step that a change now belongs to. */
  get gesture(): string {
    return this.#gesture;
  }
}
