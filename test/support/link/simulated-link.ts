/** A link with a cap, a system buffer in front of it and a server that acknowledges behind it; one step is one millisecond. */

/** Times in ms, rates in kb/s. */
export type LinkOptions = {
  /** What the link carries at a time. */
  readonly capKbps: (now: number) => number;
  /** There and back, without queues. */
  readonly rttMillis: number;
  /** Bytes that the system takes before the socket says no. */
  readonly kernelBytes: number;
  /** The server acknowledges each time this many bytes came; null: never. */
  readonly ackBytes: number | null;
};

type Part = { readonly at: number; readonly upTo: number };
type Arrival = { readonly at: number; readonly total: number };

/** Counts bytes only. */
export class SimulatedLink {
  readonly #options: LinkOptions;
  #written = 0;
  #left = 0;
  #credit = 0;
  #parts: Part[] = [];
  #arrivals: Arrival[] = [];
  #arrived = 0;
  #acknowledged = 0;
  #back: Arrival[] = [];
  /** Longest time, ms, that bytes of each second (by when they left) had spent in the system. */
  readonly hidden: number[] = [];
  onArrived: (total: number, now: number) => void = () => {};

  constructor(options: LinkOptions) {
    this.#options = options;
  }

  /** Bytes the system took since the beginning. */
  get written(): number {
    return this.#written;
  }

  /** Bytes that wait in the system. */
  get queued(): number {
    return this.#written - this.#left;
  }

  /** Hands over up to `bytes`; returns what the system took. */
  write(bytes: number, now: number): number {
    const taken = Math.min(bytes, this.#options.kernelBytes - (this.#written - this.#left));
    if (taken <= 0) return 0;
    this.#written += taken;
    this.#parts.push({ at: now, upTo: this.#written });
    return taken;
  }

  /** One millisecond passes; gives the acknowledgements that reach the client in it, as totals. */
  pass(now: number): readonly number[] {
    this.#send(now);
    const oneWay = this.#options.rttMillis / 2;
    for (let first = this.#arrivals[0]; first !== undefined && first.at <= now; first = this.#arrivals[0]) {
      this.#arrivals.shift();
      this.#arrived = first.total;
      this.onArrived(this.#arrived, now);
      const { ackBytes } = this.#options;
      if (ackBytes === null || this.#arrived - this.#acknowledged < ackBytes) continue;
      this.#acknowledged = this.#arrived;
      this.#back.push({ at: now + oneWay, total: this.#arrived });
    }
    const here = this.#back.filter(({ at }) => at <= now);
    this.#back = this.#back.slice(here.length);
    return here.map(({ total }) => total);
  }

  #send(now: number): void {
    const perMilli = this.#options.capKbps(now) / 8;
    const queued = this.#written - this.#left;
    this.#credit = Math.min(this.#credit + perMilli, queued, perMilli + 1500);
    const bytes = Math.floor(this.#credit);
    if (bytes <= 0) return;
    this.#credit -= bytes;
    this.#left += bytes;
    this.#arrivals.push({ at: now + this.#options.rttMillis / 2, total: this.#left });
    for (let first = this.#parts[0]; first !== undefined && first.at <= now; first = this.#parts[0]) {
      const second = Math.floor(now / 1000);
      this.hidden[second] = Math.max(this.hidden[second] ?? 0, now - first.at);
      if (first.upTo > this.#left) break;
      this.#parts.shift();
    }
  }
}
