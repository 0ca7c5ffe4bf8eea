/** Deliveries measured by pings, for servers that acknowledge nothing or too seldom (RTMP 7.1.7). */
import type { Millis } from '../../clock.ts';

/** Bytes between two pings: what we ask servers to acknowledge at, and at a closed window what the least of them is. */
const probeBytes = 65_536;
const heldProbeBytes = 16_384;

/** Pings are never closer together than this. */
const spacingMillis: Millis = 40;

/** Pings that may wait for an answer; a server that owes all of them is asked again after `restMillis`. */
const mostWaiting = 64;
const restMillis: Millis = 5000;

/** Acknowledgements in larger steps than this say nothing in time: at 1 Mb/s this is more than a second. */
const coarsestStepBytes = 144 * 1024;

/** How long the first acknowledgement is waited for, and a later one where a step is owed. */
const firstAckMillis: Millis = 500;
const owedMillis: Millis = 1500;

/** A closed window with something behind it may be a server that stopped acknowledging: it is asked after this long. */
const heldMillis: Millis = 100;

type Ping = { readonly time: number; readonly at: Millis; readonly written: number };

/** What an answer tells: everything written before the ping has arrived. */
export type ProbeAnswer = { readonly delivered: number; readonly rttMillis: Millis };

/** One connection's pings. A server answers in order, behind all that was sent before. */
export class PingProbe {
  #waiting: Ping[] = [];
  #last: { readonly at: Millis; readonly written: number } | null = null;
  #begunAt: Millis | null = null;
  #isAsking = false;
  /** Held back since the last acknowledgement. */
  #wasHeld = false;
  #acknowledged: { readonly at: Millis; readonly bytes: number; readonly step: number } | null = null;

  /** True while deliveries are told by pings; they go out between messages, so that a message should leave whole. */
  get isAsking(): boolean {
    return this.#isAsking;
  }

  /** The server acknowledged `bytes` in all. */
  acknowledged(bytes: number, now: Millis): void {
    this.#acknowledged = { at: now, bytes, step: bytes - (this.#acknowledged?.bytes ?? 0) };
    this.#wasHeld = false;
  }

  /**
   * The time to write into a Ping Request that goes out now (UI32), or null if none is due: always while
   * acknowledgements do as well.
   * @param written Bytes handed to the socket before it.
   * @param heldSince Since when something waits while the window is closed, or null.
   */
  due(written: number, now: Millis, heldSince: Millis | null = null): number | null {
    this.#begunAt ??= now;
    this.#wasHeld ||= heldSince !== null && now - heldSince >= heldMillis;
    this.#isAsking = this.#isNeeded(written, this.#begunAt, now);
    if (!this.#isAsking && !this.#wasHeld) return null;
    if (!this.#maySend(written - this.#spacingBytes(now, heldSince), now)) return null;
    if (this.#waiting.length >= mostWaiting) this.#waiting = [];
    const time = Math.floor(now) % 2 ** 32;
    this.#last = { at: now, written };
    this.#waiting.push({ time, at: now, written });
    return time;
  }

  /** Takes the time out of a Ping Response; null when it answers none of ours. */
  answered(time: number, now: Millis): ProbeAnswer | null {
    const index = this.#waiting.findIndex((ping) => ping.time === time);
    const ping = this.#waiting[index];
    if (ping === undefined) return null;
    this.#waiting.splice(0, index + 1);
    return { delivered: ping.written, rttMillis: Math.max(now - ping.at, 0) };
  }

  /** Whether the last ping is behind by bytes and time, and answers to all of them are not owed for too short a time. */
  #maySend(mostWritten: number, now: Millis): boolean {
    if (this.#last === null) return true;
    const { at, written } = this.#last;
    if (written > mostWritten) return false;
    return now - at >= (this.#waiting.length >= mostWaiting ? restMillis : spacingMillis);
  }

  #spacingBytes(now: Millis, heldSince: Millis | null): number {
    if (!this.#wasHeld) return probeBytes;
    // Whatever an answer tells opens the window a little.
    return heldSince !== null && now - heldSince >= heldMillis ? 1 : heldProbeBytes;
  }

  #isNeeded(written: number, begunAt: Millis, now: Millis): boolean {
    const last = this.#acknowledged;
    if (last === null) return now - begunAt >= firstAckMillis;
    if (last.step > coarsestStepBytes) return true;
    return now - last.at >= owedMillis && written - last.bytes > coarsestStepBytes;
  }
}
