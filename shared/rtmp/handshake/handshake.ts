/** The simple handshake (RTMP 5.2) of both sides as byte machines; they end by saying which input bytes are left. */
import type { Millis } from '../../clock.ts';
import { studioError } from '../../errors.ts';
import type { StudioError } from '../../errors.ts';

/** Bytes of C1, S1, C2 and S2. */
export const handshakeLength = 1536;
/** Bytes of randomness in C1 and S1. */
const handshakeRandomLength = 1528;
const version = 3;

/** Where a handshake stands; `rest` holds the bytes that already belong to the chunk stream. */
export type HandshakeStep =
  | { readonly kind: 'need-more' }
  | { readonly kind: 'done'; readonly rest: Uint8Array }
  | { readonly kind: 'failed'; readonly error: StudioError };

const needMore: HandshakeStep = { kind: 'need-more' };

/**
 * C0 and C1, or S0 and S1, in one array.
 *
 * | byte | content |
 * |---|---|
 * | 0 | version 3 |
 * | 1–4 | time in ms |
 * | 5–8 | zero: no digest |
 * | 9–1536 | random |
 */
function writeHello(random: Uint8Array, now: Millis): Uint8Array {
  const hello = new Uint8Array(1 + handshakeLength);
  hello[0] = version;
  new DataView(hello.buffer).setUint32(1, Math.floor(now) >>> 0);
  hello.set(random.subarray(0, handshakeRandomLength), 9);
  return hello;
}

/** C2 or S2: the peer's C1 or S1 with the time of reading in bytes 4–7. */
function writeEcho(peer: Uint8Array, now: Millis): Uint8Array {
  const echo = peer.slice();
  new DataView(echo.buffer).setUint32(4, Math.floor(now) >>> 0);
  return echo;
}

/** Collects version, block and echo of the peer; both sides receive the same three things in the same order. */
class PeerHandshake {
  readonly hello = new Uint8Array(1 + handshakeLength);
  filled = 0;
  echoLeft = handshakeLength;

  /** Takes bytes; returns how many belong to the hello and the echo. */
  take(bytes: Uint8Array): number {
    const toHello = Math.min(bytes.length, this.hello.length - this.filled);
    this.hello.set(bytes.subarray(0, toHello), this.filled);
    this.filled += toHello;
    const toEcho = Math.min(bytes.length - toHello, this.echoLeft);
    this.echoLeft -= toEcho;
    return toHello + toEcho;
  }

  get helloComplete(): boolean {
    return this.filled === this.hello.length;
  }

  get block(): Uint8Array {
    return this.hello.subarray(1);
  }
}

/** Handshake of one side. A client speaks first; a server waits for C1. Echoes are not compared: real peers differ. */
export class Handshake {
  readonly #side: 'client' | 'server';
  readonly #hello: Uint8Array;
  readonly #peer = new PeerHandshake();
  #output: Uint8Array[] = [];
  #answered = false;

  /** `random`: 1528 bytes. */
  constructor(side: 'client' | 'server', random: Uint8Array, options: { readonly now: Millis }) {
    this.#side = side;
    this.#hello = writeHello(random, options.now);
    if (side === 'client') this.#output.push(this.#hello);
  }

  /** Takes bytes from the peer. Bytes after the handshake come back in `rest`, a view of `bytes`. */
  receive(bytes: Uint8Array, now: Millis): HandshakeStep {
    const taken = this.#peer.take(bytes);
    const first = this.#peer.hello[0] ?? 0;
    if (this.#peer.filled > 0 && first !== version) return { kind: 'failed', error: wrongFirstByte(first) };
    if (this.#peer.helloComplete && !this.#answered) {
      this.#answered = true;
      if (this.#side === 'server') this.#output.push(this.#hello);
      this.#output.push(writeEcho(this.#peer.block, now));
    }
    return this.#peer.echoLeft > 0 ? needMore : { kind: 'done', rest: bytes.subarray(taken) };
  }

  /** Bytes to send, handed out once. */
  takeOutput(): readonly Uint8Array[] {
    const output = this.#output;
    this.#output = [];
    return output;
  }
}

/** Names what answered in place of an RTMP server (RTMP 5.2.2 forbids versions from 32 to tell text apart). */
function wrongFirstByte(first: number): StudioError {
  if (first === 0x15 || first === 0x16) return studioError('not-rtmp', { saw: 'tls', firstByte: first });
  // `H` of HTTP, or `<` of a page without headers.
  if (first === 0x48 || first === 0x3c) return studioError('not-rtmp', { saw: 'http', firstByte: first });
  if (first >= 32) return studioError('not-rtmp', { saw: first < 127 ? 'text' : 'bytes', firstByte: first });
  return studioError('handshake-version', { version: first });
}
