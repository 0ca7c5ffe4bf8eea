/** Which sound track a destination hears: the one it chose, as its only one, and track 1 while there is none of that. */
import type { Micros } from '../../../../shared/clock.ts';
import type { AudioConfig, EncodedPacket, StreamConfig } from '../../../../shared/media/encoded-packet.ts';

/** Packets of track 1 in a row without one of the chosen track after which that counts as gone: about 2 s. */
const goneAfter = 100;

/** One destination's way through the program; what it gives has no track numbers. */
export class SoundRoute {
  readonly #wanted: number;
  #main: AudioConfig | null = null;
  #own: AudioConfig | null = null;
  #isOnOwn = false;
  #missed = 0;
  #last: Micros = -1;
  #news: AudioConfig | null = null;

  /** @param soundTrack 1 to 6. */
  constructor(soundTrack: number) {
    this.#wanted = soundTrack - 1;
  }

  /** What to describe of `config` to the server; null: it gets another track. */
  takeConfig(config: StreamConfig): StreamConfig | null {
    if (config.track === 'video') return config;
    if (this.#isWanted(config)) this.#own = null;
    return this.#learn(config);
  }

  /** The packet as it is sent; null: of another track. `takeNews` may then have a description that goes before it. */
  takePacket(packet: EncodedPacket): EncodedPacket | null {
    if (packet.track === 'video') return packet;
    const { trackId = 0 } = packet;
    if (this.#wanted === 0) return trackId === 0 ? packet : null;
    const isHeard = trackId === this.#wanted ? this.#hearsOwn() : trackId === 0 && this.#hearsMain();
    // From one track to the other, times must not go back either.
    if (!isHeard || packet.dts <= this.#last) return null;
    this.#last = packet.dts;
    const { trackId: _trackId, ...plain } = packet;
    return plain;
  }

  /** A description that is news to the server, once. */
  takeNews(): AudioConfig | null {
    const news = this.#news;
    this.#news = null;
    return news;
  }

  /** Of all descriptions those that a new connection has to know. */
  select(configs: readonly StreamConfig[]): readonly StreamConfig[] {
    for (const config of configs) if (config.track === 'audio') this.#learn(config);
    return configs.flatMap((config): readonly StreamConfig[] => {
      const heard = config.track === 'video' ? config : this.#heard(config);
      return heard === null ? [] : [heard];
    });
  }

  #isWanted({ trackId = 0 }: AudioConfig): boolean {
    return this.#wanted !== 0 && trackId === this.#wanted;
  }

  #learn(config: AudioConfig): AudioConfig | null {
    const { trackId = 0, ...plain } = config;
    if (trackId === 0) this.#main = plain;
    else if (this.#isWanted(config)) {
      // A description that is not new does not bring a track back that has gone.
      this.#isOnOwn ||= this.#own === null;
      this.#own = plain;
      this.#missed = 0;
    }
    return this.#heard(config);
  }

  #heard({ trackId = 0, ...plain }: AudioConfig): AudioConfig | null {
    return trackId === (this.#isOnOwn ? this.#wanted : 0) ? plain : null;
  }

  #hearsOwn(): boolean {
    if (this.#own === null) return false;
    this.#missed = 0;
    if (!this.#isOnOwn) this.#news = this.#own;
    this.#isOnOwn = true;
    return true;
  }

  /** True when a packet of track 1 is sent in place of the chosen one. */
  #hearsMain(): boolean {
    if (!this.#isOnOwn) return true;
    this.#missed += 1;
    if (this.#missed <= goneAfter) return false;
    this.#isOnOwn = false;
    this.#news = this.#main;
    return true;
  }
}
