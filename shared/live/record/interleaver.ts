/** Packets of all tracks in the order of their decoding times; none waits long for a track that has fallen silent. */
import type { Micros } from '../../clock.ts';
import type { EncodedPacket, StreamConfig } from '../../media/encoded-packet.ts';

/** A packet and the configuration that was in force when it came. */
export type ConfiguredPacket = { readonly packet: EncodedPacket; readonly config: StreamConfig };

/** How far one track may be ahead before it stops waiting for the others. */
const longestWait: Micros = 500_000;

type Queue = ConfiguredPacket[];

export class Interleaver {
  readonly #pictures: Queue = [];
  /** By the number of their tracks. */
  readonly #sounds = new Map<number, Queue>([[0, []]]);
  #newest: Micros = -Infinity;

  /** Takes one packet and gives those whose turn it is, oldest first. */
  put(entry: ConfiguredPacket): readonly ConfiguredPacket[] {
    this.#queueOf(entry.packet).push(entry);
    this.#newest = Math.max(this.#newest, entry.packet.dts);
    return this.#take(this.#newest - longestWait);
  }

  /** Gives everything that is left. */
  flush(): readonly ConfiguredPacket[] {
    const rest = this.#take(Infinity);
    this.#newest = -Infinity;
    return rest;
  }

  #queueOf({ track, trackId = 0 }: EncodedPacket): Queue {
    if (track === 'video') return this.#pictures;
    const known = this.#sounds.get(trackId);
    if (known !== undefined) return known;
    const queue: Queue = [];
    this.#sounds.set(trackId, queue);
    return queue;
  }

  /** Whatever all tracks have passed, and what is older than `limit` in any case; of equal times the picture comes first. */
  #take(limit: Micros): readonly ConfiguredPacket[] {
    const ready: ConfiguredPacket[] = [];
    for (;;) {
      const queues = [this.#pictures, ...this.#sounds.values()];
      const times = queues.map(([head]) => head?.packet.dts ?? Infinity);
      const first = Math.min(...times);
      if (first === Infinity || (times.includes(Infinity) && first > limit)) return ready;
      const next = queues[times.indexOf(first)]?.shift();
      if (next !== undefined) ready.push(next);
    }
  }
}
