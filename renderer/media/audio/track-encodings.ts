/** Sound tracks 2 to 6 of one session: an AAC encoder for each that is wanted; what befalls one touches no other. */
import type { Micros } from '../../../shared/clock.ts';
import { mostFurtherTracks } from '../../../shared/contract/frames.ts';
import { withTimeout } from '../encode/encoder-ladder.ts';
import { AudioEncoding, type AudioStream } from './audio-encoding.ts';
import type { Stereo } from './encoders/sound-encoder.ts';

/** The broadcast waits no longer for them; one that comes later begins in mid-stream. */
const openMillis = 4000;

export type TrackEncodingsOptions = {
  readonly kbps: number;
  /** `trackId` is 1 to 5 for tracks 2 to 6; `at` is µs from the session's start of program time. */
  readonly onPacket: (trackId: number, packet: { readonly at: Micros; readonly data: ArrayBuffer }) => void;
  readonly onStream: (trackId: number, stream: AudioStream) => void;
  readonly onNotice: (trackId: number, notice: { readonly recovered: boolean; readonly detail: string }) => void;
};

type Track = { readonly encoding: AudioEncoding; isOpen: boolean };

/** They are AAC whatever track 1 is: every destination and every file takes it. */
export class TrackEncodings {
  readonly #options: TrackEncodingsOptions;
  /** By their ids. */
  readonly #tracks = new Map<number, Track>();

  constructor(options: TrackEncodingsOptions) {
    this.#options = options;
  }

  /** Which of the tracks are encoded, as bits of a strip's `tracks`; resolves when new ones run, have failed or take long. */
  async set(tracks: number): Promise<void> {
    const wanted = idsOf(tracks);
    for (const id of this.#tracks.keys()) if (!wanted.includes(id)) this.#close(id);
    const fresh = wanted.filter((id) => !this.#tracks.has(id));
    if (fresh.length === 0) return;
    const opened = Promise.all(fresh.map((id) => this.#open(id))).then(() => undefined);
    await withTimeout(opened, openMillis).catch(() => undefined);
  }

  /** A block of track 2 to 6 by position since program time began; copied. */
  encode(track: number, position: number, block: Stereo): void {
    const known = this.#tracks.get(track - 1);
    if (known?.isOpen === true) known.encoding.encode(position, block);
  }

  async flush(): Promise<void> {
    const open = [...this.#tracks.values()].filter(({ isOpen }) => isOpen);
    await Promise.all(open.map(({ encoding }) => encoding.flush()));
  }

  close(): void {
    for (const id of this.#tracks.keys()) this.#close(id);
  }

  async #open(id: number): Promise<void> {
    const { kbps, onPacket, onStream, onNotice } = this.#options;
    const track: Track = {
      encoding: new AudioEncoding({
        codec: 'aac',
        kbps,
        onPacket: (packet) => onPacket(id, packet),
        onStream: (stream) => onStream(id, stream),
        onNotice: (notice) => onNotice(id, notice),
      }),
      isOpen: false,
    };
    this.#tracks.set(id, track);
    track.isOpen = await track.encoding.open();
  }

  #close(id: number): void {
    this.#tracks.get(id)?.encoding.close();
    this.#tracks.delete(id);
  }
}

function idsOf(tracks: number): readonly number[] {
  return Array.from({ length: mostFurtherTracks }, (_, index) => index + 1).filter((id) => (tracks & (2 ** id)) !== 0);
}
