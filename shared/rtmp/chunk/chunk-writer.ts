/** Cuts messages into chunks (RTMP 5.3): headers come from a slab, the payload leaves as views and is never copied. */
import { timestampDistance } from '../../media/timestamps.ts';
import { chunkStream, defaultChunkSize, extendedMark, maxMessageLength, messageType } from './message.ts';

/** Bytes per header slab; one serves some five hundred packets. */
const slabLength = 16_384;
/** The longest header run: basic 1, message 11, extended 4. */
const maxHeaderLength = 16;
/** The longest prefix (tag header) a message may carry. */
const maxPrefixLength = 32;

/** What goes in front of a payload. */
export type OutgoingHeader = {
  /** 2..31. */
  readonly chunkStreamId: number;
  readonly type: number;
  readonly streamId: number;
  /** 32-bit milliseconds. */
  readonly timestamp: number;
  /** Body bytes that come before the payload, at most 32; copied next to the chunk header. */
  readonly prefix?: readonly number[];
};

type Sent = {
  timestamp: number;
  length: number;
  type: number;
  streamId: number;
};

export class ChunkWriter {
  readonly #sent = new Map<number, Sent>();
  #chunkSize = defaultChunkSize;
  #slab = new Uint8Array(slabLength);
  #slabUsed = 0;

  /** Payload bytes per chunk from the next message on. */
  get chunkSize(): number {
    return this.#chunkSize;
  }

  /** Appends Set Chunk Size to `out`; the new size (128..65 536) counts from the next chunk. */
  writeChunkSize(size: number, out: Uint8Array[]): void {
    const payload = new Uint8Array([size >>> 24, (size >>> 16) & 0xff, (size >>> 8) & 0xff, size & 0xff]);
    this.write(
      { chunkStreamId: chunkStream.control, type: messageType.setChunkSize, streamId: 0, timestamp: 0 },
      payload,
      out,
    );
    this.#chunkSize = size;
  }

  /**
   * Appends the chunks of one message to `out`: slab views and views of `payload`, which nobody may change until the
   * socket has taken them. False, with nothing written, when the body exceeds 16 777 215 bytes.
   *
   * A message starts with fmt 0 on a fresh chunk stream, for a new message stream, a step back in time or a delta
   * of 0xFFFFFF and more; else with fmt 1 or 2. Never with fmt 3: peers disagree about its meaning after fmt 0.
   */
  write(header: OutgoingHeader, payload: Uint8Array, out: Uint8Array[]): boolean {
    const prefix = header.prefix ?? [];
    const length = prefix.length + payload.length;
    if (length > maxMessageLength || prefix.length > maxPrefixLength) return false;
    const extended = this.#startMessage(header, length);
    for (const byte of prefix) this.#put(byte);
    const first = Math.min(payload.length, Math.max(this.#chunkSize - prefix.length, 0));
    this.#flushSlab(out);
    if (first > 0) out.push(payload.subarray(0, first));
    for (let at = first; at < payload.length; at += this.#chunkSize) {
      this.#reserve();
      this.#put(0xc0 | header.chunkStreamId);
      if (extended !== null) this.#put32(extended);
      this.#flushSlab(out);
      out.push(payload.subarray(at, Math.min(at + this.#chunkSize, payload.length)));
    }
    return true;
  }

  /** Writes basic and message header; returns the extended timestamp, or null where the message has none. */
  #startMessage(header: OutgoingHeader, length: number): number | null {
    this.#reserve();
    const last = this.#sent.get(header.chunkStreamId);
    const delta = deltaFrom(last, header);
    const field = delta ?? header.timestamp;
    const hasLength = delta === null || last?.length !== length || last.type !== header.type;
    const fmt = delta === null ? 0 : hasLength ? 1 : 2;
    this.#put((fmt << 6) | header.chunkStreamId);
    this.#put24(Math.min(field, extendedMark));
    if (hasLength) {
      this.#put24(length);
      this.#put(header.type);
    }
    if (delta === null) this.#put32LE(header.streamId);
    const extended = field >= extendedMark ? field : null;
    if (extended !== null) this.#put32(extended);
    this.#remember(header, length);
    return extended;
  }

  #remember(header: OutgoingHeader, length: number): void {
    const { type, streamId, timestamp } = header;
    const sent = this.#sent.get(header.chunkStreamId);
    if (sent === undefined) {
      this.#sent.set(header.chunkStreamId, { timestamp, length, type, streamId });
      return;
    }
    sent.timestamp = timestamp;
    sent.length = length;
    sent.type = type;
    sent.streamId = streamId;
  }

  #slabStart = 0;

  /** Makes room for one header run; earlier views keep the old slab alive until they are sent. */
  #reserve(): void {
    if (this.#slabUsed + maxHeaderLength + maxPrefixLength <= slabLength) return;
    this.#slab = new Uint8Array(slabLength);
    this.#slabUsed = 0;
    this.#slabStart = 0;
  }

  #flushSlab(out: Uint8Array[]): void {
    out.push(this.#slab.subarray(this.#slabStart, this.#slabUsed));
    this.#slabStart = this.#slabUsed;
  }

  #put(byte: number): void {
    this.#slab[this.#slabUsed++] = byte;
  }

  #put24(value: number): void {
    this.#put((value >>> 16) & 0xff);
    this.#put((value >>> 8) & 0xff);
    this.#put(value & 0xff);
  }

  #put32(value: number): void {
    this.#put(value >>> 24);
    this.#put24(value);
  }

  #put32LE(value: number): void {
    this.#put(value & 0xff);
    this.#put((value >>> 8) & 0xff);
    this.#put((value >>> 16) & 0xff);
    this.#put(value >>> 24);
  }
}

/** The time since the last message of the chunk stream in ms, or null where only a type 0 header will do. */
function deltaFrom(last: Sent | undefined, header: OutgoingHeader): number | null {
  if (last === undefined || last.streamId !== header.streamId) return null;
  const delta = timestampDistance(last.timestamp, header.timestamp);
  return delta < 0 || delta >= extendedMark ? null : delta;
}
