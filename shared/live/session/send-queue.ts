/** The queue between encoder and one socket: bounded by age and bytes, drops video in stages and audio last. */
import type { EncodedPacket } from '../../media/encoded-packet.ts';
import type { Millis } from '../../clock.ts';

/** Above this queue age, deltas are dropped up to the next key frame. */
export const videoDropAgeMillis: Millis = 900;

/** Above this age even audio goes; the connection is as good as dead by then. */
export const audioDropAgeMillis: Millis = 20_000;

/** Bytes held at most, whatever their age. */
export const queueByteLimit = 16 * 1024 * 1024;

type Entry = { readonly packet: EncodedPacket; readonly at: Millis };

/** What the queue did with a packet. */
export type Enqueued = {
  readonly droppedVideo: number;
  readonly droppedAudio: number;
  readonly needsKeyFrame: boolean;
};

/** Ordered packets waiting for the socket; time is an argument. */
export class SendQueue {
  #entries: Entry[] = [];
  #bytes = 0;
  #waitingForKey = false;

  /** Adds a packet and sheds what is too old. `needsKeyFrame` asks the encoder for an IDR now. */
  push(packet: EncodedPacket, now: Millis): Enqueued {
    if (packet.track === 'video') {
      if (this.#waitingForKey && !packet.isKeyFrame) {
        const shed = this.#shed(now);
        return { ...shed, droppedVideo: shed.droppedVideo + 1 };
      }
      this.#waitingForKey = false;
    }
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

  #shed(now: Millis): Enqueued {
    let droppedVideo = 0;
    let droppedAudio = 0;
    if (this.#isVideoLate(now)) droppedVideo += this.#dropVideoBefore(this.#freshStart());
    if (this.#isVideoLate(now) || this.age(now) > audioDropAgeMillis) {
      droppedVideo += this.#dropVideoBefore(this.#entries.length);
    }
    const needsKeyFrame = droppedVideo > 0 && !this.#entries.some(isVideo);
    if (needsKeyFrame) this.#waitingForKey = true;
    // Only sound is left where one of these holds.
    while (this.#entries.length > 0 && (this.age(now) > audioDropAgeMillis || this.#bytes > queueByteLimit)) {
      this.take();
      droppedAudio += 1;
    }
    return { droppedVideo, droppedAudio, needsKeyFrame };
  }

  #isVideoLate(now: Millis): boolean {
    const first = this.#entries[this.#firstDelta()];
    return this.#bytes > queueByteLimit || (first !== undefined && now - first.at > videoDropAgeMillis);
  }

  #firstDelta(): number {
    return this.#entries.findIndex((entry) => isVideo(entry) && !entry.packet.isKeyFrame);
  }

  /** Where the newest key frame waits with deltas before it: the picture may go on from there. Else the end. */
  #freshStart(): number {
    const newestKey = this.#entries.findLastIndex((entry) => isVideo(entry) && entry.packet.isKeyFrame);
    return newestKey > this.#firstDelta() ? newestKey : this.#entries.length;
  }

  /** Drops the video that waits before `end`; what is left of it starts with a key frame. */
  #dropVideoBefore(end: number): number {
    const kept = this.#entries.filter((entry, index) => index >= end || !isVideo(entry));
    const dropped = this.#entries.length - kept.length;
    this.#entries = kept;
    this.#bytes = kept.reduce((sum, entry) => sum + entry.packet.bytes.byteLength, 0);
    return dropped;
  }
}

function isVideo(entry: Entry): boolean {
  return entry.packet.track === 'video';
}
