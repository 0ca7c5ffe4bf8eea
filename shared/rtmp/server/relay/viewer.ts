/** One player of a stream: whether it is in step with the shared form, and what happens when it is slow. */
import type { Millis } from '../../../clock.ts';
import type { PeerCapabilities } from '../../message/capabilities.ts';
import type { RelayLimits } from './limits.ts';

/** Why a play ends from our side. */
export type ViewerEnd = 'unpublished' | 'unsupported' | 'stalled';

/** What the relay needs of a player's connection. */
export type ViewerPort = {
  /** Who it is, for the figures. */
  readonly name: string;
  /** The message stream it plays on. */
  readonly streamId: number;
  readonly capabilities: PeerCapabilities;
  /** Sends the views in this order; nobody changes them before `backlog` has been 0. */
  readonly write: (views: readonly Uint8Array[]) => void;
  /** Bytes that were written and have not left yet. */
  readonly backlog: () => number;
  /** The play is over; the relay has forgotten it. */
  readonly onEnd: (why: ViewerEnd) => void;
};

/** The figures of one player. */
export type ViewerStats = {
  readonly name: string;
  readonly since: Millis;
  readonly bytes: number;
  readonly kbps: number;
  /** Messages it missed because it was slow. */
  readonly dropped: number;
  /** Bytes waiting in its socket. */
  readonly backlog: number;
  /** `waiting`: for a key frame. */
  readonly state: 'live' | 'waiting';
};

/** What goes to all players at once. */
export type Batch = {
  readonly views: readonly Uint8Array[];
  readonly length: number;
  readonly messages: number;
  readonly now: Millis;
};

export class Viewer {
  readonly port: ViewerPort;
  readonly #since: Millis;
  #isLive = false;
  #waitingSince: Millis;
  #bytes = 0;
  #bytesBefore = 0;
  #kbps = 0;
  #dropped = 0;
  /** What it may have waiting beyond the limit: the burst it began with, until that has left. */
  #allowance = 0;
  #delivered = 0;
  #progress: Millis;

  constructor(port: ViewerPort, now: Millis) {
    this.port = port;
    this.#since = now;
    this.#waitingSince = now;
    this.#progress = now;
  }

  get isLive(): boolean {
    return this.#isLive;
  }

  /** Since when it waits for a key frame. */
  get waitingSince(): Millis {
    return this.#waitingSince;
  }

  /** Brings the player in step: everything it needs up to the present. */
  start(views: readonly Uint8Array[], length: number): void {
    this.#isLive = true;
    this.#allowance = this.port.backlog() + length;
    this.#write(views, length);
  }

  /** Sends a batch, or lets the player fall out of step when more than `limit` bytes wait for it. */
  offer(batch: Batch, limit: number): void {
    const backlog = this.port.backlog();
    if (backlog === 0) this.#allowance = 0;
    if (backlog <= limit + this.#allowance) {
      this.#write(batch.views, batch.length);
      return;
    }
    this.#isLive = false;
    this.#waitingSince = batch.now;
    this.miss(batch.messages);
  }

  /** Messages went by while it was waiting. */
  miss(messages: number): void {
    this.#dropped += messages;
  }

  /** Once a second or so: notices progress. True when the player took no byte for too long. */
  isStalled(now: Millis, { stallMillis }: RelayLimits): boolean {
    const backlog = this.port.backlog();
    const delivered = this.#bytes - backlog;
    if (backlog === 0 || delivered > this.#delivered) this.#progress = now;
    this.#delivered = delivered;
    return now - this.#progress >= stallMillis;
  }

  stats(): ViewerStats {
    return {
      name: this.port.name,
      since: this.#since,
      bytes: this.#bytes,
      kbps: this.#kbps,
      dropped: this.#dropped,
      backlog: this.port.backlog(),
      state: this.#isLive ? 'live' : 'waiting',
    };
  }

  /** Closes a span of `millis` for the rate. */
  measure(millis: Millis): void {
    this.#kbps = Math.round(((this.#bytes - this.#bytesBefore) * 8) / millis);
    this.#bytesBefore = this.#bytes;
  }

  #write(views: readonly Uint8Array[], length: number): void {
    this.#bytes += length;
    this.port.write(views);
  }
}
