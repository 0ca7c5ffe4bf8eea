/** An RTMP server for many publishers and players, plain and TLS: listeners, limits, figures; streams are the hub's. */
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import type { Millis } from '../../../shared/clock.ts';
import { BodyPool } from '../../../shared/rtmp/server/body-lender.ts';
import { Hub, plainName, type Takeover } from '../../../shared/rtmp/server/relay/hub.ts';
import { relayLimits, type RelayLimits } from '../../../shared/rtmp/server/relay/limits.ts';
import type { StreamSink, StreamStats } from '../../../shared/rtmp/server/relay/live-stream.ts';
import { AddressGate, gateLimits, type GateLimits } from './address-gate.ts';
import { dozeFor } from './doze.ts';
import { ServedConnection, type Authorise, type House } from './served-connection.ts';
import { readShared } from './shared-read.ts';
import { tlsOptions, type ServerCertificate } from '../net/tls-options.ts';

/** One sweep serves all connections and streams. */
const sweepMillis: Millis = 1000;
/** How long sound may wait for a picture. */
const holdMillis: Millis = 40;
const tlsHandshakeMillis: Millis = 10_000;

export type ServerSettings = {
  /** Default 127.0.0.1: whoever opens a server to others says so. */
  readonly host?: string;
  /** Default 0: any free one. */
  readonly port?: number;
  /** The only app there is; every one when absent. */
  readonly app?: string;
  /** Says whether a key may be used; everyone may when absent. A rejection or a throw refuses. */
  readonly authorise?: Authorise;
  /** A second listener that speaks TLS. */
  readonly tls?: { readonly port?: number; readonly certificates: readonly ServerCertificate[] };
  readonly limits?: Partial<GateLimits & RelayLimits>;
  /** Default `stale`. */
  readonly takeover?: Takeover;
  /** Players that name no codecs and want a stream of Enhanced RTMP; default `refuse`. */
  readonly silentPlayers?: 'refuse' | 'allow';
  /**
   * How long the process may sleep after it read, while it is busy, in ms; default 0. It delays everything by as much
   * and saves a fifth of the processor at 15: only for a process that does nothing else.
   */
  readonly dozeMillis?: Millis;
  /** A stream began; what is returned gets a copy of it, over reconnects too. */
  readonly onStream?: (stream: { readonly path: string }) => StreamSink | null;
};

export type ServerStats = {
  readonly connections: number;
  /** Connections closed at once, because of limits or refused keys. */
  readonly turnedAway: number;
  readonly streams: readonly StreamStats[];
};

export type RtmpServer = {
  readonly host: string;
  readonly port: number;
  /** rtmp://HOST:PORT, with the app if there is only one. */
  readonly url: string;
  /** The TLS listener. */
  readonly secure: { readonly port: number; readonly url: string } | null;
  readonly stats: () => ServerStats;
  /** Asks all clients that understand it to move to `tcUrl`, or to connect anew when it is null; how many were asked. */
  readonly requestReconnect: (tcUrl: string | null, description: string) => number;
  /** Ends all streams and connections; resolves when the ports are free. */
  readonly close: () => Promise<void>;
};

/** Starts listening; rejects when the system gives no port or a certificate is bad. */
export async function startServer(settings: ServerSettings = {}): Promise<RtmpServer> {
  const { host = '127.0.0.1', app, tls } = settings;
  const room = openRoom(settings);
  const plain = createServer({ pauseOnConnect: true, noDelay: true }, (socket) => room.admit(socket, readShared));
  const secure = tls === undefined ? null : secureServer(tls.certificates, room);
  const path = app === undefined ? '' : `/${app}`;
  const port = await listen(plain, host, settings.port ?? 0);
  const securePort =
    secure === null
      ? 0
      : await listen(secure, host, tls?.port ?? 0).catch((error: unknown) => {
          plain.close();
          throw error;
        });
  const urlHost = host.includes(':') ? `[${host}]` : host;
  return {
    host,
    port,
    url: `rtmp://${urlHost}:${port}${path}`,
    secure: secure === null ? null : { port: securePort, url: `rtmps://${urlHost}:${securePort}${path}` },
    stats: room.stats,
    requestReconnect: room.requestReconnect,
    close: async () => {
      plain.close();
      secure?.close();
      await room.close();
    },
  };
}

