/** Tells when a file of the show is another one than the one that was read. */
import type { Millis } from '../../../../../shared/clock.ts';

/** How often we look, and how long a changed file has to stay as it is: somebody may still be writing it. */
const lookMillis: Millis = 2_000;
const settleMillis: Millis = 500;

/** Follows one file at a time, while it is switched on; it is off at first. */
export class FileWatch {
  readonly #onChange: () => void;
  #url: string | null = null;
  /** Of what was read; null: whatever is there now is news. */
  #known: string | null = null;
  /** Of what has changed, and may go on changing. */
  #changing: string | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isOn = false;
  /** Counts what it follows, so that a late answer is not taken for another file's. */
  #turn = 0;

  /** `onChange` is called once; then it waits for the next `follow`. */
  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  /** The file that was read and its tag then; null where it could not be read. */
  follow(url: string, tag: string | null): void {
    this.end();
    this.#url = url;
    this.#known = tag;
    if (this.#isOn) this.#wait(lookMillis);
  }

  /** On again, it looks at once. */
  setOn(isOn: boolean): void {
    if (isOn === this.#isOn) return;
    this.#isOn = isOn;
    this.#turn += 1;
    clearTimeout(this.#timer);
    if (isOn && this.#url !== null) this.#look();
  }

  end(): void {
    this.#turn += 1;
    this.#url = null;
    this.#changing = null;
    clearTimeout(this.#timer);
  }

  #wait(millis: Millis): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#look(), millis);
  }

  #look(): void {
    const url = this.#url;
    const turn = this.#turn;
    if (url === null) return;
    fetch(url, { method: 'HEAD' })
      .then((answer) => (answer.ok ? answer.headers.get('etag') : null))
      // A file that is gone may come back.
      .catch(() => null)
      .then((tag) => (turn === this.#turn && this.#isOn ? this.#judge(tag) : undefined))
      .catch(reportError);
  }

  #judge(tag: string | null): void {
    const isNews = tag !== null && tag !== this.#known;
    if (isNews && tag === this.#changing) {
      this.end();
      this.#onChange();
      return;
    }
    this.#changing = isNews ? tag : null;
    this.#wait(isNews ? settleMillis : lookMillis);
  }
}
