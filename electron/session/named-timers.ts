/** Timers by name: starting one that runs replaces it, and all can be cleared at once. */

/** Each timer of a session exists at most once. */
export type TimerName = 'second' | 'encoder' | 'capture' | 'retry' | 'flush' | 'stop';

/** Owns the handles. */
export class NamedTimers {
  readonly #handles = new Map<TimerName, NodeJS.Timeout>();

  after(name: TimerName, millis: number, act: () => void): void {
    this.clear(name);
    const handle = setTimeout(() => {
      this.#handles.delete(name);
      act();
    }, millis);
    this.#handles.set(name, handle);
  }

  every(name: TimerName, millis: number, act: () => void): void {
    this.clear(name);
    this.#handles.set(name, setInterval(act, millis));
  }

  isRunning(name: TimerName): boolean {
    return this.#handles.has(name);
  }

  clear(name: TimerName): void {
    const handle = this.#handles.get(name);
    if (handle === undefined) return;
    // clearTimeout ends intervals too.
    clearTimeout(handle);
    this.#handles.delete(name);
  }

  clearAll(): void {
    for (const handle of this.#handles.values()) clearTimeout(handle);
    this.#handles.clear();
  }
}
