/** Finds up to which moment of the program one connection delivered, by the bytes that had gone out until then. */
import type { Millis } from '../../../../shared/clock.ts';
import type { LinkReading } from '../../target.ts';

/** Moments remembered while nothing is told: 90 s of looks. */
const mostNotes = 600;

/** One connection's mark; looks come several times a second. */
export class DeliveryMark {
  readonly #notes: { readonly written: number; readonly at: Millis }[] = [];
  #reached: Millis | null = null;

  /** The newest moment of which everything has arrived; null before the first byte did. */
  get reached(): Millis | null {
    return this.#reached;
  }

  /**
   * Takes a reading. Packets in the send queue are not out yet, so what is out is as old as the oldest of them.
   *
   * @param newest When the newest packet belongs in the program.
   */
  look({ written, waiting, delivered, queueAgeMillis }: LinkReading, newest: Millis): void {
    const last = this.#notes.at(-1);
    if (last === undefined || written > last.written) this.#notes.push({ written, at: newest - queueAgeMillis });
    if (this.#notes.length > mostNotes) this.#notes.shift();
    const arrived = delivered ?? written - waiting;
    for (let note = this.#notes[0]; note !== undefined && note.written <= arrived; note = this.#notes[0]) {
      this.#reached = note.at;
      this.#notes.shift();
    }
  }
}
