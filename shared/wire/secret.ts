/** A text that can't be printed by accident; only `reveal` gives it out. */

/** What every other way of looking at a secret shows. */
const mask = '•••';

/** Holds a stream key or a password; logging, JSON, template strings and inspection all show a mask. */
export class Secret {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /** The text itself: for the wire only, never for a log, an error or the window. */
  reveal(): string {
    return this.#text;
  }

  toString(): string {
    return mask;
  }

  toJSON(): string {
    return mask;
  }

  [Symbol.toPrimitive](): string {
    return mask;
  }

  /** What `util.inspect` of Node, and with it the console, shows. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return mask;
  }
}
