/** What the encoders of a broadcast counted, as it goes over the port. */
import type { StatsMessage } from '../../../shared/contract/frames.ts';
import type { AudioEncoding } from '../audio/audio-encoding.ts';
import type { VideoEncoding } from '../encode/video-encoding.ts';

type EncoderCounts = Pick<
  StatsMessage,
  'submitted' | 'encoded' | 'audioPackets' | 'droppedEncode' | 'encodeMillis' | 'encodeQueue'
>;

type Encoders = { readonly video: VideoEncoding; readonly audio: AudioEncoding };

/** What the encoders counted; nothing while off air. */
export function encoderCounts(air: Encoders | null): EncoderCounts {
  if (air === null) {
    return { submitted: 0, encoded: 0, audioPackets: 0, droppedEncode: 0, encodeMillis: 0, encodeQueue: 0 };
  }
  return {
    submitted: air.video.submitted,
    encoded: air.video.encoded,
    audioPackets: air.audio.packets,
    droppedEncode: air.video.dropped,
    encodeMillis: air.video.takeDelay(),
    encodeQueue: air.video.queue,
  };
}
