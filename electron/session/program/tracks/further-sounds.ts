/** Sound tracks 2 to 6 as one run's program has them: their descriptions, and times that never go back. */
import type { Micros } from '../../../../shared/clock.ts';
import { streamConfig, type ConfigMessage, type PacketMessage } from '../../../../shared/contract/frames.ts';
import type { AudioConfig, EncodedPacket, StreamConfig } from '../../../../shared/media/encoded-packet.ts';
import { hasSameHeader } from './stream-config.ts';

type Sound = { readonly message: ConfigMessage; readonly config: StreamConfig; last: Micros };

/** By the numbers of their tracks, 1 to 5. */
export class FurtherSounds {
  readonly #sounds = new Map<number, Sound>();

  get count(): number {
    return this.#sounds.size;
  }

  configs(): readonly StreamConfig[] {
    return [...this.#sounds.values()].map(({ config }) => config);
  }

  /** What the encoders said of themselves. */
  messages(): readonly ConfigMessage[] {
    return [...this.#sounds.values()].map(({ message }) => message);
  }

  /** Takes a description; null when everybody knows it already. */
  describe(message: ConfigMessage): StreamConfig | null {
    const { trackId } = message.track === 'audio' ? message : {};
    if (trackId === undefined) return null;
    const config = streamConfig(message);
    const known = this.#sounds.get(trackId);
    this.#sounds.set(trackId, { message, config, last: known?.last ?? -1 });
    return known !== undefined && hasSameHeader(config, known.config) ? null : config;
  }

  /** True for a packet of a track that was described. */
  knows({ trackId = 0 }: PacketMessage): boolean {
    return this.#sounds.has(trackId);
  }

  /** True for a packet that comes after those of its track that went out; it counts as one of them then. */
  admits({ trackId = 0, dts }: Pick<EncodedPacket, 'trackId' | 'dts'>): boolean {
    const sound = this.#sounds.get(trackId);
    if (sound === undefined || dts <= sound.last) return false;
    sound.last = dts;
    return true;
  }

  /** The silence of the slate, which is track 1, for each of these that has the same codec and format. */
  silences(packet: EncodedPacket, slate: AudioConfig): readonly EncodedPacket[] {
    const { track, pts, dts, isKeyFrame, bytes } = packet;
    const alike = [...this.#sounds].filter(([, { config }]) => hasSameHeader(config, slate));
    return alike.map(([trackId]) => ({ track, trackId, pts, dts, isKeyFrame, bytes }));
  }

  forget(): void {
    this.#sounds.clear();
  }
}
