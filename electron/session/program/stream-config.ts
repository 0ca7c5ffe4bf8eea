/** The port's descriptions of streams as publishers and recorders want them. */
import type { ConfigMessage } from '../../../shared/contract/frames.ts';
import type { StreamConfig } from '../../../shared/media/encoded-packet.ts';

/** The port's message as the publisher wants it. */
export function streamConfig(config: ConfigMessage): StreamConfig {
  const description = new Uint8Array(config.description);
  if (config.track === 'audio') {
    const { codec, sampleRate, channels, kbps } = config;
    return { track: 'audio', codec, description, sampleRate, channels, kbps };
  }
  const { codec, width, height, fps, kbps } = config;
  return { track: 'video', codec, description, width, height, frameRate: fps, kbps };
}

/** True when a decoder that was set up with `other` also takes `one`. */
export function hasSameHeader(one: StreamConfig, other: StreamConfig | null): boolean {
  return (
    other !== null &&
    one.codec === other.codec &&
    one.description.length === other.description.length &&
    one.description.every((byte, index) => byte === other.description[index])
  );
}
