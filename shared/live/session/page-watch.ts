/** Watches the page that encodes: when viewers need the slate, when the page has to be started again, when the program is back. */
import type { Millis } from '../../clock.ts';

/** Encoding, but no packet of either track for this long: viewers get the slate. */
const silenceMillis = 300;

/** Neither packets nor other words of the page for this long: it hangs, or never came back, and is started again. */
const hangMillis = 3000;

/** A page that was started again may take this long to load before that counts as another hang. */
const loadMillis = 10_000;

/** When `look` comes this much later than its deadline, this process itself slept: nobody else is to blame for it. */
const sleptMillis = 500;

/** What becomes of a packet: it goes out, ends the slate and goes out, or is left out because the slate is on. */
export type PacketFate = 'send' | 'program' | 'hold';

/** One page at a time; every method tells what happened and when, in monotonic ms. */
export class PageWatch {
  /** Null before the first packet of this encoding and while nothing is encoded. */
  #lastPacket: Millis | null = null;
  /** Last sign of life. */
  #lastSign: Millis = 0;
  /** When `look` is wanted. */
  #dueAt: Millis = 0;
  #isEncoding = false;
  #isHolding = false;
  /** How long the page may be silent now. */
  #patience: Millis = hangMillis;

  /** True from `slate` to `program`. */
  get isHolding(): boolean {
    return this.#isHolding;
  }

  /** Encoding was ordered. Before the first packet silence is no trouble: encoders take a while to open. */
  started(now: Millis): void {
    this.#isEncoding = true;
    this.#lastPacket = null;
    this.#lastSign = now;
    this.#dueAt = now + silenceMillis;
    this.#patience = loadMillis;
  }

  /** Encoding has ended, or the session: silence is no trouble any more. */
  stopped(): void {
    this.#isEncoding = false;
    this.#isHolding = false;
    this.#lastPacket = null;
  }

  /** A packet came. While the slate is on, everything up to the first key frame is held back. */
  packet(packet: { readonly track: 'video' | 'audio'; readonly isKeyFrame: boolean }, now: Millis): PacketFate {
    this.heard(now);
    if (!this.#isEncoding) return 'send';
    if (this.#isHolding && !(packet.track === 'video' && packet.isKeyFrame)) return 'hold';
    this.#lastPacket = now;
    if (!this.#isHolding) return 'send';
    this.#isHolding = false;
    return 'program';
  }

  /** The page said something else: counters, a notice, an answer. */
  heard(now: Millis): void {
    this.#lastSign = now;
    this.#patience = hangMillis;
  }

  /** Its port has closed or its process has died; another page may be on its way. */
  gone(now: Millis): 'slate' | null {
    if (!this.#isEncoding) return null;
    this.#lastSign = now;
    return this.#hold();
  }

  /** The page was started again: it has `loadMillis` to say its first word. */
  reloading(now: Millis): void {
    this.#lastSign = now;
    this.#patience = loadMillis;
  }

  /** Judges the silence; call at `nextDeadline`. After `reload` it has `loadMillis`. */
  look(now: Millis): 'slate' | 'reload' | null {
    if (!this.#isEncoding) return null;
    this.#forgiveSleep(now);
    const verdict = this.#judge(now);
    const silentFrom = this.#isHolding ? now : (this.#lastPacket ?? now);
    this.#dueAt = Math.max(now + 1, silentFrom + silenceMillis);
    return verdict;
  }

  /** When to look next, ms; it changes with each look. Null while nothing is encoded. */
  nextDeadline(): Millis | null {
    return this.#isEncoding ? this.#dueAt : null;
  }

  #judge(now: Millis): 'slate' | 'reload' | null {
    if (now - this.#lastSign >= this.#patience) {
      this.reloading(now);
      return 'reload';
    }
    const isSilent = this.#lastPacket !== null && now - this.#lastPacket >= silenceMillis;
    return isSilent ? this.#hold() : null;
  }

  #hold(): 'slate' | null {
    if (this.#isHolding || this.#lastPacket === null) return null;
    this.#isHolding = true;
    return 'slate';
  }

  /** What waits in the queues of a process that slept has not come yet, but is no silence of the page. */
  #forgiveSleep(now: Millis): void {
    const late = now - this.#dueAt;
    if (late < sleptMillis) return;
    this.#lastSign = Math.min(now, this.#lastSign + late);
    if (this.#lastPacket !== null) this.#lastPacket = Math.min(now, this.#lastPacket + late);
  }
}

/** At most so many restarts within this time: a page that crashes more often is left alone. */
const mostReloads = 3;
const reloadWindowMillis = 60_000;

/** Counts how often the page was started again. */
export class ReloadLimit {
  #reloads: readonly Millis[] = [];

  /** True, and counted, when the page may be started again at `now`. */
  allow(now: Millis): boolean {
    const recent = this.#reloads.filter((at) => now - at < reloadWindowMillis);
    const isAllowed = recent.length < mostReloads;
    this.#reloads = isAllowed ? [...recent, now] : recent;
    return isAllowed;
  }

  /** Forgets all restarts: somebody asked for another one. */
  reset(): void {
    this.#reloads = [];
  }
}
