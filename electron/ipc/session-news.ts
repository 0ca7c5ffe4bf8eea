/** Tells the window whether it is seen, and of the session; what changes each second off air waits while nobody sees the window. */
import type { EventName, EventPayload } from '../../shared/contract/ipc.ts';
import type { SessionSnapshot } from '../../shared/contract/session.ts';
import { isActive } from '../../shared/live/session/status.ts';

type Send = <Name extends EventName>(name: Name, payload: EventPayload<Name>) => void;

/** One for the window. */
export class SessionNews {
  readonly #send: Send;
  #isShown = true;
  /** As the window knows it, and what it was not told. */
  #told: SessionSnapshot['state'] | null = null;
  #kept: SessionSnapshot | null = null;

  constructor(send: Send) {
    this.#send = send;
  }

  /** A hidden window that sleeps hears of every change of state, and of figures only while the session runs. */
  take(snapshot: SessionSnapshot): void {
    const mayWait = !this.#isShown && snapshot.state === this.#told && !isActive(snapshot.state);
    this.#kept = mayWait ? snapshot : null;
    if (mayWait) return;
    this.#told = snapshot.state;
    this.#send('session.changed', snapshot);
  }

  /** Somebody sees the window from now on, or nobody. */
  setShown(isShown: boolean): void {
    this.#isShown = isShown;
    this.#send('window.shown', { shown: isShown });
    if (isShown && this.#kept !== null) this.take(this.#kept);
  }
}
