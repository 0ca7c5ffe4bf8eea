/** Puts chunks back together into messages (RTMP 5.3); a body up to 256 KiB is copied exactly once. */
import { studioError } from '../../errors.ts';
import type { StudioError } from '../../errors.ts';
import { HeaderParser, maxHeaderLength } from './header-parser.ts';
import type { ChunkStreamState } from './header-parser.ts';
import { defaultChunkSize, maxMessageLength, messageType } from './message.ts';
import type { RtmpMessage } from './message.ts';

/** Chunk streams one peer may open; real peers use five. */
export const maxChunkStreams = 512;
/** Longest messages that one peer may hold open, unfinished, over all chunk streams. */
const maxPendingMessages = 3;

/** Room made for a message on its first chunk; a longer one gets more as its bytes come: a claimed length costs little. */
const firstBodyLength = 256 * 1024;
const bodyGrowth = 4;

/** What `next` found. After `failed` the reader is dead. */
export type ChunkStep =
  | { readonly kind: 'message'; readonly message: RtmpMessage }
  | { readonly kind: 'need-more' }
  | { readonly kind: 'failed'; readonly error: StudioError };

/** The highest chunk stream id that fits the first byte of a header. */
const maxShortId = 63;

const needMore: ChunkStep = { kind: 'need-more' };
const empty = new Uint8Array(0);

export class ChunkReader {
  readonly #streams = new Map<number, ChunkStreamState>();
  readonly #header = new HeaderParser((id) => this.#stream(id));
  /** The start of a header that the end of an input cut. */
  readonly #head = new Uint8Array(maxHeaderLength);
  #headLength = 0;
  #maxLength: number;
  readonly #allocate: (length: number) => Uint8Array;
  #input: Uint8Array = empty;
  #at = 0;
  #chunkSize = defaultChunkSize;
  #pendingBytes = 0;
  /** The chunk stream whose chunk payload is being copied. */
  #current: ChunkStreamState | null = null;
  #chunkLeft = 0;
  #failure: ChunkStep | null = null;

  /**
   * `maxLength`: the longest message body in bytes this peer may send. `allocate`: makes exactly as many bytes as it is
   * asked for; whoever gives one decides how long bodies stay valid.
   */
  constructor(maxLength: number = maxMessageLength, allocate: (length: number) => Uint8Array = ownedBody) {
    this.#maxLength = maxLength;
    this.#allocate = allocate;
  }

  /** From the next message on, bodies may be so long. */
  allow(maxLength: number): void {
    this.#maxLength = maxLength;
  }

  /** Payload bytes per chunk as the peer announced. */
  get chunkSize(): number {
    return this.#chunkSize;
  }

  /** Gives the next bytes from the peer; call `next` until it needs more, before `bytes` may change. */
  feed(bytes: Uint8Array): void {
    this.#input = this.#at < this.#input.length ? joined(this.#input.subarray(this.#at), bytes) : bytes;
    this.#at = 0;
  }

