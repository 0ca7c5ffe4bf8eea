/** What the encoders give, by what they announced and what really comes. */
import type { Millis } from '../../clock.ts';

/** Whole seconds looked at: they hold a key frame at any usual distance. */
const secondsKept = 4;

/** Counts packets by whole seconds; time is an argument. */
export class EncodedRate {
  #announcedKbps = 0;
  /** Bytes of the newest seconds, oldest first; the last is still running. */
  #seconds: { readonly second: number; bytes: number }[] = [];

  /** What the configurations say, all tracks together, kb/s. */
  announce(kbps: number): void {
    this.#announcedKbps = kbps;
  }

  /** One packet came. */
  note(bytes: number, now: Millis): void {
    const second = Math.floor(now / 1000);
    const last = this.#seconds.at(-1);
    if (last?.second === second) last.bytes += bytes;
    else this.#seconds.push({ second, bytes });
    if (this.#seconds.length > secondsKept + 1) this.#seconds.shift();
  }

  /** The most of the last seconds, kb/s; what was announced until a whole second has passed, and after a silence. */
  kbps(now: Millis): number {
    const second = Math.floor(now / 1000);
    const fresh = this.#seconds.filter((one) => one.second >= second - secondsKept);
    const most = Math.max(0, ...fresh.map(({ bytes }) => (bytes * 8) / 1000));
    const isMeasured = fresh.some((one) => one.second < second && one.second > (this.#seconds[0]?.second ?? 0));
    return isMeasured ? most : Math.max(most, this.#announcedKbps);
  }
}
