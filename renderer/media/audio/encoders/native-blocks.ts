/** What all encoders of the platform need: a block as AudioData, and copies of what they give. */
import { blockFrames, soundChannels, soundSampleRate, type Stereo } from './sound-encoder.ts';

/** Gives a native encoder the block whose first frame is number `frames`. */
export function encodeBlock(encoder: AudioEncoder, [left, right]: Stereo, frames: number): void {
  const data = new Float32Array(blockFrames * soundChannels);
  data.set(left);
  data.set(right, blockFrames);
  const sound = new AudioData({
    format: 'f32-planar',
    sampleRate: soundSampleRate,
    numberOfFrames: blockFrames,
    numberOfChannels: soundChannels,
    timestamp: Math.round((frames * 1_000_000) / soundSampleRate),
    data,
  });
  encoder.encode(sound);
  sound.close();
}

/** The bytes of an access unit. */
export function copyChunk(chunk: EncodedAudioChunk): ArrayBuffer {
  const data = new ArrayBuffer(chunk.byteLength);
  chunk.copyTo(data);
  return data;
}

/** The bytes of a configuration record. */
export function copyDescription(source: AllowSharedBufferSource): ArrayBuffer {
  const view = ArrayBuffer.isView(source)
    ? new Uint8Array(source.buffer, source.byteOffset, source.byteLength)
    : new Uint8Array(source);
  return new Uint8Array(view).buffer;
}
