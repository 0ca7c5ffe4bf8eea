/** Messages written for one player alone, each with a whole header: what brings it in step with the shared form. */
import type { Millis } from '../../../clock.ts';
import { ByteWriter } from '../../../wire/byte-writer.ts';
import { extendedMark } from '../../chunk/message.ts';
import { relayChunkSize } from './limits.ts';

export type PrivateMessage = {
  /** Chunk stream id, 2..31. */
  readonly lane: number;
  readonly type: number;
  /** Message stream id of the player. */
  readonly streamId: number;
  readonly time: Millis;
  readonly body: Uint8Array;
};

/** The chunks of one message, its header of type 0 (RTMP 5.3.1.2.1). */
export function writePrivate({ lane, type, streamId, time, body }: PrivateMessage): Uint8Array {
  const wire = time >>> 0;
  const isExtended = wire >= extendedMark;
  const writer = new ByteWriter(body.length + 32);
  writer.u8(lane).u24(isExtended ? extendedMark : wire);
  writer.u24(body.length).u8(type);
  writer.u32LE(streamId);
  if (isExtended) writer.u32(wire);
  for (let at = 0; at < body.length; at += relayChunkSize) {
    if (at > 0) writer.u8(0xc0 | lane);
    if (at > 0 && isExtended) writer.u32(wire);
    writer.bytes(body.subarray(at, at + relayChunkSize));
  }
  return writer.finish();
}
