/** Timers by name: starting one that runs replaces it, and all can be cleared at once. */

/** Owns the handles; each name runs at most once. */
export class NamedTimers<TimerName extends string> {
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
