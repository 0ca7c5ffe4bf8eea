/** Notices a link that died without a word: by a socket that no longer drains, or a server that neither acknowledges nor answers. */
import type { Millis } from '../../clock.ts';
import { StallWatch } from './confirmation.ts';

/** A server is not late before this many of its usual acknowledgement steps are owed. */
const owedSteps = 2;

/** Never expect acknowledgements closer together than this many bytes. */
const leastStepBytes = 65_536;

/** How long acknowledgements may be owed before the server is asked, and how long its answer may take. */
const patienceMillis: Millis = 4000;

/** One look at a connection; all counters are cumulative bytes. */
export type LinkReading = {
  /** Handed to the socket. */
  readonly written: number;
  /** Still in user space. */
  readonly waiting: number;
  /** Received from the server, whatever it was. */
  readonly heard: number;
  /** Acknowledged by the server; null when it never did, or in a way that says nothing. */
  readonly acknowledged: number | null;
};

/** `ask`: send a Ping Request now (RTMP 7.1.7). */
export type LinkVerdict = 'fine' | 'ask' | 'dead';

/** Learns the server's habit; time is an argument. */
export class LinkWatch {
  readonly #socket = new StallWatch();
  #step = leastStepBytes;
  #acknowledged = 0;
  #owedSince: Millis | null = null;
  #asked: { readonly at: Millis; readonly heard: number } | null = null;
  /** A server that answers a ping but stopped acknowledging is alive: acknowledgements say nothing about it any more. */
  #believesAcks = true;

  /** Call it a few times a second while publishing. */
  look(reading: LinkReading, now: Millis): LinkVerdict {
    const { written, waiting, acknowledged } = reading;
    const progress = { drained: written - waiting, acknowledged: acknowledged ?? 0 };
    if (this.#socket.isStalled(progress, waiting > 0, now)) return 'dead';
    if (acknowledged === null || !this.#believesAcks) return 'fine';
    if (acknowledged > this.#acknowledged) this.#learn(acknowledged);
    if (written - acknowledged <= owedSteps * this.#step) return 'fine';
    this.#owedSince ??= now;
    return this.#asked === null ? this.#ask(reading, now) : this.#judgeAnswer(this.#asked, reading, now);
  }

  #learn(acknowledged: number): void {
    this.#step = Math.max(this.#step, acknowledged - this.#acknowledged);
    this.#acknowledged = acknowledged;
    this.#owedSince = null;
    this.#asked = null;
  }

  #ask({ heard }: LinkReading, now: Millis): LinkVerdict {
    if (now - (this.#owedSince ?? now) < patienceMillis) return 'fine';
    this.#asked = { at: now, heard };
    return 'ask';
  }

  #judgeAnswer(
    asked: { readonly at: Millis; readonly heard: number },
    { heard }: LinkReading,
    now: Millis,
  ): LinkVerdict {
    if (heard > asked.heard) this.#believesAcks = false;
    else if (now - asked.at >= patienceMillis) return 'dead';
    return 'fine';
  }
}
