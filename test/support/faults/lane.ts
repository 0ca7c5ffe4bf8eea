/** One direction of a path that can be slowed, delayed, dripped or corrupted; bytes come out in their order or not at all. */

/** What one direction does with bytes. */
export type LaneFaults = {
  /** How long each byte is on its way. */
  readonly delayMillis: number;
  /** What passes, kb/s; null: everything. 0 keeps everything back. */
  readonly kbps: number | null;
  /** One byte at a time, this far apart; null: as they come. */
  readonly dripMillis: number | null;
  /** Bytes vanish. */
  readonly loses: boolean;
};

export const noFaults: LaneFaults = { delayMillis: 0, kbps: null, dripMillis: null, loses: false };

/** Waiting bytes at which a lane asks its source to pause: what a router might hold. */
const queueLimit = 64 * 1024;
const tickMillis = 4;

type Piece = { bytes: Buffer; readonly due: number };

export type LaneEnds = {
  readonly write: (bytes: Buffer) => void;
  /** The source may go on, or has to wait. */
  readonly allow: (mayRead: boolean) => void;
  /** True while the far side takes no more. */
  readonly isFull: () => boolean;
};

/** One direction of one connection. */
export class Lane {
  readonly #ends: LaneEnds;
  readonly #waiting: Piece[] = [];
  #faults: LaneFaults = noFaults;
  #queued = 0;
  #credit = 0;
  #lastAt = 0;
  #timer: NodeJS.Timeout | null = null;
  #corruptNext = false;
  #isClosed = false;
  #whenEmpty: (() => void) | null = null;
  /** Bytes that came out. */
  passed = 0;

  constructor(ends: LaneEnds) {
    this.#ends = ends;
  }

  set(faults: LaneFaults): void {
    this.#faults = faults;
    this.#credit = 0;
    this.#lastAt = performance.now();
    this.#pump();
  }

  /** Flips the lowest bit of one byte in the middle of what comes next. */
  corrupt(): void {
    this.#corruptNext = true;
  }

  push(bytes: Buffer): void {
    if (this.#faults.loses) return;
    if (this.#corruptNext) this.#flip(bytes);
    this.#waiting.push({ bytes, due: performance.now() + this.#faults.delayMillis });
    this.#queued += bytes.length;
    this.#pump();
  }

  /** The source ended: `act` runs once everything is out. */
  end(act: () => void): void {
    this.#whenEmpty = act;
    this.#pump();
  }

  close(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#isClosed = true;
    this.#waiting.length = 0;
  }

  /** To be called when the far side takes bytes again. */
  drained(): void {
    this.#pump();
  }

  #flip(bytes: Buffer): void {
    const middle = Math.floor(bytes.length / 2);
    bytes[middle] = (bytes[middle] ?? 0) ^ 1;
    this.#corruptNext = false;
  }

  #pump(): void {
    const now = performance.now();
    this.#earn(now);
    for (let first = this.#waiting[0]; first !== undefined && first.due <= now; first = this.#waiting[0]) {
      const count = this.#mayPass(first.bytes.length);
      if (count <= 0) break;
      this.#pass(first, count);
      if (this.#faults.dripMillis !== null) break;
    }
    this.#ends.allow(this.#queued < this.#limit());
    if (this.#waiting.length > 0) this.#wake(now);
    else if (this.#whenEmpty !== null) {
      const act = this.#whenEmpty;
      this.#whenEmpty = null;
      act();
    }
  }

  #earn(now: number): void {
    const { kbps } = this.#faults;
    if (kbps !== null)
      this.#credit = Math.min(this.#credit + ((now - this.#lastAt) * kbps) / 8, (20 * kbps) / 8 + 1500);
    this.#lastAt = now;
  }

  #mayPass(length: number): number {
    const { kbps, dripMillis } = this.#faults;
    if (this.#ends.isFull()) return 0;
    if (dripMillis !== null) return 1;
    return kbps === null ? length : Math.min(length, Math.floor(this.#credit));
  }

  #pass(piece: Piece, count: number): void {
    this.#ends.write(piece.bytes.subarray(0, count));
    this.passed += count;
    this.#queued -= count;
    if (this.#faults.kbps !== null) this.#credit -= count;
    if (count === piece.bytes.length) this.#waiting.shift();
    else piece.bytes = piece.bytes.subarray(count);
  }

  /** A delay needs room for what is on its way. */
  #limit(): number {
    return this.#faults.delayMillis > 0 ? 64 * queueLimit : queueLimit;
  }

  #wake(now: number): void {
    const { kbps, dripMillis } = this.#faults;
    if (this.#timer !== null || kbps === 0 || this.#isClosed) return;
    if (dripMillis === 0) {
      setImmediate(() => this.#pump());
      return;
    }
    const due = (this.#waiting[0]?.due ?? now) - now;
    this.#timer = setTimeout(
      () => {
        this.#timer = null;
        this.#pump();
      },
      Math.max(tickMillis, due, dripMillis ?? 0),
    );
  }
}
