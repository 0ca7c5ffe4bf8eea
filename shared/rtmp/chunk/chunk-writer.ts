/** Cuts messages into chunks (RTMP 5.3): headers and payload are copied into the long blocks that go to the socket. */
import { timestampDistance } from '../../media/timestamps.ts';
import { OutputBlocks } from '../../wire/output-blocks.ts';
import { chunkStream, defaultChunkSize, extendedMark, maxMessageLength, messageType } from './message.ts';

/** The longest prefix (tag header) a message may carry. */
const maxPrefixLength = 32;
/** The longest run written at once: basic header 1, message header 11, extended timestamp 4, prefix. */
const maxRunLength = 16 + maxPrefixLength;
/** Basic header and extended timestamp of a continuation. */
const maxContinuationLength = 5;

const noPrefix: readonly number[] = [];

/** What goes in front of a payload. */
export type OutgoingHeader = {
  /** 2..31. */
  readonly chunkStreamId: number;
  readonly type: number;
  readonly streamId: number;
  /** 32-bit milliseconds. */
  readonly timestamp: number;
  /** Body bytes that come before the payload, at most 32. */
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
  readonly #out = new OutputBlocks();
  #chunkSize = defaultChunkSize;

  /** Payload bytes per chunk from the next message on. */
  get chunkSize(): number {
    return this.#chunkSize;
  }

  /** Writes bytes that are no chunks: the handshake. */
  writeBytes(bytes: Uint8Array): void {
    this.#out.copy(bytes, 0, bytes.length);
  }

  /** Writes Set Chunk Size; the new size (128..65 536) counts from the next chunk. */
  writeChunkSize(size: number): void {
    const payload = new Uint8Array([size >>> 24, (size >>> 16) & 0xff, (size >>> 8) & 0xff, size & 0xff]);
    this.write(
      { chunkStreamId: chunkStream.control, type: messageType.setChunkSize, streamId: 0, timestamp: 0 },
      payload,
    );
    this.#chunkSize = size;
  }

  /**
   * Writes the chunks of one message; `payload` is copied. False, with nothing written, when the body exceeds
   * 16 777 215 bytes.
   *
   * A message starts with fmt 0 on a fresh chunk stream, for a new message stream, a step back in time or a delta
   * of 0xFFFFFF and more; else with fmt 1 or 2. Never with fmt 3: peers disagree about its meaning after fmt 0.
   */
  write(header: OutgoingHeader, payload: Uint8Array): boolean {
    const { chunkStreamId, prefix = noPrefix } = header;
    const length = prefix.length + payload.length;
    if (length > maxMessageLength || prefix.length > maxPrefixLength) return false;
    const out = this.#out;
    out.reserve(maxRunLength);
    const extended = this.#startMessage(header, length);
    for (const byte of prefix) out.u8(byte);
    let end = Math.min(payload.length, this.#chunkSize - prefix.length);
    out.copy(payload, 0, end);
    while (end < payload.length) {
      const start = end;
      end = Math.min(start + this.#chunkSize, payload.length);
      out.reserve(maxContinuationLength);
      out.u8(0xc0 | chunkStreamId);
      if (extended !== null) out.u32(extended);
      out.copy(payload, start, end);
    }
    return true;
  }

  /** Bytes written and not taken yet. */
  get waiting(): number {
    return this.#out.waiting;
  }

  /** Views of what was written since the last call, of the oldest `limit` bytes of it, for one corked write. */
  take(limit?: number): readonly Uint8Array[] {
    return this.#out.take(limit);
  }

  /** Tells that the oldest `count` bytes of those taken have left; without it their memory is not used again. */
  sent(count: number): void {
    this.#out.sent(count);
  }

  /** Forgets what was written and not taken; only for connections that end. */
  discard(): void {
    this.#out.discard();
  }

  /** Writes basic and message header; returns the extended timestamp, or null where the message has none. */
  #startMessage(header: OutgoingHeader, length: number): number | null {
    const out = this.#out;
    const last = this.#sent.get(header.chunkStreamId);
    const delta = deltaFrom(last, header);
    const field = delta ?? header.timestamp;
    const hasLength = delta === null || last?.length !== length || last.type !== header.type;
    const fmt = delta === null ? 0 : hasLength ? 1 : 2;
    out.u8((fmt << 6) | header.chunkStreamId);
    out.u24(Math.min(field, extendedMark));
    if (hasLength) {
      out.u24(length);
      out.u8(header.type);
    }
    if (delta === null) out.u32LE(header.streamId);
    const extended = field >= extendedMark ? field : null;
    if (extended !== null) out.u32(extended);
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
}

/** The time since the last message of the chunk stream in ms, or null where only a type 0 header will do. */
function deltaFrom(last: Sent | undefined, header: OutgoingHeader): number | null {
  if (last === undefined || last.streamId !== header.streamId) return null;
  const delta = timestampDistance(last.timestamp, header.timestamp);
  return delta < 0 || delta >= extendedMark ? null : delta;
}
