/** Messages as bytes without the writer under test: every field may have any value, and lie. */
import { handshakeBytes } from '../../../fixtures/corpora/captured.ts';

export type WireMessage = {
  /** 2..65 599. */
  readonly chunkStreamId: number;
  readonly type: number;
  readonly streamId: number;
  readonly timestamp: number;
  readonly body: Uint8Array;
};

/** What a peer's handshake may be: version 3 and zeros, which both sides accept. */
export function helloBytes(): Uint8Array {
  const hello = new Uint8Array(handshakeBytes);
  hello[0] = 3;
  return hello;
}

/** One message as a chunk of type 0 and, where it is longer than `chunkSize`, chunks of type 3. */
export function wireMessage(message: WireMessage, chunkSize = 128): Uint8Array {
  const { chunkStreamId, type, streamId, timestamp, body } = message;
  const extended = timestamp >= 0xff_ffff ? bytesOf(timestamp, 4) : [];
  const out = [
    ...basicHeader(0, chunkStreamId),
    ...bytesOf(Math.min(timestamp, 0xff_ffff), 3),
    ...bytesOf(body.length, 3),
    type,
    ...bytesOf(streamId, 4).toReversed(),
    ...extended,
    ...body.subarray(0, chunkSize),
  ];
  for (let at = chunkSize; at < body.length; at += chunkSize)
    out.push(...basicHeader(3, chunkStreamId), ...extended, ...body.subarray(at, at + chunkSize));
  return Uint8Array.from(out);
}

function basicHeader(fmt: number, id: number): readonly number[] {
  if (id < 64) return [(fmt << 6) | id];
  if (id < 320) return [fmt << 6, id - 64];
  return [(fmt << 6) | 1, (id - 64) & 255, (id - 64) >> 8];
}

function bytesOf(value: number, width: number): readonly number[] {
  return Array.from({ length: width }, (_, index) => Math.floor(value / 256 ** (width - 1 - index)) & 255);
}

/** All pieces in one array. */
export function joined(pieces: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(pieces));
}
