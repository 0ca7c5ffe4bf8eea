/** The last seconds of the programme, kept as references to its packets, bounded in time and bytes. */
import type { Micros } from '../../clock.ts';
import type { EncodedPacket, StreamConfig } from '../../media/encoded-packet.ts';

export type ReplayLimits = {
  /** 5 to 600 s; 0: keep nothing. */
  readonly seconds: number;
  readonly bytes: number;
};

/** A configuration or a packet, in the order in which they came. */
export type ReplayEntry =
  | { readonly kind: 'config'; readonly config: StreamConfig }
  | { readonly kind: 'packet'; readonly packet: EncodedPacket };

/** A key frame and everything up to the next; the configurations are those in force when it came. */
type Group = {
  readonly configs: readonly StreamConfig[];
  readonly entries: ReplayEntry[];
  readonly begins: Micros;
  bytes: number;
};

export class ReplayBuffer {
  #limits: ReplayLimits = { seconds: 0, bytes: 0 };
  readonly #configs = new Map<string, StreamConfig>();
  #groups: Group[] = [];
  #bytes = 0;
  #newest: Micros = 0;

  /** New limits hold at once; 0 seconds forgets everything. */
  setLimits(limits: ReplayLimits): void {
    this.#limits = limits;
    this.#trim();
  }

  /** What can be saved, in s. */
  get seconds(): number {
    const first = this.#groups[0];
    return first === undefined ? 0 : Math.min(this.#limits.seconds, Math.max(0, this.#newest - first.begins) / 1e6);
  }

  /** Bytes of media kept. */
  get bytes(): number {
    return this.#bytes;
  }

  takeConfig(config: StreamConfig): void {
    this.#configs.set(`${config.track} ${config.trackId ?? 0}`, config);
    this.#groups.at(-1)?.entries.push({ kind: 'config', config });
  }

  takePacket(packet: EncodedPacket): void {
    if (this.#limits.seconds === 0) return;
    if (packet.track === 'video' && packet.isKeyFrame) {
      this.#groups.push({ configs: [...this.#configs.values()], entries: [], begins: packet.dts, bytes: 0 });
    }
    const group = this.#groups.at(-1);
    // Before the first key frame nothing can be shown.
    if (group === undefined) return;
    group.entries.push({ kind: 'packet', packet });
    group.bytes += packet.bytes.length;
    this.#bytes += packet.bytes.length;
    this.#newest = Math.max(this.#newest, packet.dts);
    this.#trim();
  }

  /** A new session: its times begin again. */
  clear(): void {
    this.#groups = [];
    this.#configs.clear();
    this.#bytes = 0;
    this.#newest = 0;
  }

  /** The last seconds, from the key frame before them on; empty when there is none. */
  take(): readonly ReplayEntry[] {
    const [first] = this.#groups;
    if (first === undefined) return [];
    const configs = first.configs.map((config): ReplayEntry => ({ kind: 'config', config }));
    return [...configs, ...this.#groups.flatMap(({ entries }) => entries)];
  }

  #trim(): void {
    const wanted = this.#newest - this.#limits.seconds * 1e6;
    for (;;) {
      const [first, second] = this.#groups;
      const isOver = this.#limits.seconds === 0 || this.#bytes > this.#limits.bytes;
      // The group that holds the first wanted moment stays: it begins with the key frame before.
      const isPast = second !== undefined && second.begins <= wanted;
      if (first === undefined || !(isOver || isPast)) return;
      this.#groups.shift();
      this.#bytes -= first.bytes;
    }
  }
}
