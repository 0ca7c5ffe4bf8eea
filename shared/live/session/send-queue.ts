/** The queue between encoder and one socket: bounded by age and bytes, drops video in stages and audio last. */
import type { EncodedPacket } from '../../media/encoded-packet.ts';
import type { Millis } from '../../clock.ts';
import { ByteRate } from '../delivery/byte-rate.ts';

/** When a delta has waited for this long, the frames that no other needs are dropped. */
export const disposableDropAgeMillis: Millis = 700;

/** Above this age, deltas are dropped up to the next key frame. */
export const videoDropAgeMillis: Millis = 900;

/** Above this age even audio goes; the connection is as good as dead by then. */
export const audioDropAgeMillis: Millis = 20_000;

/** Bytes held at most, whatever their age. */
export const queueByteLimit = 16 * 1024 * 1024;

/** Key frames cost everybody who gets the same stream: one is asked for at most this often, else the next is waited for. */
const askAgainMillis: Millis = 2000;

/** A queue whose oldest packet waits for longer than this does not move: a dead link has no use for a key frame. */
const movingAgeMillis: Millis = 1350;

/** How far back the pace of what leaves is measured; a queue that none left for longer than the other time tells no pace. */
const paceMillis: Millis = 900;
const stillMillis: Millis = 700;

type Entry = { readonly packet: EncodedPacket; readonly at: Millis };

/** What the queue did with a packet. */
export type Enqueued = {
  readonly droppedVideo: number;
  readonly droppedAudio: number;
  readonly needsKeyFrame: boolean;
};

/** Packets dropped since the beginning, by what they were: frames that no other needs, other deltas, key frames, sound. */
export type DropCounts = {
  readonly disposable: number;
  readonly delta: number;
  readonly key: number;
  readonly audio: number;
};

/** Ordered packets waiting for the socket; time is an argument. */
export class SendQueue {
  readonly #isDisposable: (packet: EncodedPacket) => boolean;
  #entries: Entry[] = [];
  #bytes = 0;
  readonly #dropped = { disposable: 0, delta: 0, key: 0, audio: 0 };
  #waitingForKey = false;
  /** Bytes that left for the socket, and how fast. */
  #taken = 0;
  #takenBefore = 0;
  #movedAt: Millis = Number.NEGATIVE_INFINITY;
  readonly #pace = new ByteRate(paceMillis);
  /** When a key frame was asked for last. */
  #askedAt: Millis = Number.NEGATIVE_INFINITY;

  /** `isDisposable` says which deltas nothing refers to; it is only asked when the queue is late. */
  constructor(isDisposable: (packet: EncodedPacket) => boolean = () => false) {
    this.#isDisposable = isDisposable;
  }

  /** Adds a packet and sheds what is too old. `needsKeyFrame` asks the encoder for an IDR now. */
  push(packet: EncodedPacket, now: Millis): Enqueued {
    this.#pace.note(this.#taken, now);
    if (this.#taken > this.#takenBefore) this.#movedAt = now;
    this.#takenBefore = this.#taken;
    const isDelta = packet.track === 'video' && !packet.isKeyFrame;
    if (isDelta && this.#waitingForKey) return this.#refuse(packet, now);
    if (packet.track === 'video' && packet.isKeyFrame) this.#waitingForKey = false;
    this.#entries.push({ packet, at: now });
    this.#bytes += packet.bytes.byteLength;
    return this.#shed(now);
  }

  /** The next packet for the socket, or null. */
  take(): EncodedPacket | null {
    const packet = this.#shift();
    if (packet !== null) this.#taken += packet.bytes.byteLength;
    return packet;
  }

  /** Age in ms of the oldest waiting packet; 0 when empty. */
  age(now: Millis): Millis {
    const first = this.#entries[0];
    return first === undefined ? 0 : now - first.at;
  }

  get byteLength(): number {
    return this.#bytes;
  }

  get length(): number {
    return this.#entries.length;
  }

  /** All drops so far. */
  get dropped(): DropCounts {
    return { ...this.#dropped };
  }

  /** A delta that hangs on one that was dropped. */
  #refuse(packet: EncodedPacket, now: Millis): Enqueued {
    this.#dropped[this.#isDisposable(packet) ? 'disposable' : 'delta'] += 1;
    const shed = this.#shed(now);
    return { ...shed, droppedVideo: shed.droppedVideo + 1, needsKeyFrame: shed.needsKeyFrame || this.#mayAsk(now) };
  }

  /** True once when a key frame is missing and what waits moves on: a dead link has no use for one. */
  #mayAsk(now: Millis): boolean {
    if (!this.#waitingForKey || !this.#canAsk(now) || this.age(now) > movingAgeMillis) return false;
    this.#askedAt = now;
    return true;
  }

  #canAsk(now: Millis): boolean {
    return now - this.#askedAt >= askAgainMillis;
  }

  #shed(now: Millis): Enqueued {
    const disposed = this.#isLate(disposableDropAgeMillis, now) ? this.#drop(this.#isDisposableEntry) : 0;
    let droppedVideo = 0;
    let droppedAudio = 0;
    const limit = this.#videoLimit(now);
    if (this.#isLate(limit, now) || this.#isKeyInTheWay(now)) {
      droppedVideo += this.#dropVideoBefore(this.#freshStart(now));
    }
    if (this.#isLate(limit, now) || this.age(now) > audioDropAgeMillis) {
      droppedVideo += this.#dropVideoBefore(this.#entries.length);
    }
    if (droppedVideo > 0 && !this.#entries.some(isVideo)) this.#waitingForKey = true;
    // Only sound is left where one of these holds.
    while (this.#entries.length > 0 && (this.age(now) > audioDropAgeMillis || this.#bytes > queueByteLimit)) {
      this.#shift();
      droppedAudio += 1;
      this.#dropped.audio += 1;
    }
    return {
      droppedVideo: droppedVideo + disposed,
      droppedAudio,
      needsKeyFrame: droppedVideo > 0 && this.#mayAsk(now),
    };
  }

  /** Whether a delta has waited for more than `limit`, or there are too many bytes. */
  #isLate(limit: Millis, now: Millis): boolean {
    const first = this.#entries[this.#firstDelta()];
    return this.#bytes > queueByteLimit || (first !== undefined && now - first.at > limit);
  }

  #shift(): EncodedPacket | null {
    const entry = this.#entries.shift();
    if (entry === undefined) return null;
    this.#bytes -= entry.packet.bytes.byteLength;
    return entry.packet;
  }

