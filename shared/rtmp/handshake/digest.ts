/** The digest ("complex") handshake of Flash Player 9 and later: where digests lie in C1 and S1, and how they are made. */
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { encodeUtf8 } from '../../wire/utf8.ts';

/** Whose block it is. */
export type HandshakeSide = 'client' | 'server';

/**
 * Where the digest lies in the 1536 bytes of C1 or S1:
 *
 * | schema | bytes 8–771 | bytes 772–1535 |
 * |---|---|---|
 * | 0 | key | digest |
 * | 1 | digest | key |
 *
 * A digest block begins with four bytes whose sum modulo 728 says how far behind them the 32 digest bytes are.
 */
export type DigestSchema = 0 | 1;

/** Bytes of a digest (SHA-256). */
const digestLength = 32;
/** First byte of the digest block. */
const blockStart = { 0: 772, 1: 8 } as const;
const offsetLength = 4;
/** Offsets count modulo this: 764 bytes less the offset and the digest. */
const offsetRange = 728;

/** The part of the keys that both sides share (RTMPE notes of 2008; the same table is in every server). */
// prettier-ignore
const sharedKey = Uint8Array.of(
  0xf0, 0xee, 0xc2, 0x4a, 0x80, 0x68, 0xbe, 0xe8, 0x2e, 0x00, 0xd0, 0xd1, 0x02, 0x9e, 0x7e, 0x57,
  0x6e, 0xec, 0x5d, 0x2d, 0x29, 0x80, 0x6f, 0xab, 0x93, 0xb8, 0xe6, 0x36, 0xcf, 0xeb, 0x31, 0xae,
);

/** `sign` makes digests, `answer` (with the shared part behind it) makes C2 and S2. */
const keys = {
  client: keysFrom('Genuine Adobe Flash Player 001'),
  server: keysFrom('Genuine Adobe Flash Media Server 001'),
} as const;

/** Puts the digest of `side` into its C1 or S1 (1536 bytes), at the place that its own offset bytes name. */
export function writeDigest(block: Uint8Array, side: HandshakeSide, schema: DigestSchema): void {
  const at = digestPosition(block, schema);
  block.set(digestOf(block, side, at), at);
}

/** The digest in the peer's C1 or S1 and where it lies; null when neither place holds one, as in a simple handshake. */
export function findDigest(
  block: Uint8Array,
  side: HandshakeSide,
): { readonly schema: DigestSchema; readonly digest: Uint8Array } | null {
  for (const schema of [0, 1] as const) {
    const at = digestPosition(block, schema);
    const digest = block.slice(at, at + digestLength);
    if (sameBytes(digest, digestOf(block, side, at))) return { schema, digest };
  }
  return null;
}

/** C2 of a client or S2 of a server: 1504 bytes of `random` and the proof that `side` saw the peer's digest. */
export function writeProof(random: Uint8Array, side: HandshakeSide, peerDigest: Uint8Array): Uint8Array {
  const proof = new Uint8Array(1536);
  const body = random.subarray(0, proof.length - digestLength);
  proof.set(body);
  const covered = proof.subarray(0, proof.length - digestLength);
  proof.set(hmac(sha256, hmac(sha256, keys[side].answer, peerDigest), covered), covered.length);
  return proof;
}

/** Where the 32 digest bytes of `schema` begin. */
function digestPosition(block: Uint8Array, schema: DigestSchema): number {
  const start = blockStart[schema];
  const sum = block.subarray(start, start + offsetLength).reduce((left, byte) => left + byte, 0);
  return start + offsetLength + (sum % offsetRange);
}

/** The digest over everything but its own place. */
function digestOf(block: Uint8Array, side: HandshakeSide, at: number): Uint8Array {
  const before = block.subarray(0, at);
  const after = block.subarray(at + digestLength);
  return hmac.create(sha256, keys[side].sign).update(before).update(after).digest();
}

function keysFrom(name: string): { readonly sign: Uint8Array; readonly answer: Uint8Array } {
  const sign = encodeUtf8(name);
  const answer = new Uint8Array(sign.length + sharedKey.length);
  answer.set(sign);
  answer.set(sharedKey, sign.length);
  return { sign, answer };
}

function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  return one.every((byte, index) => byte === other[index]);
}
