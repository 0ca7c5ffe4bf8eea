/** FLAC: the `fLaC` mark and STREAMINFO block (RFC 9639 8.2) that FLV carries, also out of MP4's `dfLa`. */
import { fail, ok } from '../../errors.ts';
import type { Reply } from '../../errors.ts';
import { BitReader } from '../../wire/bit-reader.ts';
import { ByteWriter } from '../../wire/byte-writer.ts';

const mark = 0x664c_6143;
const streamInfoLength = 34;
const blockHeaderLength = 4;
/** Version and flags of MP4's box. */
const fullBoxLength = 4;
const streamInfoType = 0;
const lastBlockFlag = 0x80;

/** What STREAMINFO says. */
export type FlacStream = {
  /** Hertz. */
  readonly sampleRate: number;
  readonly channels: number;
  readonly bitsPerSample: number;
  /** Samples a block holds at most. */
  readonly blockSize: number;
};

/**
 * The header as FLV carries it, from any of its forms: `fLaC` and blocks, `dfLa` content, one block, or STREAMINFO
 * alone; `input-invalid` for other bytes.
 *
 * | byte | content |
 * |---|---|
 * | 0–3 | "fLaC" |
 * | 4 | 0x80: last block, type 0 |
 * | 5–7 | length 34 |
 * | 8–41 | STREAMINFO |
 */
export function toFlacHeader(bytes: Uint8Array): Reply<Uint8Array> {
  const content = findStreamInfo(bytes);
  if (content === null) return fail('input-invalid', { why: 'flac-stream-info' });
  const writer = new ByteWriter(blockHeaderLength * 2 + streamInfoLength).u32(mark);
  return ok(writer.u8(lastBlockFlag).u24(streamInfoLength).bytes(content).finish());
}

/** Reads STREAMINFO in any of those forms; `input-invalid` for other bytes. */
export function readFlacHeader(bytes: Uint8Array): Reply<FlacStream> {
  const content = findStreamInfo(bytes);
  if (content === null) return fail('input-invalid', { why: 'flac-stream-info' });
  const bits = new BitReader(content);
  bits.read(16);
  const blockSize = bits.read(16);
  bits.read(24);
  bits.read(24);
  const sampleRate = bits.read(20);
  const channels = bits.read(3) + 1;
  const bitsPerSample = bits.read(5) + 1;
  return sampleRate > 0
    ? ok({ sampleRate, channels, bitsPerSample, blockSize })
    : fail('input-invalid', { why: 'flac-rate' });
}

/** The 34 bytes of the block, which is always the first. */
function findStreamInfo(bytes: Uint8Array): Uint8Array | null {
  if (bytes.length === streamInfoLength) return bytes;
  const starts = [0, fullBoxLength];
  for (const start of starts) {
    const header = bytes.subarray(start, start + blockHeaderLength);
    const [type = 0xff, high = 0, middle = 0, low = 0] = header;
    const isStreamInfo = (type & ~lastBlockFlag) === streamInfoType && high + middle === 0 && low === streamInfoLength;
    const content = bytes.subarray(start + blockHeaderLength, start + blockHeaderLength + streamInfoLength);
    if (isStreamInfo && content.length === streamInfoLength) return content;
  }
  return null;
}
