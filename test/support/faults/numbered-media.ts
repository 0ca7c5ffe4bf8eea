/** Access units of the size and shape of H.264 and AAC that carry a running number, so that a lost one is provable. */

/** Codec strings and configuration records: H.264 with the parameter sets of a real 1280×720 stream, AV1 without any. */
export const pictures = {
  avc: {
    codec: 'avc1.64001F',
    description: hex(
      '0164001fffe1001c6764001facd9405005bb016a02020280000003008000001e478c18cb01000668ebe3cb22c0fdf8f800',
    ),
  },
  av1: { codec: 'av01.0.05M.08', description: hex('81050c00') },
} as const;

/** AAC-LC and Opus, 48 kHz, stereo. */
export const sounds = {
  aac: { codec: 'mp4a.40.2', description: hex('1190') },
  opus: { codec: 'opus', description: hex('4f707573486561640102380180bb0000000000') },
} as const;

/** NAL unit headers of an IDR slice and of one that others refer to. */
const idrHeader = 0x65;
const sliceHeader = 0x41;
/** Length field and NAL unit header. */
const unitPrefix = 5;
/** Groups of seven bits with the eighth set: no byte is 0, so nothing looks like a start code. */
const numberBytes = 5;
const filler = 0xa5;

function hex(text: string): ArrayBuffer {
  return new Uint8Array(Buffer.from(text, 'hex')).buffer;
}

/** One picture of about `size` bytes. */
export function numberedPicture(number: number, isKeyFrame: boolean, size: number): ArrayBuffer {
  const bytes = new Uint8Array(Math.max(Math.round(size), unitPrefix + numberBytes + 1)).fill(filler);
  new DataView(bytes.buffer).setUint32(0, bytes.length - 4);
  bytes[4] = isKeyFrame ? idrHeader : sliceHeader;
  writeNumber(bytes, unitPrefix, number);
  return bytes.buffer;
}

/** One block of sound. */
export function numberedSound(number: number, size: number): ArrayBuffer {
  const bytes = new Uint8Array(Math.max(Math.round(size), numberBytes + 1)).fill(filler);
  writeNumber(bytes, 0, number);
  return bytes.buffer;
}

/** The number in an access unit, or null when it holds none of ours: a slate, or damage. */
export function numberIn(track: 'video' | 'audio', unit: Uint8Array): number | null {
  const start = track === 'video' ? unitPrefix : 0;
  let number = 0;
  for (let index = 0; index < numberBytes; index += 1) {
    const byte = unit[start + index] ?? 0;
    if (byte < 0x80) return null;
    number = number * 128 + (byte & 0x7f);
  }
  return unit[start + numberBytes] === filler ? number : null;
}

function writeNumber(bytes: Uint8Array, at: number, number: number): void {
  let rest = number;
  for (let index = numberBytes - 1; index >= 0; index -= 1) {
    bytes[at + index] = 0x80 | (rest % 128);
    rest = Math.floor(rest / 128);
  }
}
