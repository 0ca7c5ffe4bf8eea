/** Our own server as the tests start it: it keeps every tag that it received, by stream. */
import { startServer, type RtmpServer, type ServerSettings } from '../../../electron/rtmp/ingest/server.ts';
import { until } from '../loopback.ts';
import type { PlayedTag } from '../playing.ts';

/** What the server's sink got of one stream. */
export type Received = { readonly tags: readonly PlayedTag[]; readonly metadata: number; readonly end: string | null };

/** A running server of the app `live`. */
export type OwnServer = {
  readonly server: RtmpServer;
  readonly url: string;
  /** Resolves once the stream `key` is over, as its publisher said or the server found. */
  readonly received: (key: string) => Promise<Received>;
  /** Resolves once `count` players wait for or play the stream `key`, which has to be published. */
  readonly hasPlayers: (key: string, count: number) => Promise<void>;
  readonly stop: () => Promise<void>;
};

/** Starts it on a free loopback port. */
export async function startOwnServer(settings: ServerSettings = {}): Promise<OwnServer> {
  const streams = new Map<string, { tags: PlayedTag[]; metadata: number; end: string | null }>();
  const server = await startServer({
    app: 'live',
    onStream: ({ path }) => {
      const stream = { tags: new Array<PlayedTag>(), metadata: 0, end: null as string | null };
      streams.set(path, stream);
      return {
        onMetadata: () => {
          stream.metadata += 1;
        },
        onTag: (track, timestamp, body) => {
          stream.tags.push({ track, timestamp, body: body.slice() });
        },
        onEnd: (reason) => {
          stream.end = reason;
        },
      };
    },
    ...settings,
  });
  return {
    server,
    url: server.url,
    received: async (key) => {
      await until(`the stream ${key} is over`, () => typeof streams.get(`live/${key}`)?.end === 'string');
      const stream = streams.get(`live/${key}`);
      if (stream === undefined) throw new Error(`no stream ${key}`);
      return stream;
    },
    hasPlayers: (key, count) =>
      until(`${key} has ${count} players`, () =>
        server.stats().streams.some(({ path, viewers }) => path === `live/${key}` && viewers.length === count),
      ),
    stop: () => server.close(),
  };
}
