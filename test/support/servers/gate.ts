/** A TCP gate in front of a server: it lets connections through, holds them, or cuts them all, as a bad network would. */
import { connect, createServer, type Socket } from 'node:net';
import { listenOn } from '../loopback.ts';

/** What the gate does with bytes: `open` passes them on, `held` takes connections and passes nothing. */
export type GateMode = 'open' | 'held';

/** A gate that listens on its own port of 127.0.0.1. */
export type Gate = {
  readonly port: number;
  readonly set: (mode: GateMode) => void;
  /** Resets every connection and refuses new ones until `restore`. */
  readonly cut: () => Promise<void>;
  readonly restore: () => Promise<void>;
  readonly close: () => Promise<void>;
};

/** Opens a gate in front of `target` on 127.0.0.1. */
export async function openGate(target: number): Promise<Gate> {
  const pairs = new Set<readonly [Socket, Socket]>();
  let mode: GateMode = 'open';
  const server = createServer((near) => {
    const far = connect(target, '127.0.0.1');
    const pair = [near, far] as const;
    pairs.add(pair);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      from.on('data', (bytes) => to.write(bytes));
      from.on('end', () => to.end());
      from.on('error', () => to.destroy());
      from.on('close', () => pairs.delete(pair));
    }
    if (mode === 'held') holdPair(pair);
  });
  const set = (next: GateMode): void => {
    mode = next;
    for (const pair of pairs) {
      if (mode === 'held') holdPair(pair);
      else for (const socket of pair) socket.resume();
    }
  };
  const cut = async (): Promise<void> => {
    const closed = new Promise<void>((resolve) => {
      server.close(() => resolve());
    });
    for (const pair of pairs) for (const socket of pair) socket.resetAndDestroy();
    await closed;
  };
  const port = await listenOn(server);
  return {
    port,
    set,
    cut,
    restore: async () => {
      await listenOn(server, '127.0.0.1', port);
    },
    close: async () => {
      if (server.listening) await cut();
    },
  };
}

function holdPair(pair: readonly [Socket, Socket]): void {
  for (const socket of pair) socket.pause();
}
