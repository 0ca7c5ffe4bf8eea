/** What went out to all, over all pages: bytes, and pictures by their places. */
import type { Micros } from '../../../shared/clock.ts';
import type { EncodedPacket } from '../../../shared/media/encoded-packet.ts';

/** One run's counts; the diagnosis reads them. */
export class EncodedCounts {
  /** Picture and sound, the slate included: what destinations are meant to get. */
  bytes = 0;
  /** Pictures of the slate. */
  slate = 0;
  /** Places for a picture on the program's time line, the empty ones included: no place counts twice. */
  places = 0;
  #last: Micros | null = null;

  /** Counts one packet. `fps` is what the picture is meant to have now. */
  take(packet: EncodedPacket, from: 'page' | 'slate', fps: number): void {
    const { track, bytes } = packet;
    this.bytes += bytes.byteLength;
    if (track === 'video') this.#takePlaces(packet.dts, fps);
    if (track === 'video' && from === 'slate') this.slate += 1;
  }

  #takePlaces(dts: Micros, fps: number): void {
    const step = this.#last === null ? 1 : Math.round(((dts - this.#last) * fps) / 1e6);
    this.places += Math.max(1, step);
    this.#last = dts;
  }
}
