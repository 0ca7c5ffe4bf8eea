/** The ladder of video encoders, each proved by a trial encode before it is trusted: support flags lie. */
import type { Codecs, VideoFormat } from '../../../shared/contract/settings.ts';
import { createPicture, toVideoFrame } from '../compose/picture/i420.ts';
import { readAccessUnit, readTemporalUnit, type EncodedUnit } from './access-unit.ts';
import { av1Codec } from './av1-level.ts';
import { h264Codec, type Profile } from './h264-level.ts';

/** One way to encode. */
export type EncoderCandidate = {
  readonly config: VideoEncoderConfig;
  /** What a person may read. */
  readonly name: string;
  readonly hardware: boolean;
  /** Bytes and configuration of what it gives, as the wire wants them. */
  readonly read: (chunk: EncodedVideoChunk, metadata: EncodedVideoChunkMetadata | undefined) => EncodedUnit;
};

const rungs: readonly {
  readonly profile: Profile;
  readonly acceleration: HardwareAcceleration;
  readonly name: string;
}[] = [
  { profile: 'high', acceleration: 'prefer-hardware', name: 'H.264 high' },
  { profile: 'high', acceleration: 'no-preference', name: 'H.264 high' },
  { profile: 'main', acceleration: 'no-preference', name: 'H.264 main' },
  { profile: 'constrainedBaseline', acceleration: 'prefer-software', name: 'H.264 constrained baseline' },
];

/** All rungs for a format, best first. H.264 stands below AV1: a picture in another codec beats none. */
export function encoderCandidates(format: VideoFormat, codec: Codecs['video']): readonly EncoderCandidate[] {
  return codec === 'av1' ? [...av1Candidates(format), ...h264Candidates(format)] : h264Candidates(format);
}

function av1Candidates(format: VideoFormat): readonly EncoderCandidate[] {
  return (['prefer-hardware', 'no-preference'] as const).map((acceleration) => ({
    config: encoderConfig(format, av1Codec(format), acceleration),
    name: `AV1 main, ${acceleration === 'prefer-hardware' ? 'hardware' : 'software'}`,
    hardware: acceleration === 'prefer-hardware',
    read: readTemporalUnit,
  }));
}

function h264Candidates(format: VideoFormat): readonly EncoderCandidate[] {
  return rungs.map(({ profile, acceleration, name }) => {
    const hardware = acceleration === 'prefer-hardware';
    return {
      config: encoderConfig(format, h264Codec(profile, format), acceleration),
      name: `${name}, ${hardware ? 'hardware' : 'software'}`,
      hardware,
      read: readAccessUnit,
    };
  });
}

function encoderConfig(
  format: VideoFormat,
  codec: string,
  hardwareAcceleration: HardwareAcceleration,
): VideoEncoderConfig {
  return {
    codec,
    width: format.width,
    height: format.height,
    framerate: format.fps,
    bitrate: format.kbps * 1000,
    bitrateMode: 'constant',
    latencyMode: 'realtime',
    hardwareAcceleration,
    ...(codec.startsWith('avc1') ? { avc: { format: 'avc' as const } } : {}),
  };
}

const trialFrames = 5;
const trialMillis = 4_000;

/** Encodes a few frames; true when packets and an avcC came out in time. */
export async function proveEncoder(candidate: EncoderCandidate): Promise<boolean> {
  const { config } = candidate;
  try {
    const support = await VideoEncoder.isConfigSupported(config);
    if (support.supported !== true) return false;
    return await tryEncoder(candidate);
  } catch {
    // A browser that throws here does not know the configuration: not a candidate.
    return false;
  }
}

async function tryEncoder({ config, read }: EncoderCandidate): Promise<boolean> {
  let packets = 0;
  let hasDescription = false;
  const encoder = new VideoEncoder({
    output: (chunk, metadata) => {
      packets += 1;
      hasDescription ||= read(chunk, metadata).description !== null;
    },
    error: () => {
      packets = Number.NEGATIVE_INFINITY;
    },
  });
  try {
    encoder.configure(config);
    const picture = createPicture(config.width, config.height, [40, 128, 128]);
    for (let index = 0; index < trialFrames; index += 1) {
      const frame = toVideoFrame(picture, Math.round((index * 1_000_000) / (config.framerate ?? 30)));
      try {
        encoder.encode(frame, { keyFrame: index === 0 });
      } finally {
        frame.close();
      }
    }
    await withTimeout(encoder.flush(), trialMillis);
    return packets === trialFrames && hasDescription;
  } finally {
    if (encoder.state !== 'closed') encoder.close();
  }
}

/** Rejects when `work` takes longer than `millis`. */
export async function withTimeout(work: Promise<void>, millis: number): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`not done after ${millis} ms`)), millis);
  });
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
