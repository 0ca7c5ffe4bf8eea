/** The queue between encoder and one socket: bounded by age and bytes, drops video in stages and audio last. */
import type { EncodedPacket } from '../../media/encoded-packet.ts';
import type { Millis } from '../../clock.ts';

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
  /** When a key frame was asked for last. */
  #askedAt: Millis = Number.NEGATIVE_INFINITY;

  /** `isDisposable` says which deltas nothing refers to; it is only asked when the queue is late. */
  constructor(isDisposable: (packet: EncodedPacket) => boolean = () => false) {
    this.#isDisposable = isDisposable;
  }

  /** Adds a packet and sheds what is too old. `needsKeyFrame` asks the encoder for an IDR now. */
  push(packet: EncodedPacket, now: Millis): Enqueued {
    const isDelta = packet.track === 'video' && !packet.isKeyFrame;
    if (isDelta && this.#waitingForKey) return this.#refuse(packet, now);
    if (packet.track === 'video' && packet.isKeyFrame) this.#waitingForKey = false;
    this.#entries.push({ packet, at: now });
    this.#bytes += packet.bytes.byteLength;
    return this.#shed(now);
  }

  /** The next packet for the socket, or null. */
  take(): EncodedPacket | null {
    const entry = this.#entries.shift();
    if (entry === undefined) return null;
    this.#bytes -= entry.packet.bytes.byteLength;
    return entry.packet;
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
    if (!this.#waitingForKey || now - this.#askedAt < askAgainMillis || this.age(now) > movingAgeMillis) return false;
    this.#askedAt = now;
    return true;
  }

  #shed(now: Millis): Enqueued {
    const disposed = this.#isLate(disposableDropAgeMillis, now) ? this.#drop(this.#isDisposableEntry) : 0;
    let droppedVideo = 0;
    let droppedAudio = 0;
    if (this.#isLate(videoDropAgeMillis, now)) droppedVideo += this.#dropVideoBefore(this.#freshStart());
    if (this.#isLate(videoDropAgeMillis, now) || this.age(now) > audioDropAgeMillis) {
      droppedVideo += this.#dropVideoBefore(this.#entries.length);
    }
    if (droppedVideo > 0 && !this.#entries.some(isVideo)) this.#waitingForKey = true;
    // Only sound is left where one of these holds.
    while (this.#entries.length > 0 && (this.age(now) > audioDropAgeMillis || this.#bytes > queueByteLimit)) {
      this.take();
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

  #firstDelta(): number {
    return this.#entries.findIndex((entry) => isVideo(entry) && !entry.packet.isKeyFrame);
  }

  readonly #isDisposableEntry = (entry: Entry): boolean =>
    isVideo(entry) && !entry.packet.isKeyFrame && this.#isDisposable(entry.packet);

  /** Where the newest key frame waits with deltas before it: the picture may go on from there. Else the end. */
  #freshStart(): number {
    const newestKey = this.#entries.findLastIndex((entry) => isVideo(entry) && entry.packet.isKeyFrame);
    return newestKey > this.#firstDelta() ? newestKey : this.#entries.length;
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
