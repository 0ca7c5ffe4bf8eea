/** Decides when a silent client is asked whether it lives, and when it is given up (RTMP 7.1.7, Ping Request). */
import type { Millis } from '../../clock.ts';

/** How long a client may be silent before it is pinged, and then before it is dropped. */
export type Patience = { readonly pingAfter: Millis; readonly dropAfter: Millis };

export class Liveness {
  #heard: Millis;
  #pinged = false;

  constructor(now: Millis) {
    this.#heard = now;
  }

  /** A byte came from the client, or one left towards it: it lives. */
  heard(now: Millis): void {
    this.#heard = now;
    this.#pinged = false;
  }

  /** What to do at `now`; `ping` comes once per silence. */
  check(now: Millis, patience: Patience): 'nothing' | 'ping' | 'drop' {
    const silent = now - this.#heard;
    if (silent >= patience.dropAfter) return 'drop';
    if (this.#pinged || silent < patience.pingAfter) return 'nothing';
    this.#pinged = true;
    return 'ping';
  }

  /** When to check next. */
  next(patience: Patience): Millis {
    return this.#heard + (this.#pinged ? patience.dropAfter : patience.pingAfter);
  }
}
