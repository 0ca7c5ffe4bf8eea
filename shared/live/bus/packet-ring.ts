/** The packet bus: the newest packets of the program in order, bounded by time and bytes, read by any number of cursors. */
import type { Millis } from '../../clock.ts';
import type { EncodedPacket } from '../../media/encoded-packet.ts';

/** Both bounds hold; the newest packet always stays. */
export type RingBounds = { readonly millis: Millis; readonly bytes: number };

/** Where a cursor begins: with the packet that comes next, with the next key frame, or with the oldest one that is kept. */
export type RingStart = 'next' | 'next-key-frame' | 'oldest-key-frame';

/** Entries given up at the front before the list is moved together. */
const slack = 512;

type Entry = { readonly packet: EncodedPacket; readonly at: Millis };

/** Packets are shared and never copied. Time is an argument. */
export class PacketRing {
  readonly #bounds: RingBounds;
  #entries: Entry[] = [];
  /** Entries before this one are given up. */
  #head = 0;
  /** Number of the entry at `#head`; numbers count up by one for ever. */
  #first = 0;
  #bytes = 0;

  constructor(bounds: RingBounds) {
    this.#bounds = bounds;
  }

  get byteLength(): number {
    return this.#bytes;
  }

  get length(): number {
    return this.#entries.length - this.#head;
  }

  /** Time from the oldest packet to the newest. */
  get millis(): Millis {
    return (this.#entries.at(-1)?.at ?? 0) - (this.#entries[this.#head]?.at ?? 0);
  }

  /** Adds the next packet, which came at `now`. */
  push(packet: EncodedPacket, now: Millis): void {
    this.#entries.push({ packet, at: now });
    this.#bytes += packet.bytes.byteLength;
    while (this.length > 1 && (this.#bytes > this.#bounds.bytes || this.millis > this.#bounds.millis)) this.#giveUp();
    if (this.#head < slack) return;
    this.#entries = this.#entries.slice(this.#head);
    this.#head = 0;
  }

  /** A reader of its own pace; one that is overtaken goes on with the oldest key frame. */
  cursor(start: RingStart): RingCursor {
    const at = start === 'oldest-key-frame' ? this.#first : this.#first + this.length;
    return new RingCursor(this, at, start === 'next' ? 'any' : 'key-frame');
  }

  /** Packet number `at`; null when it has not come yet, `gone` with the number of the oldest kept when it was given up. */
  read(at: number): EncodedPacket | { readonly gone: number } | null {
    if (at < this.#first) return { gone: this.#first };
    return this.#entries[this.#head + at - this.#first]?.packet ?? null;
  }

  #giveUp(): void {
    this.#bytes -= this.#entries[this.#head]?.packet.bytes.byteLength ?? 0;
    this.#head += 1;
    this.#first += 1;
  }
}

/** One reader of a ring. */
class RingCursor {
  readonly #ring: PacketRing;
  #at: number;
  #wants: 'any' | 'key-frame';
  #missed = 0;

  constructor(ring: PacketRing, at: number, wants: 'any' | 'key-frame') {
    this.#ring = ring;
    this.#at = at;
    this.#wants = wants;
  }

  /** Packets that were given up before they were read. */
  get missed(): number {
    return this.#missed;
  }

  /** The next packet, or null when there is none yet. */
  next(): EncodedPacket | null {
    for (;;) {
      const found = this.#ring.read(this.#at);
      if (found === null) return null;
      if ('gone' in found) {
        this.#missed += found.gone - this.#at;
        this.#at = found.gone;
        this.#wants = 'key-frame';
        continue;
      }
      this.#at += 1;
      if (this.#wants === 'key-frame' && !(found.track === 'video' && found.isKeyFrame)) continue;
      this.#wants = 'any';
      return found;
    }
  }
}

export type { RingCursor };
