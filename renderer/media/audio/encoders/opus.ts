/** Opus by the platform's AudioEncoder: 20 ms packets, as Enhanced RTMP advises. */
import { opusHeadFor, usualPreSkip, writeOpusHead } from '../../../../shared/media/codecs/opus.ts';
import { copyChunk, encodeBlock } from './native-blocks.ts';
import {
  blockFrames,
  soundChannels,
  soundSampleRate,
  type SoundEncoder,
  type SoundEncoderOptions,
} from './sound-encoder.ts';

/** 20 ms. */
const packetFrames = 960;

function opusConfig(kbps: number): AudioEncoderConfig {
  return {
    codec: 'opus',
    sampleRate: soundSampleRate,
    numberOfChannels: soundChannels,
    bitrate: kbps * 1000,
    opus: { format: 'opus', frameDuration: (packetFrames * 1_000_000) / soundSampleRate },
  };
}

/** True where Opus can be encoded. */
export async function hasOpus(): Promise<boolean> {
  try {
    return (await AudioEncoder.isConfigSupported(opusConfig(128))).supported === true;
  } catch {
    // A browser that throws here does not know the codec.
    return false;
  }
}

/** Opens the encoder; throws where there is none. */
export function openOpus(options: SoundEncoderOptions): SoundEncoder {
  const encoder = new AudioEncoder({
    output: (chunk) => options.onPacket(copyChunk(chunk)),
    error: (error) => options.onError(error.message),
  });
  encoder.configure(opusConfig(options.kbps));
  const head = opusHeadFor(soundSampleRate, soundChannels);
  if (head.ok) options.onDescription(new Uint8Array(writeOpusHead(head.value)).buffer);
  let frames = 0;
  return {
    name: 'Opus, system',
    codec: 'opus',
    packetFrames,
    // libopus looks this far ahead, and OpusHead says so: decoders drop as much.
    primingSamples: usualPreSkip,
    encode: (block) => {
      if (encoder.state === 'configured') encodeBlock(encoder, block, frames);
      frames += blockFrames;
    },
    flush: () => encoder.flush(),
    close: () => {
      if (encoder.state !== 'closed') encoder.close();
    },
  };
}
