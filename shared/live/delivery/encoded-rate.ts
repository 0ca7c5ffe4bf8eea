/** What the encoders give, by what they announced and what really comes. */
import type { Millis } from '../../clock.ts';

/** Bytes are counted in parts of a second; how many of them are a second, and the time looked at: it holds a key frame at any usual distance. */
const partMillis: Millis = 100;
const partsPerSecond = 10;
const partsKept = 40;

/** Counts packets by parts of a second; time is an argument. */
export class EncodedRate {
  #announcedKbps = 0;
  /** When the first packet came, or the first after a silence. */
  #since: Millis | null = null;
  /** Bytes of the newest parts, oldest first; the last is still running. */
  #parts: { readonly part: number; bytes: number }[] = [];

  /** What the configurations say, all tracks together, kb/s. */
  announce(kbps: number): void {
    this.#announcedKbps = kbps;
  }

  /** One packet came. */
  note(bytes: number, now: Millis): void {
    const part = Math.floor(now / partMillis);
    this.#forgetBefore(part - partsKept);
    if (this.#parts.length === 0) this.#since = now;
    const last = this.#parts.at(-1);
    if (last?.part === part) last.bytes += bytes;
    else this.#parts.push({ part, bytes });
  }

  /** The most of any second of the last four, kb/s; what was announced until a whole second has passed, and after a silence. */
  kbps(now: Millis): number {
    this.#forgetBefore(Math.floor(now / partMillis) - partsKept);
    const isMeasured = this.#parts.length > 0 && this.#since !== null && now - this.#since >= 1000;
    const most = (this.#mostInOneSecond() * 8) / 1000;
    return isMeasured ? most : Math.max(most, this.#announcedKbps);
  }

  #mostInOneSecond(): number {
    let most = 0;
    let sum = 0;
    let gone = 0;
    let oldest = this.#parts[0];
    for (const { part, bytes } of this.#parts) {
      sum += bytes;
      while (oldest !== undefined && oldest.part <= part - partsPerSecond) {
        sum -= oldest.bytes;
        gone += 1;
        oldest = this.#parts[gone];
      }
      most = Math.max(most, sum);
    }
    return most;
  }

  #forgetBefore(part: number): void {
    while ((this.#parts[0]?.part ?? part) < part) this.#parts.shift();
  }
}
