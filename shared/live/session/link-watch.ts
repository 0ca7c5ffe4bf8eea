/** Notices a link that died without a word: by a socket that no longer drains, or a server that neither acknowledges nor answers. */
import type { Millis } from '../../clock.ts';
import { liveStallMillis, StallWatch, stallLimitMillis } from './confirmation.ts';

/** Never expect deliveries to be told closer together than this many bytes. */
const leastStepBytes = 16_384;

/** Steps remembered; a server is not late before the largest of them is owed. */
const stepsRemembered = 4;

/** How much a connection may try our patience. */
export type LinkPatience = {
  /** Bytes wait in user space and none leaves. */
  readonly stallMillis: Millis;
  /** Deliveries are owed before the server is asked, and its answer fails to come. */
  readonly owedMillis: Millis;
  readonly answerMillis: Millis;
};

/** For senders that wait for their server: a disk may keep it busy. */
export const calmPatience: LinkPatience = { stallMillis: stallLimitMillis, owedMillis: 4000, answerMillis: 4000 };

/** For a live stream, which is late already: a dead link is told within 5 s. */
export const livePatience: LinkPatience = { stallMillis: liveStallMillis, owedMillis: 1600, answerMillis: 2200 };

/** One look at a connection; all counters are cumulative bytes. */
export type LinkReading = {
  /** Handed to the socket. */
  readonly written: number;
  /** Still in user space. */
  readonly waiting: number;
  /** Received from the server, whatever it was. */
  readonly heard: number;
  /** Known to have arrived, by acknowledgements or by answers to pings; null while nothing tells. */
  readonly acknowledged: number | null;
  /** True while something waits to be handed over because deliveries are owed. */
  readonly isHeldBack: boolean;
};

/** `ask`: send a Ping Request now (RTMP 7.1.7). */
export type LinkVerdict = 'fine' | 'ask' | 'dead';

/** Learns the server's habit; time is an argument. */
export class LinkWatch {
  readonly #patience: LinkPatience;
  readonly #socket: StallWatch;
  #steps: number[] = [];
  #acknowledged = 0;
  #owedSince: Millis | null = null;
  #asked: { readonly at: Millis; readonly heard: number } | null = null;

  constructor(patience: LinkPatience = calmPatience) {
    this.#patience = patience;
    this.#socket = new StallWatch(patience.stallMillis);
  }

  /** Call it a few times a second while publishing. */
  look(reading: LinkReading, now: Millis): LinkVerdict {
    const { written, waiting, acknowledged, isHeldBack } = reading;
    const progress = { drained: written - waiting, acknowledged: acknowledged ?? 0 };
    if (this.#socket.isStalled(progress, waiting > 0, now)) return 'dead';
    if (acknowledged === null) return 'fine';
    if (acknowledged > this.#acknowledged) this.#learn(acknowledged);
    const isOwed = isHeldBack || written - acknowledged > Math.max(leastStepBytes, ...this.#steps);
    if (!isOwed && this.#owedSince === null) return 'fine';
    this.#owedSince ??= now;
    return this.#asked === null ? this.#ask(reading, now) : this.#judgeAnswer(this.#asked, reading, now);
  }

  #learn(acknowledged: number): void {
    this.#steps = [...this.#steps, acknowledged - this.#acknowledged].slice(-stepsRemembered);
    this.#acknowledged = acknowledged;
    this.#owedSince = null;
    this.#asked = null;
  }

  #ask({ heard }: LinkReading, now: Millis): LinkVerdict {
    if (now - (this.#owedSince ?? now) < this.#patience.owedMillis) return 'fine';
    this.#asked = { at: now, heard };
    return 'ask';
  }

  /** Who answers is alive, and is asked again if it goes on to tell nothing. */
  #judgeAnswer(
    asked: { readonly at: Millis; readonly heard: number },
    { heard }: LinkReading,
    now: Millis,
  ): LinkVerdict {
    if (heard > asked.heard) {
      this.#asked = null;
      this.#owedSince = now;
    } else if (now - asked.at >= this.#patience.answerMillis) return 'dead';
    return 'fine';
  }
}
