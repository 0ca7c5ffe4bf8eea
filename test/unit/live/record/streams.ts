/** Made-up streams for the rules of recording: H.264 and AAC whose packets say what they are. */
import type { AudioConfig, EncodedPacket, StreamConfig, VideoConfig } from '../../../../shared/media/encoded-packet.ts';

export const video: VideoConfig = {
  track: 'video',
  codec: 'avc1.42C01E',
  description: Uint8Array.of(1, 0x42, 0xc0, 0x1e, 0xff, 0xe1, 0, 4, 0x67, 0x42, 0xc0, 0x1e, 1, 0, 2, 0x68, 0xce),
  width: 320,
  height: 180,
  frameRate: 30,
  kbps: 1000,
};

export const audio: AudioConfig = {
  track: 'audio',
  codec: 'mp4a.40.2',
  description: Uint8Array.of(0x11, 0x90),
  sampleRate: 48_000,
  channels: 2,
  kbps: 128,
};

/** The `index`th picture of a program at 30 fps with a key frame every `gop` pictures. */
export function picture(index: number, gop = 30, length = 100): EncodedPacket {
  const time = Math.round((index * 1e6) / 30);
  const bytes = new Uint8Array(length).fill(index & 0xff);
  return { track: 'video', pts: time, dts: time, isKeyFrame: index % gop === 0, bytes };
}

/** The `index`th sound packet of 1024 samples. */
export function sound(index: number): EncodedPacket {
  const time = Math.round((index * 1024 * 1e6) / 48_000);
  return { track: 'audio', pts: time, dts: time, isKeyFrame: true, bytes: new Uint8Array(50).fill(index & 0xff) };
}

/** Both tracks for `seconds`, in order of time. */
export function program(seconds: number, gop = 30): readonly EncodedPacket[] {
  const pictures = Array.from({ length: Math.floor(seconds * 30) }, (_, index) => picture(index, gop));
  const sounds = Array.from({ length: Math.floor((seconds * 48_000) / 1024) }, (_, index) => sound(index));
  return [...pictures, ...sounds].toSorted((one, other) => one.dts - other.dts);
}

/** What a generator that pauses comes to. */
export function resultOf<T>(steps: Generator<void, T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** The same format with other parameters. */
export function otherVideo(): StreamConfig {
  const description = video.description.slice();
  description[11] = 0x1f;
  return { ...video, description };
}
