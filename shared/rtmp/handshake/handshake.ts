/** The handshake (RTMP 5.2), simple or with digests, of both sides as byte machines; they end by saying which input bytes are left. */
import type { Millis } from '../../clock.ts';
import { studioError } from '../../errors.ts';
import type { StudioError } from '../../errors.ts';
import { findDigest, writeDigest, writeProof } from './digest.ts';
import type { DigestSchema, HandshakeSide } from './digest.ts';

/** Bytes of C1, S1, C2 and S2. */
export const handshakeLength = 1536;
/** Bytes of randomness in C1 and S1. */
const handshakeRandomLength = 1528;
const version = 3;
/** What bytes 4–7 of C1 and S1 say when there is a digest: the names that SRS's client and ZLMediaKit's server use. */
const digestVersions = { client: [0x80, 0x00, 0x07, 0x02], server: [0x04, 0x05, 0x00, 0x01] } as const;
/** Flash Media Server wants this schema from clients. */
const clientSchema: DigestSchema = 1;

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
 * | 5–8 | zero, or a version when there is a digest |
 * | 9–1536 | random, and the digest somewhere in it |
 */
function writeHello(random: Uint8Array, now: Millis): Uint8Array {
  const hello = new Uint8Array(1 + handshakeLength);
  hello[0] = version;
  new DataView(hello.buffer).setUint32(1, Math.floor(now) >>> 0);
  hello.set(random.subarray(0, handshakeRandomLength), 9);
  return hello;
}

/** The hello with a digest. */
function writeSignedHello(
  random: Uint8Array,
  now: Millis,
  by: { side: HandshakeSide; schema: DigestSchema },
): Uint8Array {
  const hello = writeHello(random, now);
  hello.set(digestVersions[by.side], 5);
  writeDigest(hello.subarray(1), by.side, by.schema);
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

export type HandshakeOptions = {
  readonly now: Millis;
  /** Whether a client puts a digest into C1, as old Flash Media Servers want; a server answers whatever comes. */
  readonly mode?: 'simple' | 'digest';
};

/** Handshake of one side. A client speaks first; a server waits for C1. Echoes are not compared: real peers differ. */
export class Handshake {
  readonly #side: HandshakeSide;
  readonly #random: Uint8Array;
  readonly #options: HandshakeOptions;
  readonly #peer = new PeerHandshake();
  #output: Uint8Array[] = [];
  #answered = false;

  /** `random`: 1528 bytes. */
  constructor(side: HandshakeSide, random: Uint8Array, options: HandshakeOptions) {
    this.#side = side;
    this.#random = random;
    this.#options = options;
    if (side === 'server') return;
    const signed = { side, schema: clientSchema };
    this.#output.push(
      options.mode === 'digest' ? writeSignedHello(random, options.now, signed) : writeHello(random, options.now),
    );
  }

  /** Takes bytes from the peer. Bytes after the handshake come back in `rest`, a view of `bytes`. */
  receive(bytes: Uint8Array, now: Millis): HandshakeStep {
    const taken = this.#peer.take(bytes);
    const first = this.#peer.hello[0] ?? 0;
    if (this.#peer.filled > 0 && first !== version) return { kind: 'failed', error: wrongFirstByte(first) };
    if (this.#peer.helloComplete && !this.#answered) {
      this.#answered = true;
      if (this.#side === 'server') this.#answerClient(now);
      else this.#answerServer(now);
    }
    return this.#peer.echoLeft > 0 ? needMore : { kind: 'done', rest: bytes.subarray(taken) };
  }

  /** S0, S1 and S2: with a digest in the client's own schema where it sent one. Four zero bytes say that it did not. */
  #answerClient(now: Millis): void {
    const { block } = this.#peer;
    const isSimple = block.subarray(4, 8).every((byte) => byte === 0);
    const found = isSimple ? null : findDigest(block, 'client');
    if (found === null) {
      this.#output.push(writeHello(this.#random, this.#options.now), writeEcho(block, now));
      return;
    }
    const hello = writeSignedHello(this.#random, this.#options.now, { side: 'server', schema: found.schema });
    this.#output.push(hello, writeProof(this.#random, 'server', found.digest));
  }

  /** C2: the proof where both sides sent digests, else the echo. */
  #answerServer(now: Millis): void {
    const { block } = this.#peer;
    const found = this.#options.mode === 'digest' ? findDigest(block, 'server') : null;
    this.#output.push(found === null ? writeEcho(block, now) : writeProof(this.#random, 'client', found.digest));
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
