/** AAC by the platform's AudioEncoder, trusted only after a click went through it and came back: that gives the delay. */
import { withTimeout } from '../../encode/encoder-ladder.ts';
import { copyChunk, copyDescription, encodeBlock } from './native-blocks.ts';
import {
  soundChannels,
  blockFrames,
  soundSampleRate,
  type SoundEncoder,
  type SoundEncoderOptions,
  type Stereo,
} from './sound-encoder.ts';

const codec = 'mp4a.40.2';
const trialBlocks = 16;
const clickAt = 8 * blockFrames + 300;
const trialMillis = 3_000;
const trialKbps = 160;

function audioConfig(kbps: number): AudioEncoderConfig {
  return {
    codec,
    sampleRate: soundSampleRate,
    numberOfChannels: soundChannels,
    bitrate: kbps * 1000,
    aac: { format: 'aac' },
  };
}

let knownPriming: Promise<number | null> | null = null;

/** Where the platform's encoder begins to be heard, samples; null where it has none or it does not work. */
function primingOf(kbps: number): Promise<number | null> {
  knownPriming ??= measurePriming(kbps);
  return knownPriming;
}

/** True where the platform has an AAC encoder that works; tried once. */
export async function hasNativeAac(): Promise<boolean> {
  return (await primingOf(trialKbps)) !== null;
}

/** Null where the platform has no AAC encoder or it does not work. */
export async function openNativeAac(options: SoundEncoderOptions): Promise<SoundEncoder | null> {
  const primingSamples = await primingOf(options.kbps);
  if (primingSamples === null) return null;
  let isDescribed = false;
  const encoder = new AudioEncoder({
    output: (chunk, metadata) => {
      const description = metadata?.decoderConfig?.description;
      if (!isDescribed && description !== undefined) {
        isDescribed = true;
        options.onDescription(copyDescription(description));
      }
      options.onPacket(copyChunk(chunk));
    },
    error: (error) => options.onError(error.message),
  });
  encoder.configure(audioConfig(options.kbps));
  let frames = 0;
  return {
    name: 'AAC-LC, system',
    codec,
    packetFrames: blockFrames,
    primingSamples,
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

/** Encodes and decodes a click; the delay in samples, or null when anything in the round trip fails. */
async function measurePriming(kbps: number): Promise<number | null> {
  try {
    const support = await AudioEncoder.isConfigSupported(audioConfig(kbps));
    if (support.supported !== true) return null;
    const trial = await encodeClick(kbps);
    const heard = await findClick(trial);
    return heard === null || heard < clickAt ? null : heard - clickAt;
  } catch {
    // Unknown to this browser or broken: the WebAssembly encoder takes over.
    return null;
  }
}

type Trial = { readonly chunks: readonly EncodedAudioChunk[]; readonly description: ArrayBuffer | null };

async function encodeClick(kbps: number): Promise<Trial> {
  const chunks: EncodedAudioChunk[] = [];
  let description: ArrayBuffer | null = null;
  const encoder = new AudioEncoder({
    output: (chunk, metadata) => {
      chunks.push(chunk);
      const found = metadata?.decoderConfig?.description;
      if (found !== undefined) description ??= copyDescription(found);
    },
    error: () => undefined,
  });
  encoder.configure(audioConfig(kbps));
  for (let block = 0; block < trialBlocks; block += 1) encodeBlock(encoder, clickBlock(block), block * blockFrames);
  await withTimeout(encoder.flush(), trialMillis);
  encoder.close();
  return { chunks, description };
}

function clickBlock(block: number): Stereo {
  const samples = new Float32Array(blockFrames);
  const place = clickAt - block * blockFrames;
  if (place >= 0 && place < blockFrames) samples.fill(0.8, place, place + 24);
  return [samples, samples];
}

/** Position of the loudest jump in the decoded sound, in samples. */
async function findClick({ chunks, description }: Trial): Promise<number | null> {
  if (description === null) return null;
  let position = 0;
  let click: number | null = null;
  const decoder = new AudioDecoder({
    output: (sound) => {
      const samples = new Float32Array(sound.numberOfFrames);
      sound.copyTo(samples, { planeIndex: 0, format: 'f32-planar' });
      const place = samples.findIndex((sample) => Math.abs(sample) > 0.4);
      if (place !== -1) click ??= position + place;
      position += sound.numberOfFrames;
      sound.close();
    },
    error: () => undefined,
  });
  decoder.configure({ codec, sampleRate: soundSampleRate, numberOfChannels: soundChannels, description });
  for (const chunk of chunks) decoder.decode(chunk);
  await withTimeout(decoder.flush(), trialMillis);
  decoder.close();
  return click;
}
