/** Descriptions of the streams as they go over the port. */
import type { SlateMessage } from '../../../shared/contract/frames.ts';
import type { Rendition } from '../../../shared/live/delivery/renditions.ts';
import type { AudioStream } from '../audio/audio-encoding.ts';
import { soundChannels, soundSampleRate } from '../audio/encoders/sound-encoder.ts';
import type { VideoStream } from '../encode/video-encoding.ts';

/** The picture of a rendition. */
export function videoConfig(stream: VideoStream, rendition: Rendition = 0): SlateMessage['video']['config'] {
  const { width, height, fps, kbps } = stream.format;
  const { codec, description, encoder, hardware } = stream;
  return { kind: 'config', track: 'video', rendition, codec, description, width, height, fps, kbps, encoder, hardware };
}

/** The sound of a rendition. */
export function audioConfig(
  { codec, description, encoder }: AudioStream,
  kbps: number,
  rendition: Rendition = 0,
): SlateMessage['audio']['config'] {
  return {
    kind: 'config',
    track: 'audio',
    rendition,
    codec,
    description,
    sampleRate: soundSampleRate,
    channels: soundChannels,
    kbps,
    encoder,
  };
}
