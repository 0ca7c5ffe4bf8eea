/**
 * A TCP proxy that makes a path go wrong and is switched while it runs, for all connections or for one: delay, rate,
 * stall without RST, RST, FIN, half-open, slow loris, a flipped bit, a closed door, a silent one.
 */
import { connect, createServer, type Server, type Socket } from 'node:net';
import { listenOn } from '../loopback.ts';
import { Lane, noFaults, type LaneFaults } from './lane.ts';

/** `up` is what the client sends. */
export type Direction = 'up' | 'down';

/** What a path does; what is not named stays as it is. */
export type PathFaults = {
  readonly up: Partial<LaneFaults>;
  readonly down: Partial<LaneFaults>;
  /** Nothing is read on either side: neither byte nor RST comes through, and buffers fill. */
  readonly isStalled: boolean;
};

/** `open` lets through, `silent` takes connections and never says a word, `refuse` answers with RST. */
export type Door = 'open' | 'silent' | 'refuse';

/** One connection through the proxy. */
export type FaultyConnection = {
  readonly openedAt: number;
  readonly isOpen: () => boolean;
  /** Bytes that reached the other side. */
  readonly passed: (direction: Direction) => number;
  /** How the client ended its side; null while it has not. */
  readonly clientEnd: () => 'fin' | 'reset' | null;
  /** Resolves when it does. */
  readonly clientEnded: Promise<'fin' | 'reset'>;
  readonly set: (change: Partial<PathFaults>) => void;
  readonly cut: (how: 'reset' | 'fin') => void;
  /** The far side is gone and the client is not told. */
  readonly orphan: () => void;
  readonly corrupt: (direction: Direction) => void;
};

/** A running proxy. */
export type FaultProxy = {
  readonly port: number;
  readonly url: string;
  /** All connections so far, the oldest first. */
  readonly connections: () => readonly FaultyConnection[];
  readonly newest: () => FaultyConnection;
  /** On open and on future connections. */
  readonly set: (change: Partial<PathFaults>) => void;
  /** Back to a path without faults. */
  readonly heal: () => void;
  readonly cut: (how: 'reset' | 'fin') => void;
  /** Open connections stay as they are. */
  readonly door: (door: Door) => Promise<void>;
  readonly stop: () => Promise<void>;
};

type Path = { readonly up: LaneFaults; readonly down: LaneFaults; readonly isStalled: boolean };

const healthy: Path = { up: noFaults, down: noFaults, isStalled: false };

function merged(path: Path, change: Partial<PathFaults>): Path {
  return {
    up: { ...path.up, ...change.up },
    down: { ...path.down, ...change.down },
    isStalled: change.isStalled ?? path.isStalled,
  };
}

export type ProxyOptions = {
  /** What it stands before. */
  readonly port: number;
  readonly host?: string;
  /** Called for each connection with its number from 0; what it returns gets a copy of what the client says. */
  readonly listenIn?: (index: number) => (bytes: Uint8Array) => void;
};

/** Starts a proxy, open and without faults. */
export async function startFaultProxy(options: ProxyOptions): Promise<FaultProxy> {
  const { port: upstreamPort, host = '127.0.0.1', listenIn } = options;
  let path = healthy;
  let manner: Door = 'open';
  const all: Pair[] = [];
  const mute = new Set<Socket>();
  const admit = (client: Socket): void => {
    client.setNoDelay(true);
    if (manner === 'open') {
      if (listenIn !== undefined) client.on('data', listenIn(all.length));
      all.push(new Pair(client, connect({ port: upstreamPort, host, allowHalfOpen: true }), path));
      return;
    }
    mute.add(client);
    client.on('error', () => client.destroy());
    client.on('close', () => mute.delete(client));
    client.resume();
  };
  let listener = createServer({ allowHalfOpen: true }, admit);
  const port = await listenOn(listener);
  const each = (act: (pair: Pair) => void): void => {
    for (const pair of all) if (pair.isOpen()) act(pair);
  };
  const set = (change: Partial<PathFaults>): void => {
    path = merged(path, change);
    each((pair) => pair.set(change));
  };
  const door = async (next: Door): Promise<void> => {
    manner = next;
    if (next === 'refuse') await closed(listener);
    else if (!listener.listening) {
      listener = createServer({ allowHalfOpen: true }, admit);
      await listenOn(listener, '127.0.0.1', port);
    }
  };
  return {
    port,
    url: `rtmp://127.0.0.1:${port}/live`,
    connections: () => all,
    newest: () => {
      const pair = all.at(-1);
      if (pair === undefined) throw new Error('nobody connected to the proxy');
      return pair;
    },
    set,
    heal: () => set(healthy),
    cut: (how) => each((pair) => pair.cut(how)),
    door,
    stop: async () => {
      await closed(listener);
      each((pair) => pair.cut('reset'));
      for (const socket of mute) socket.destroy();
    },
  };
}

