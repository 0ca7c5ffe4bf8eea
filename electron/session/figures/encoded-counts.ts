/** What came out of the encoders, over all pages: bytes, and when each track gave its last packet. */
import type { Millis } from '../../../shared/clock.ts';
import type { EncodedPacket } from '../../../shared/media/encoded-packet.ts';

/** One run's counts; the diagnosis reads them. */
export class EncodedCounts {
  /** Picture and sound, the slate included: what destinations are meant to get. */
  bytes = 0;
  pictureAt: Millis | null = null;
  soundAt: Millis | null = null;

  /** Counts one packet; the slate's say nothing of the encoders. */
  take({ track, bytes }: EncodedPacket, from: 'page' | 'slate', now: Millis): void {
    this.bytes += bytes.byteLength;
    if (from === 'slate') return;
    if (track === 'video') this.pictureAt = now;
    else this.soundAt = now;
  }
}
