/** A TCP proxy of our own that makes a path go wrong: stall, blackhole, reset, FIN, delay, one byte at a time; it also listens in. */
import { connect, createServer, type Socket } from 'node:net';
import { listenOn } from '../loopback.ts';

/**
 * What the proxy does with bytes. `stall` stops reading, `blackhole` reads and loses them, `mute` loses only what the
 * server says, `drip` passes that byte by byte.
 */
export type Passing = 'pass' | 'stall' | 'blackhole' | 'mute' | 'drip';

/** One client connection as the proxy saw it. */
export type Passage = {
  /** All bytes from the client so far. */
  readonly fromClient: () => Buffer;
  /** How the client ended its side; null while open. */
  readonly clientEnd: () => 'fin' | 'reset' | null;
  /** Resolves when the client ended its side. */
  readonly clientEnded: Promise<'fin' | 'reset'>;
};

/** A running proxy. */
export type FaultProxy = {
  readonly port: number;
  readonly passages: () => readonly Passage[];
  /** Changes how bytes pass, on open and on future connections. */
  readonly set: (passing: Passing) => void;
  /** Resets or closes every open connection towards the client. */
  readonly cut: (how: 'reset' | 'fin') => void;
  /** Stops listening, so that the port refuses. */
  readonly refuse: () => Promise<void>;
  readonly stop: () => Promise<void>;
};

type Pair = { readonly client: Socket; readonly server: Socket; dripping: Buffer[] };

/** Starts a proxy before `upstreamPort` on 127.0.0.1. */
export async function startFaultProxy(
  upstreamPort: number,
  options: { readonly passing?: Passing; readonly delayMillis?: number } = {},
): Promise<FaultProxy> {
  let passing: Passing = options.passing ?? 'pass';
  const delayMillis = options.delayMillis ?? 0;
  const passages: Passage[] = [];
  const pairs = new Set<Pair>();
  const apply = ({ client, server }: Pair): void => {
    for (const socket of [client, server]) {
      if (passing === 'stall') socket.pause();
      else socket.resume();
    }
  };
  const forward = (pair: Pair, to: 'client' | 'server', bytes: Buffer): void => {
    if (passing === 'blackhole' || (passing === 'mute' && to === 'client')) return;
    const send = (): void => {
      if (to === 'client' && passing === 'drip') drip(pair, bytes);
      else pair[to].write(bytes);
    };
    if (delayMillis === 0) send();
    else setTimeout(send, delayMillis);
  };
  const listener = createServer({ allowHalfOpen: true }, (client) => {
    const server = connect({ port: upstreamPort, host: '127.0.0.1', allowHalfOpen: true });
    client.setNoDelay(true);
    const pair: Pair = { client, server, dripping: [] };
    pairs.add(pair);
    passages.push(listenIn(client));
    client.on('data', (bytes: Buffer) => forward(pair, 'server', bytes));
    server.on('data', (bytes: Buffer) => forward(pair, 'client', bytes));
    client.on('end', () => server.end());
    server.on('end', () => client.end());
    client.on('error', () => server.resetAndDestroy());
    server.on('error', () => client.resetAndDestroy());
    client.on('close', () => {
      pairs.delete(pair);
      server.destroy();
    });
    server.on('close', () => client.destroySoon());
    apply(pair);
  });
  const port = await listenOn(listener);
  const refuse = (): Promise<void> =>
    new Promise((resolve) => {
      listener.close(() => resolve());
      for (const { client } of pairs) client.destroy();
    });
  return {
    port,
    passages: () => passages,
    set: (next) => {
      passing = next;
      for (const pair of pairs) apply(pair);
    },
    cut: (how) => {
      for (const { client } of pairs) {
        if (how === 'reset') client.resetAndDestroy();
        else client.end();
      }
    },
    refuse,
    stop: async () => {
      if (listener.listening) await refuse();
    },
  };
}

/** Sends byte by byte, each in its own segment, as far as the system lets us. */
function drip(pair: Pair, bytes: Buffer): void {
  const isIdle = pair.dripping.length === 0;
  for (let at = 0; at < bytes.length; at += 1) pair.dripping.push(bytes.subarray(at, at + 1));
  if (!isIdle) return;
  const next = (): void => {
    const byte = pair.dripping.shift();
    if (byte === undefined || pair.client.destroyed) return;
    pair.client.write(byte);
    setImmediate(next);
  };
  next();
}

function listenIn(client: Socket): Passage {
  const pieces: Buffer[] = [];
  let clientEnd: 'fin' | 'reset' | null = null;
  const clientEnded = new Promise<'fin' | 'reset'>((resolve) => {
    const ended = (how: 'fin' | 'reset'): void => {
      clientEnd ??= how;
      resolve(clientEnd);
    };
    client.on('end', () => ended('fin'));
    client.on('error', () => ended('reset'));
  });
  client.on('data', (bytes: Buffer) => pieces.push(bytes));
  return { fromClient: () => Buffer.concat(pieces), clientEnd: () => clientEnd, clientEnded };
}
