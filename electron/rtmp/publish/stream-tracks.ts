/** The configurations of a stream's tracks: they go out together, once all are known, and again what changed. */
import { disposableTest, type DisposableTest } from '../../../shared/media/disposable.ts';
import type { AudioConfig, EncodedPacket, StreamConfig, VideoConfig } from '../../../shared/media/encoded-packet.ts';
import type { RtmpPublisher } from '../../../shared/rtmp/publisher.ts';
import type { TrackName } from './connection-parts.ts';

/** What a stream has unless it is told otherwise. */
const primaryTracks: readonly TrackName[] = [
  { track: 'video', trackId: 0 },
  { track: 'audio', trackId: 0 },
];

export class StreamTracks {
  readonly #expected: readonly TrackName[];
  readonly #video = new Map<number, VideoConfig>();
  readonly #audio = new Map<number, AudioConfig>();
  readonly #disposable = new Map<number, DisposableTest>();
  /** What onMetaData said last; null before it went out. */
  #announced: string | null = null;

  constructor(expected: readonly TrackName[] = primaryTracks) {
    this.#expected = expected;
  }

  /** Whether metadata and the first headers went out. */
  get areWritten(): boolean {
    return this.#announced !== null;
  }

  /** What all tracks are meant to take together, kb/s. */
  get kbps(): number {
    return [...this.#video.values(), ...this.#audio.values()].reduce((sum, { kbps }) => sum + kbps, 0);
  }

  /** Remembers the configuration of its track. */
  set(config: StreamConfig): void {
    const trackId = config.trackId ?? 0;
    if (config.track === 'video') {
      this.#video.set(trackId, config);
      this.#disposable.set(trackId, disposableTest(config));
    } else this.#audio.set(trackId, config);
  }

  /** True for a frame that no other needs. */
  isDisposable({ track, trackId = 0, bytes }: EncodedPacket): boolean {
    return track === 'video' && this.#disposable.get(trackId)?.(bytes) === true;
  }

  /**
   * Writes onMetaData and all headers as soon as every expected track is known: some servers fix the tracks then. Later
   * calls write what changed, metadata first; a bitrate or frame rate that follows the link is no change.
   */
  write(machine: RtmpPublisher): void {
    if (!this.#expected.every(({ track, trackId }) => this.#tracks(track).has(trackId))) return;
    const video = [...this.#video.values()];
    const audio = [...this.#audio.values()];
    const announcement = JSON.stringify([...video, ...audio], withoutRates);
    if (announcement !== this.#announced) {
      const others = [...video, ...audio].filter(({ trackId = 0 }) => trackId > 0);
      machine.writeMetadata(this.#video.get(0) ?? null, this.#audio.get(0) ?? null, others);
      this.#announced = announcement;
    }
    for (const config of [...video, ...audio]) machine.writeConfig(config);
  }

  #tracks(track: 'video' | 'audio'): ReadonlyMap<number, StreamConfig> {
    return track === 'video' ? this.#video : this.#audio;
  }
}

/** What steps of the bitrate change, and what is not part of onMetaData. */
const passedOver: ReadonlySet<string> = new Set(['description', 'kbps', 'frameRate']);

function withoutRates(name: string, value: unknown): unknown {
  return passedOver.has(name) ? undefined : value;
}
