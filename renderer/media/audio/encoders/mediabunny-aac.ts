/** AAC by @mediabunny/aac-encoder (WebAssembly in its own blob Worker), reached through mediabunny's sample source. */
import { registerAacEncoder } from '@mediabunny/aac-encoder';
import { AdtsOutputFormat, AudioSample, AudioSampleSource, NullTarget, Output } from 'mediabunny';
import {
  soundChannels,
  blockFrames,
  soundSampleRate,
  type SoundEncoder,
  type SoundEncoderOptions,
  type Stereo,
} from './sound-encoder.ts';
import { collected } from './collected-worker.ts';

/** Measured: a click comes out exactly one access unit late. */
const primingSamples = 1024;

const PlainWorker = globalThis.Worker;
const CollectedWorker = collected(PlainWorker);

let isRegistered = false;

/** Opens the encoder; it starts its Worker with the first block. */
export async function openMediabunnyAac(options: SoundEncoderOptions): Promise<SoundEncoder> {
  if (!isRegistered) registerAacEncoder();
  isRegistered = true;
  // ADTS keeps nothing of what it has written; the index of other formats would grow for as long as the session lasts.
  const output = new Output({ format: new AdtsOutputFormat(), target: new NullTarget() });
  const source = createSource(options);
  output.addAudioTrack(source);
  await output.start();
  const intake = createIntake(source, options);
  return {
    name: 'AAC-LC, software',
    codec: 'mp4a.40.2',
    packetFrames: blockFrames,
    primingSamples,
    encode: intake.encode,
    flush: async () => {
      await intake.settled();
      // An ADTS file without a packet can't be finished.
      if (intake.hasBegun()) await output.finalize();
    },
    close: () => {
      // Cancelling an output that already ended rejects; both ways it is over.
      if (output.state !== 'finalized') output.cancel().catch(() => undefined);
    },
  };
}

function createSource(options: SoundEncoderOptions): AudioSampleSource {
  let isDescribed = false;
  return new AudioSampleSource({
    codec: 'aac',
    bitrate: options.kbps * 1000,
    onEncodedPacket: (packet, meta) => {
      const description = meta?.decoderConfig?.description;
      if (!isDescribed && description !== undefined) {
        isDescribed = true;
        options.onDescription(copyBuffer(description));
      }
      options.onPacket(copyBuffer(packet.data));
    },
  });
}

type Intake = {
  readonly encode: (block: Stereo) => void;
  readonly settled: () => Promise<void>;
  readonly hasBegun: () => boolean;
};

/** Adds blocks one after the other; the caller bounds how many may wait. */
function createIntake(source: AudioSampleSource, options: SoundEncoderOptions): Intake {
  let frames = 0;
  let tail: Promise<void> = Promise.resolve();
  let hasFailed = false;
  const add = async (sample: AudioSample): Promise<void> => {
    try {
      if (!hasFailed) await (sample.timestamp === 0 ? addFirst(source, sample) : source.add(sample));
    } catch (error) {
      hasFailed = true;
      options.onError(String(error));
    } finally {
      sample.close();
    }
  };
  return {
    encode: (block) => {
      const sample = createSample(block, frames / soundSampleRate);
      frames += blockFrames;
      tail = tail.then(() => add(sample));
    },
    settled: () => tail,
    hasBegun: () => frames > 0,
  };
}

/** The encoder makes its Worker with the global constructor, during the first `add`. */
async function addFirst(source: AudioSampleSource, sample: AudioSample): Promise<void> {
  globalThis.Worker = CollectedWorker;
  try {
    await source.add(sample);
  } finally {
    globalThis.Worker = PlainWorker;
  }
}

function createSample([left, right]: Stereo, timestamp: number): AudioSample {
  const data = new Float32Array(blockFrames * soundChannels);
  data.set(left);
  data.set(right, blockFrames);
  return new AudioSample({
    data,
    format: 'f32-planar',
    numberOfChannels: soundChannels,
    sampleRate: soundSampleRate,
    timestamp,
  });
}

/** A buffer of its own with the same bytes. */
function copyBuffer(source: AllowSharedBufferSource): ArrayBuffer {
  const view = ArrayBuffer.isView(source)
    ? new Uint8Array(source.buffer, source.byteOffset, source.byteLength)
    : new Uint8Array(source);
  return new Uint8Array(view).buffer;
}