  /** The next whole message; Set Chunk Size and Abort have already been obeyed when they come out. */
  next(): ChunkStep {
    while (this.#failure === null) {
      const stream = this.#current ?? this.#readHeader();
      if (stream === null) break;
      const message = this.#copyPayload(stream);
      if (message !== null) return this.#obey(message);
      if (this.#current !== null) break;
    }
    if (this.#failure !== null) return this.#failure;
    this.#input = empty;
    this.#at = 0;
    return needMore;
  }

  /** Consumes header bytes; the chunk stream once the header is complete. */
  #readHeader(): ChunkStreamState | null {
    if (this.#headLength > 0) return this.#finishHeader();
    const { length } = this.#input;
    if (this.#at === length) return null;
    const taken = this.#header.read(this.#input, this.#at, length);
    if (taken === 0) {
      this.#head.set(this.#input.subarray(this.#at));
      this.#headLength = length - this.#at;
      this.#at = length;
      return null;
    }
    if (taken > 0) this.#at += taken;
    return this.#startChunk(taken);
  }

  /** Goes on, byte by byte, with a header that the end of an input cut. */
  #finishHeader(): ChunkStreamState | null {
    while (this.#at < this.#input.length) {
      this.#head[this.#headLength++] = this.#input[this.#at++] ?? 0;
      const taken = this.#header.read(this.#head, 0, this.#headLength);
      if (taken === 0) continue;
      if (taken > 0 && taken < this.#headLength) this.#unread(this.#head.subarray(taken, this.#headLength));
      this.#headLength = 0;
      return this.#startChunk(taken);
    }
    return null;
  }

  /** Puts header bytes back that were payload: nearly always a step back in the same input. */
  #unread(bytes: Uint8Array): void {
    if (this.#at >= bytes.length) {
      this.#at -= bytes.length;
      return;
    }
    this.#input = joined(bytes, this.#input.subarray(this.#at));
    this.#at = 0;
  }

  /** Opens the chunk whose header was read; `taken` as the parser told. */
  #startChunk(taken: number): ChunkStreamState | null {
    const { stream } = this.#header;
    if (taken < 0 || stream === null) {
      return this.#fail(studioError('protocol-violation', { why: this.#header.why }));
    }
    if (stream.body === null) {
      const { length } = stream;
      const pending = this.#pendingBytes + length;
      if (length > this.#maxLength || pending > maxPendingMessages * this.#maxLength) {
        return this.#fail(studioError('message-too-long', { length, pending, limit: this.#maxLength }));
      }
      stream.body = this.#allocate(Math.min(length, firstBodyLength));
      stream.filled = 0;
      this.#pendingBytes = pending;
    }
    this.#current = stream;
    this.#chunkLeft = Math.min(this.#chunkSize, stream.length - stream.filled);
    return stream;
  }

  /** Copies what is there of the current chunk and of those that follow it; the message when it is complete. */
  #copyPayload(stream: ChunkStreamState): RtmpMessage | null {
    do {
      const count = Math.min(this.#chunkLeft, this.#input.length - this.#at);
      const body = roomFor(stream, count);
      if (body === null) return null;
      if (count > 0) {
        body.set(this.#input.subarray(this.#at, this.#at + count), stream.filled);
        stream.filled += count;
        this.#at += count;
        this.#chunkLeft -= count;
      }
      if (this.#chunkLeft > 0) return null;
      if (stream.filled === stream.length) return this.#finish(stream, body);
    } while (this.#goesOn(stream));
    this.#current = null;
    return null;
  }

  /** Takes the usual header of a next chunk, one byte of type 3, past the parser. */
  #goesOn(stream: ChunkStreamState): boolean {
    if (stream.extended !== null || stream.id > maxShortId || this.#input[this.#at] !== (0xc0 | stream.id))
      return false;
    this.#at += 1;
    this.#chunkLeft = Math.min(this.#chunkSize, stream.length - stream.filled);
    return true;
  }

  #finish(stream: ChunkStreamState, body: Uint8Array): RtmpMessage {
    const { id: chunkStreamId, type, streamId, timestamp } = stream;
    this.#current = null;
    this.#release(stream);
    return { chunkStreamId, type, streamId, timestamp, body };
  }

  #release(stream: ChunkStreamState): void {
    if (stream.body !== null) this.#pendingBytes -= stream.length;
    stream.body = null;
    stream.filled = 0;
  }

  /** Applies the two messages that belong to the chunk layer itself. */
  #obey(message: RtmpMessage): ChunkStep {
    if (message.type === messageType.setChunkSize) this.#setChunkSize(message.body);
    if (message.type === messageType.abort) this.#abort(message.body);
    return this.#failure ?? { kind: 'message', message };
  }

  /** RTMP 5.4.1: UI32 with a zero top bit, at least 1; above 0xFFFFFF it means 0xFFFFFF. */
  #setChunkSize(body: Uint8Array): void {
    const size = word(body);
    if (size >= 1 && size <= 0x7fff_ffff) this.#chunkSize = Math.min(size, maxMessageLength);
    else this.#fail(studioError('chunk-size-invalid', { chunkSize: size }));
  }

  /** RTMP 5.4.2: drops the partial message of one chunk stream. */
  #abort(body: Uint8Array): void {
    const stream = this.#streams.get(word(body));
    if (stream !== undefined) this.#release(stream);
  }

  /** The state of a chunk stream, made on first use; null when the peer opens too many. */
  #stream(id: number): ChunkStreamState | null {
    const known = this.#streams.get(id);
    if (known !== undefined) return known;
    if (this.#streams.size >= maxChunkStreams) return null;
    const fresh = {
      id,
      timestamp: 0,
      delta: 0,
      length: -1,
      type: 0,
      streamId: 0,
      extended: null,
      body: null,
      filled: 0,
    };
    this.#streams.set(id, fresh);
    return fresh;
  }

  #fail(error: StudioError): null {
    this.#failure = { kind: 'failed', error };
    return null;
  }
}

function ownedBody(length: number): Uint8Array {
  return new Uint8Array(length);
}

/** The body of the unfinished message with room for `count` more bytes; never longer than the message. */
function roomFor(stream: ChunkStreamState, count: number): Uint8Array | null {
  const { body, filled, length } = stream;
  if (body === null || filled + count <= body.length) return body;
  const longer = new Uint8Array(Math.min(length, Math.max(body.length * bodyGrowth, filled + count)));
  longer.set(body.subarray(0, filled));
  stream.body = longer;
  return longer;
}

/** The UI32 of a control message, or −1 when it is shorter. */
function word(body: Uint8Array): number {
  return body.length < 4 ? -1 : new DataView(body.buffer, body.byteOffset, body.byteLength).getUint32(0);
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const all = new Uint8Array(first.length + second.length);
  all.set(first);
  all.set(second, first.length);
  return all;
}
