/** Sends sound tracks 2 to 6 of a broadcast over the port. */
import type { Micros } from '../../../shared/clock.ts';
import type { StartOrder } from '../../../shared/contract/frames.ts';
import { TrackEncodings } from '../audio/track-encodings.ts';
import type { MediaPort } from './media-port.ts';
import { audioConfig } from './stream-configs.ts';

/** Encoders for the tracks of what `order` began; `epoch` is when program time began, Worker µs. */
export function createTracks(port: MediaPort, order: StartOrder, epoch: () => Micros): TrackEncodings {
  const { startPts } = order;
  const { kbps } = order.audio;
  return new TrackEncodings({
    kbps,
    onPacket: (trackId, { at, data }) =>
      port.sendPacket({ track: 'audio', trackId, pts: startPts + at, isKeyFrame: true, captured: epoch() + at, data }),
    onStream: (trackId, stream) => port.send({ ...audioConfig(stream, kbps), trackId }),
    onNotice: (trackId, { recovered, detail }) => {
      const notice = { kind: 'notice', code: 'audio-encoder-failed', trackId } as const;
      port.send({ ...notice, recovered, detail: detail.slice(0, 300) });
    },
  });
}