/** Stops listening at once; resolves although connections go on. */
function closed(listener: Server): Promise<void> {
  if (!listener.listening) return Promise.resolve();
  listener.close();
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

/** A client, the server it wanted, and a lane each way. */
class Pair implements FaultyConnection {
  readonly openedAt = performance.now();
  readonly #client: Socket;
  readonly #server: Socket;
  readonly #up: Lane;
  readonly #down: Lane;
  #path: Path;
  #isOpen = true;
  #isOrphan = false;
  #clientEnd: 'fin' | 'reset' | null = null;
  readonly #ended = Promise.withResolvers<'fin' | 'reset'>();
  readonly clientEnded = this.#ended.promise;

  constructor(client: Socket, server: Socket, path: Path) {
    this.#client = client;
    this.#server = server;
    this.#path = path;
    this.#up = this.#lane(client, server);
    this.#down = this.#lane(server, client);
    server.setNoDelay(true);
    client.on('data', (bytes: Buffer) => this.#up.push(bytes));
    server.on('data', (bytes: Buffer) => this.#down.push(bytes));
    client.on('drain', () => this.#down.drained());
    server.on('drain', () => this.#up.drained());
    client.on('end', () => {
      this.#endedBy('fin');
      this.#up.end(() => server.end());
    });
    server.on('end', () => {
      if (!this.#isOrphan) this.#down.end(() => client.end());
    });
    client.on('error', () => {
      this.#endedBy('reset');
      this.#close();
    });
    server.on('error', () => {
      if (!this.#isOrphan) this.cut('reset');
    });
    client.on('close', () => this.#close());
    server.on('close', () => {
      if (!this.#isOrphan) client.destroySoon();
    });
    this.#apply();
  }

  isOpen(): boolean {
    return this.#isOpen;
  }

  passed(direction: Direction): number {
    return direction === 'up' ? this.#up.passed : this.#down.passed;
  }

  clientEnd(): 'fin' | 'reset' | null {
    return this.#clientEnd;
  }

  set(change: Partial<PathFaults>): void {
    this.#path = merged(this.#path, change);
    this.#apply();
  }

  cut(how: 'reset' | 'fin'): void {
    if (how === 'fin') this.#client.end();
    else this.#client.resetAndDestroy();
  }

  orphan(): void {
    this.#isOrphan = true;
    this.set({ up: { loses: true } });
    this.#server.resetAndDestroy();
  }

  corrupt(direction: Direction): void {
    (direction === 'up' ? this.#up : this.#down).corrupt();
  }

  #lane(from: Socket, to: Socket): Lane {
    return new Lane({
      write: (bytes) => to.write(bytes),
      allow: (mayRead) => {
        if (mayRead && !this.#path.isStalled) from.resume();
        else from.pause();
      },
      isFull: () => to.writableNeedDrain,
    });
  }

  #endedBy(how: 'fin' | 'reset'): void {
    this.#clientEnd ??= how;
    this.#ended.resolve(this.#clientEnd);
  }

  #apply(): void {
    this.#up.set(this.#path.up);
    this.#down.set(this.#path.down);
  }

  #close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#up.close();
    this.#down.close();
    this.#client.destroy();
    this.#server.destroy();
  }
}