type Reader = (socket: Socket, onBytes: (bytes: Uint8Array) => void) => Socket;

type Room = {
  readonly admit: (socket: Socket, read: Reader) => void;
  readonly stats: () => ServerStats;
  readonly requestReconnect: (tcUrl: string | null, description: string) => number;
  readonly close: () => Promise<void>;
};

function now(): Millis {
  return performance.now();
}

/** Everything behind the listeners. */
function openRoom(settings: ServerSettings): Room {
  const limits = { ...relayLimits, ...gateLimits, ...settings.limits };
  const gate = new AddressGate(limits);
  const connections = new Set<ServedConnection>();
  let turnedAway = 0;
  const hub = new Hub(
    {
      limits,
      takeover: settings.takeover ?? 'stale',
      allocate: (length) => Buffer.allocUnsafeSlow(length),
      onStream: (path) => settings.onStream?.({ path }) ?? null,
    },
    now(),
  );
  const holder = holdTimer(hub);
  const doze = dozeFor(settings.dozeMillis ?? 0);
  const sweep = setInterval(() => {
    doze.tick(sweepMillis);
    for (const connection of connections) connection.tick();
    hub.tick(now());
  }, sweepMillis);
  const house: House = {
    hub,
    bodies: new BodyPool(),
    now,
    authorise: settings.authorise ?? (() => true),
    hasApp: (app) => settings.app === undefined || plainName(app) === plainName(settings.app),
    silentPlayers: settings.silentPlayers ?? 'refuse',
    onRefusal: (address) => gate.fail(address, now()),
    onRead: () => {
      holder.look();
      doze.look();
    },
  };
  return {
    admit: (socket, read) => {
      const address = socket.remoteAddress ?? '';
      if (!gate.enter(address, now())) {
        turnedAway += 1;
        socket.destroy();
        return;
      }
      const connection = new ServedConnection((onBytes) => read(socket, onBytes), house);
      connections.add(connection);
      connection.onClose(() => {
        connections.delete(connection);
        gate.leave(address);
      });
    },
    stats: () => ({ connections: connections.size, turnedAway, streams: hub.stats() }),
    requestReconnect: (tcUrl, description) =>
      [...connections].filter((connection) => connection.requestReconnect(tcUrl, description)).length,
    close: async () => {
      clearInterval(sweep);
      holder.stop();
      hub.close(now());
      await Promise.all([...connections].map((connection) => closed(connection)));
    },
  };
}

/** One timer for all sound that waits for pictures; it runs only while some does. */
function holdTimer(hub: Hub): { readonly look: () => void; readonly stop: () => void } {
  let timer: NodeJS.Timeout | null = null;
  const look = (): void => {
    if (!hub.isHolding || timer !== null) return;
    timer = setTimeout(() => {
      timer = null;
      hub.flushHeld(now());
      look();
    }, holdMillis);
  };
  const stop = (): void => {
    if (timer !== null) clearTimeout(timer);
  };
  return { look, stop };
}

function secureServer(certificates: readonly ServerCertificate[], room: Room): Server {
  const server = createTlsServer(tlsOptions(certificates, tlsHandshakeMillis), (socket) => {
    socket.setNoDelay(true);
    room.admit(socket, readPlainly);
  });
  server.on('tlsClientError', (_, socket) => socket.destroy());
  return server;
}

function readPlainly(socket: Socket, onBytes: (bytes: Uint8Array) => void): Socket {
  socket.on('data', onBytes);
  return socket;
}

function closed(connection: ServedConnection): Promise<void> {
  return new Promise((resolve) => {
    connection.onClose(resolve);
    connection.cut();
  });
}

function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port }, () => {
      server.removeListener('error', reject);
      server.on('error', () => server.close());
      resolve(portOf(server.address()));
    });
  });
}

function portOf(address: AddressInfo | string | null): number {
  return address === null || typeof address === 'string' ? 0 : address.port;
}