  #firstDelta(): number {
    return this.#entries.findIndex((entry) => isVideo(entry) && !entry.packet.isKeyFrame);
  }

  readonly #isDisposableEntry = (entry: Entry): boolean =>
    isVideo(entry) && !entry.packet.isKeyFrame && this.#isDisposable(entry.packet);

  /** Where the newest key frame waits with deltas before it: the picture may go on from there, if it can in time. Else the end. */
  #freshStart(now: Millis): number {
    const newestKey = this.#entries.findLastIndex((entry) => isVideo(entry) && entry.packet.isKeyFrame);
    return newestKey > this.#firstDelta() && this.#isWorthAStart(newestKey, now) ? newestKey : this.#entries.length;
  }

  /** How long deltas may wait: longer where no key frame could mend a drop soon, as long as the queue moves. */
  #videoLimit(now: Millis): Millis {
    return this.#canAsk(now) || now - this.#movedAt > movingAgeMillis ? videoDropAgeMillis : movingAgeMillis;
  }

  /** Whether a key frame waits that takes so long that what hangs on it will be late. */
  #isKeyInTheWay(now: Millis): boolean {
    const first = this.#entries.find(isVideo);
    const delta = this.#entries[this.#firstDelta()];
    const perMilli = this.#pace.perMilli(now) ?? 0;
    if (!this.#canAsk(now) || first?.packet.isKeyFrame !== true || delta === undefined || perMilli <= 0) return false;
    const age = now - delta.at;
    const isMoving = now - this.#movedAt < stillMillis;
    return (
      isMoving && age > disposableDropAgeMillis && age + first.packet.bytes.byteLength / perMilli > videoDropAgeMillis
    );
  }

  /** Whether what waits from `index` on can leave before it is late, at the pace of now; a queue that stands still tells nothing. */
  #isWorthAStart(index: number, now: Millis): boolean {
    const perMilli = this.#pace.perMilli(now) ?? 0;
    if (perMilli <= 0) return true;
    let bytes = 0;
    return this.#entries.slice(index).every(({ packet, at }) => {
      bytes += packet.bytes.byteLength;
      return now - at + bytes / perMilli <= videoDropAgeMillis;
    });
  }

  #kindOf({ packet }: Entry): keyof DropCounts {
    if (packet.track === 'audio') return 'audio';
    if (packet.isKeyFrame) return 'key';
    return this.#isDisposable(packet) ? 'disposable' : 'delta';
  }

  /** Drops the video that waits before `end`; what is left of it starts with a key frame. */
  #dropVideoBefore(end: number): number {
    return this.#drop((entry, index) => index < end && isVideo(entry));
  }

  #drop(isDropped: (entry: Entry, index: number) => boolean): number {
    const kept = this.#entries.filter((entry, index) => {
      if (!isDropped(entry, index)) return true;
      this.#dropped[this.#kindOf(entry)] += 1;
      return false;
    });
    const dropped = this.#entries.length - kept.length;
    if (dropped === 0) return 0;
    this.#entries = kept;
    this.#bytes = kept.reduce((sum, entry) => sum + entry.packet.bytes.byteLength, 0);
    return dropped;
  }
}

function isVideo(entry: Entry): boolean {
  return entry.packet.track === 'video';
}
