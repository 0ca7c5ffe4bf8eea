/** Other encoders as sources: a server on this computer that takes the streams the show names, and hands them to the Worker. */
import {
  packetsInFlight,
  sourceAnswerSchema,
  type PacketsMessage,
} from '../../../shared/contract/show/source-ports.ts';
import { TagDemuxer, type DemuxedItem } from '../../../shared/flv/demuxer.ts';
import type { StreamConfig } from '../../../shared/media/encoded-packet.ts';
import type { StreamSink } from '../../../shared/rtmp/server/relay/live-stream.ts';
import { startServer, type RtmpServer } from '../../rtmp/ingest/server.ts';

/** Where other encoders look first; any free port when it is taken. */
const usualPort = 1935;
const app = 'live';

/** How long the port stays ours when nobody waits, ms: sources that are opened anew come back at once, encoders knock here. */
const lingerMillis = 10_000;

/** Connections at once, and how long a stream that was cut may take to come back, ms. */
const limits = { connections: 16, continueMillis: 3000 } as const;

/** Codecs whose decoders want the record; the others have it in their key frames. */
const wantsRecord = /^(?:avc|hvc|hev|mp4a|opus|flac)/i;

/** What is used of a `MessagePortMain`. */
export type SourcePort = {
  readonly onMessage: (listener: (data: unknown) => void) => void;
  readonly onClose: (listener: () => void) => void;
  readonly start: () => void;
  readonly close: () => void;
  readonly post: (message: PacketsMessage) => void;
};

/** One source that waits for a stream. */
type Waiting = {
  readonly streamName: string;
  readonly port: SourcePort;
  sent: number;
  acknowledged: number;
  needsKey: boolean;
};

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
    const waiting: Waiting = { streamName, port, sent: 0, acknowledged: -1, needsKey: true };
    this.#waiting.set(sourceId, waiting);
    port.onMessage((data) => {
      const answer = sourceAnswerSchema.safeParse(data);
      if (!answer.success || answer.data.kind !== 'ack' || answer.data.seq >= waiting.sent) return;
      waiting.acknowledged = Math.max(waiting.acknowledged, answer.data.seq);
    });
    port.onClose(() => {
      if (this.#waiting.get(sourceId) === waiting) this.#drop(sourceId);
    });
    port.start();
    const configs = this.#configs.get(streamName);
    say(waiting, { kind: 'state', state: configs === undefined ? 'failed' : 'running', why: '' });
    for (const config of configs?.values() ?? []) say(waiting, configMessage(config));
    this.#stay();
    // The port of a server that is still closing would count as taken.
    this.#server ??= this.#closed.then(() => this.#open());
  }

  remove(sourceId: string): void {
    this.#waiting.get(sourceId)?.port.close();
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
    for (const waiting of this.#of(streamName)) say(waiting, { kind: 'state', state: 'running', why: '' });
    return {
      onMetadata: () => undefined,
      onTag: (track, timestamp, body) => {
        for (const item of demuxer.push(track, timestamp, body)) this.#take(streamName, configs, item);
      },
      onEnd: () => {
        if (this.#configs.get(streamName) !== configs) return;
        this.#configs.delete(streamName);
        for (const waiting of this.#of(streamName)) say(waiting, { kind: 'state', state: 'failed', why: '' });
      },
    };
  }

  #take(streamName: string, configs: Map<StreamConfig['track'], StreamConfig>, item: DemuxedItem): void {
    if (item.kind === 'config' && (item.config.trackId ?? 0) === 0) {
      configs.set(item.config.track, item.config);
      for (const waiting of this.#of(streamName)) say(waiting, configMessage(item.config));
    }
    if (item.kind !== 'packet' || (item.packet.trackId ?? 0) !== 0) return;
    const { track, pts, isKeyFrame, bytes } = item.packet;
    for (const waiting of this.#of(streamName)) {
      if (!hasRoom(waiting, track, isKeyFrame)) continue;
      const seq = waiting.sent;
      waiting.sent += 1;
      // A copy of its own: the bytes are a view of the tag.
      say(waiting, { kind: 'packet', track, seq, pts, key: isKeyFrame, data: new Uint8Array(bytes).buffer });
    }
  }
}

/** False for a packet that a Worker which is behind has to do without. */
function hasRoom(waiting: Waiting, track: 'video' | 'audio', isKeyFrame: boolean): boolean {
  const isFull = waiting.sent - waiting.acknowledged > packetsInFlight;
  if (isFull) waiting.needsKey = true;
  if (isFull || track === 'audio') return !isFull;
  if (waiting.needsKey && !isKeyFrame) return false;
  waiting.needsKey = false;
  return true;
}

function configMessage(config: StreamConfig): PacketsMessage {
  const { track, codec, description } = config;
  const record = wantsRecord.test(codec) && description.length > 0 ? new Uint8Array(description).buffer : null;
  const sound = config.track === 'audio' ? config : { sampleRate: 0, channels: 0 };
  const { sampleRate, channels } = sound;
  return { kind: 'config', track, codec, description: record, sampleRate, channels };
}

function say({ port }: Waiting, message: PacketsMessage): void {
  port.post(message);
}
