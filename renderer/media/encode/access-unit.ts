/** Turns what an encoder gives into what the wire carries: its bytes, and its configuration record when it is told. */
import { writeAv1Configuration } from '../../../shared/media/codecs/av1.ts';
import { toFlvTemporalUnit } from '../../../shared/media/codecs/obu.ts';

export type EncodedUnit = {
  readonly data: ArrayBuffer;
  /** avcC or av1C; null where this unit tells nothing new. */
  readonly description: Uint8Array | null;
};

/** H.264: bytes as they are, avcC beside them. */
export function readAccessUnit(chunk: EncodedVideoChunk, metadata: EncodedVideoChunkMetadata | undefined): EncodedUnit {
  const data = new ArrayBuffer(chunk.byteLength);
  chunk.copyTo(data);
  const description = metadata?.decoderConfig?.description;
  return { data, description: description === undefined ? null : copyBytes(description) };
}

/** AV1: without temporal delimiters; av1C is made from the sequence header, for Chromium gives none. */
export function readTemporalUnit(chunk: EncodedVideoChunk): EncodedUnit {
  const bytes = new Uint8Array(chunk.byteLength);
  chunk.copyTo(bytes);
  const configuration = chunk.type === 'key' ? writeAv1Configuration(bytes) : null;
  const description = configuration?.ok === true ? configuration.value : null;
  const unit = toFlvTemporalUnit(bytes);
  return { data: new Uint8Array(unit.ok ? unit.value : bytes).buffer, description };
}

function copyBytes(source: AllowSharedBufferSource): Uint8Array {
  return ArrayBuffer.isView(source)
    ? new Uint8Array(source.buffer, source.byteOffset, source.byteLength).slice()
    : new Uint8Array(source).slice();
}
