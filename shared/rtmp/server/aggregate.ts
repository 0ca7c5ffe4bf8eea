/** Takes aggregate messages apart (RTMP 7.1.6) into the messages they stand for. */
import { ByteReader } from '../../wire/byte-reader.ts';
import type { RtmpMessage } from '../chunk/message.ts';

/** FLV tag header and back pointer round each part, in bytes. */
const tagHeaderLength = 11;
const backPointerLength = 4;
/** Parts that are taken of one aggregate; servers put some dozens into it, a hostile one a million empty ones. */
const maxParts = 4096;

/**
 * The parts in order, their times shifted so that the first has the aggregate's own. Stops at a part that is cut
 * short, and after 4096. Each body is a view of the aggregate's.
 */
export function splitAggregate(message: RtmpMessage): readonly RtmpMessage[] {
  const reader = new ByteReader(message.body);
  const parts: RtmpMessage[] = [];
  let shift: number | null = null;
  while (reader.remaining >= tagHeaderLength && parts.length < maxParts) {
    const type = reader.u8();
    const length = reader.u24();
    const low = reader.u24();
    const time = reader.u8() * 0x100_0000 + low;
    reader.u24();
    const body = reader.take(length);
    if (reader.overran) break;
    shift ??= message.timestamp - time;
    parts.push({ ...message, type, timestamp: (time + shift) >>> 0, body });
    reader.take(Math.min(backPointerLength, reader.remaining));
  }
  return parts;
}
