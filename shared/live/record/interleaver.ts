/** Packets of both tracks in the order of their decoding times; neither waits long for a track that has fallen silent. */
import type { Micros } from '../../clock.ts';
import type { EncodedPacket, StreamConfig } from '../../media/encoded-packet.ts';

/** A packet and the configuration that was in force when it came. */
export type ConfiguredPacket = { readonly packet: EncodedPacket; readonly config: StreamConfig };

/** How far one track may be ahead before it stops waiting for the other. */
const longestWait: Micros = 500_000;

export class Interleaver {
  readonly #waiting = { video: [] as ConfiguredPacket[], audio: [] as ConfiguredPacket[] };
  #newest: Micros = -Infinity;

  /** Takes one packet and gives those whose turn it is, oldest first. */
  put(entry: ConfiguredPacket): readonly ConfiguredPacket[] {
    this.#waiting[entry.packet.track].push(entry);
    this.#newest = Math.max(this.#newest, entry.packet.dts);
    return this.#take(this.#newest - longestWait);
  }

  /** Gives everything that is left. */
  flush(): readonly ConfiguredPacket[] {
    const rest = this.#take(Infinity);
    this.#newest = -Infinity;
    return rest;
  }

  /** Whatever both tracks have passed, and what is older than `limit` in any case. */
  #take(limit: Micros): readonly ConfiguredPacket[] {
    const { video, audio } = this.#waiting;
    const ready: ConfiguredPacket[] = [];
    for (;;) {
      const [picture] = video;
      const [sound] = audio;
      const isPicture = sound === undefined || (picture !== undefined && picture.packet.dts <= sound.packet.dts);
      const queue = isPicture ? video : audio;
      const next = isPicture ? picture : sound;
      const bothKnown = picture !== undefined && sound !== undefined;
      if (next === undefined || (!bothKnown && next.packet.dts > limit)) return ready;
      queue.shift();
      ready.push(next);
    }
  }
}
