/** Other encoders as sources: a server on this computer that takes the streams the show names, and hands them to the Worker. */
import { TagDemuxer, type DemuxedItem } from '../../../shared/flv/demuxer.ts';
import type { StreamConfig } from '../../../shared/media/encoded-packet.ts';
import type { StreamSink } from '../../../shared/rtmp/server/relay/live-stream.ts';
import { startServer, type RtmpServer } from '../../rtmp/ingest/server.ts';
import { PacketLane, type SourcePort } from './packet-lane.ts';

/** Where other encoders look first; any free port when it is taken. */
const usualPort = 1935;
const app = 'live';

/** How long the port stays ours when nobody waits, ms: sources that are opened anew come back at once, encoders knock here. */
const lingerMillis = 10_000;

/** Connections at once, and how long a stream that was cut may take to come back, ms. */
const limits = { connections: 16, continueMillis: 3000 } as const;

/** One source that waits for a stream. */
type Waiting = { readonly streamName: string; readonly lane: PacketLane };

export type IngestAddress = { readonly url: string; readonly key: string };

export type StreamIngestOptions = {
  /** Default 1935, where other encoders look first. */
  readonly port?: number;
  /** Default 10 s. */
  readonly lingerMillis?: number;
};

/** Listens while somebody waits, and a moment longer; 127.0.0.1 only. */
export class StreamIngest {
  readonly #port: number;
  readonly #lingerMillis: number;
  readonly #waiting = new Map<string, Waiting>();
  /** Of streams that are coming in, by name and track: for a source that is added later. */
  readonly #configs = new Map<string, Map<StreamConfig['track'], StreamConfig>>();
  #server: Promise<RtmpServer | null> | null = null;
  /** Until the port is free again. */
  #closed: Promise<void> = Promise.resolve();
  #linger: NodeJS.Timeout | null = null;

  constructor(options: StreamIngestOptions = {}) {
    this.#port = options.port ?? usualPort;
    this.#lingerMillis = options.lingerMillis ?? lingerMillis;
  }

  /** Takes a source's port; the source hears whether somebody publishes. */
  add(sourceId: string, streamName: string, port: SourcePort): void {
    this.remove(sourceId);
    const lane = new PacketLane(port);
    const waiting: Waiting = { streamName, lane };
    this.#waiting.set(sourceId, waiting);
    port.onClose(() => {
      if (this.#waiting.get(sourceId) === waiting) this.#drop(sourceId);
    });
    const configs = this.#configs.get(streamName);
    lane.tell(configs === undefined ? 'failed' : 'running');
    for (const config of configs?.values() ?? []) lane.configure(config);
    this.#stay();
    // The port of a server that is still closing would count as taken.
    this.#server ??= this.#closed.then(() => this.#open());
  }

  remove(sourceId: string): void {
    this.#waiting.get(sourceId)?.lane.close();
    this.#drop(sourceId);
  }

  /** Sources that wait. */
  ids(): readonly string[] {
    return [...this.#waiting.keys()];
  }

  /** Where another encoder is to publish; null while nobody waits, or when the system gives no port. */
  async address(sourceId: string): Promise<IngestAddress | null> {
    const waiting = this.#waiting.get(sourceId);
    const url = (await this.#server)?.url;
    return waiting === undefined || url === undefined ? null : { url, key: waiting.streamName };
  }

  #drop(sourceId: string): void {
    this.#waiting.delete(sourceId);
    if (this.#waiting.size > 0 || this.#server === null) return;
    this.#stay();
    this.#linger = setTimeout(() => this.#leave(), this.#lingerMillis);
    this.#linger.unref();
  }

  #stay(): void {
    if (this.#linger !== null) clearTimeout(this.#linger);
    this.#linger = null;
  }

  #leave(): void {
    const server = this.#server;
    this.#server = null;
    this.#closed = Promise.resolve(server).then((open) => open?.close());
  }

  async #open(): Promise<RtmpServer | null> {
    const settings = {
      app,
      limits,
      authorise: (key: string, _app: string, kind: 'publish' | 'play') => kind === 'publish' && this.#isWanted(key),
      onStream: ({ path }: { readonly path: string }) => this.#sink(path.slice(path.lastIndexOf('/') + 1)),
    };
    return startServer({ ...settings, port: this.#port }).catch(() => startServer(settings).catch(() => null));
  }

  #isWanted(streamName: string): boolean {
    return this.#of(streamName).length > 0;
  }

  #of(streamName: string): readonly Waiting[] {
    return [...this.#waiting.values()].filter((waiting) => waiting.streamName === streamName);
  }

  #sink(streamName: string): StreamSink {
    const demuxer = new TagDemuxer();
    const configs = new Map<StreamConfig['track'], StreamConfig>();
    this.#configs.set(streamName, configs);
    for (const { lane } of this.#of(streamName)) lane.tell('running');
    return {
      onMetadata: () => undefined,
      onTag: (track, timestamp, body) => {
        for (const item of demuxer.push(track, timestamp, body)) this.#take(streamName, configs, item);
      },
      onEnd: () => {
        if (this.#configs.get(streamName) !== configs) return;
        this.#configs.delete(streamName);
        for (const { lane } of this.#of(streamName)) lane.tell('failed');
      },
    };
  }

  #take(streamName: string, configs: Map<StreamConfig['track'], StreamConfig>, item: DemuxedItem): void {
    if (item.kind === 'config' && (item.config.trackId ?? 0) === 0) {
      configs.set(item.config.track, item.config);
      for (const { lane } of this.#of(streamName)) lane.configure(item.config);
    }
    if (item.kind !== 'packet' || (item.packet.trackId ?? 0) !== 0) return;
    for (const { lane } of this.#of(streamName)) lane.send(item.packet);
  }
}
