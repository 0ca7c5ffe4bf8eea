/** The tab Viewer on main's side: the picture that the built-in ingest received, on a port to the Worker while the tab is open. */
import { fail, ok, type Reply } from '../../../shared/errors.ts';
import { TagDemuxer } from '../../../shared/flv/demuxer.ts';
import type { ReceivedWatcher } from '../../rtmp/ingest/received-tap.ts';
import { PacketLane, type SourcePort } from './packet-lane.ts';

/** What is used of an ingest. */
export type WatchedIngest = { readonly tap: { readonly watch: (watcher: ReceivedWatcher) => () => void } };

/** One for our window. Rehearsals have an ingest as their destination, broadcasts one that gets a copy. */
export class ReceivedPort {
  readonly #makePort: () => SourcePort | null;
  #ingest: WatchedIngest | null = null;
  #lane: PacketLane | null = null;
  #stop: (() => void) | null = null;

  /** `makePort` hands the other end to the page; null when there is no window. */
  constructor(makePort: () => SourcePort | null) {
    this.#makePort = makePort;
  }

  /** Another session, or another copy of it, is received from now on. */
  follow(ingest: WatchedIngest): void {
    this.#ingest = ingest;
    this.#watch();
  }

  /** The tab is open. */
  open(): Reply<null> {
    this.close();
    const port = this.#makePort();
    if (port === null) return fail('cancelled');
    const lane = new PacketLane(port);
    port.onClose(() => {
      if (this.#lane === lane) this.#leave();
    });
    this.#lane = lane;
    this.#watch();
    return ok(null);
  }

  close(): void {
    this.#lane?.close();
    this.#leave();
  }

  #leave(): void {
    this.#stop?.();
    this.#stop = null;
    this.#lane = null;
  }

  #watch(): void {
    this.#stop?.();
    this.#stop = null;
    const [lane, ingest] = [this.#lane, this.#ingest];
    if (lane === null) return;
    // What stood there was another stream's.
    lane.tell('failed');
    if (ingest !== null) this.#stop = ingest.tap.watch(watcherOf(lane));
  }
}

function watcherOf(lane: PacketLane): ReceivedWatcher {
  const demuxer = new TagDemuxer();
  return {
    onVideo: (timestamp, body) => {
      for (const item of demuxer.push('video', timestamp, body)) {
        if (item.kind === 'config' && (item.config.trackId ?? 0) === 0) lane.configure(item.config);
        if (item.kind === 'packet' && (item.packet.trackId ?? 0) === 0) lane.send(item.packet);
      }
    },
    onEnd: () => lane.tell('failed'),
  };
}
