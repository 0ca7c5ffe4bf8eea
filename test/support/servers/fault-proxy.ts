/** The fault rig's proxy with one fault at a time for the whole path, which also keeps what the client said. */
import { startFaultProxy as startProxy, type PathFaults } from '../faults/fault-proxy.ts';

/**
 * What the proxy does with bytes. `stall` stops reading, `blackhole` reads and loses them, `mute` loses only what the
 * server says, `drip` passes that byte by byte.
 */
export type Passing = 'pass' | 'stall' | 'blackhole' | 'mute' | 'drip';

const faults: Readonly<Record<Passing, Partial<PathFaults>>> = {
  pass: {},
  stall: { isStalled: true },
  blackhole: { up: { loses: true }, down: { loses: true } },
  mute: { down: { loses: true } },
  drip: { down: { dripMillis: 0 } },
};

/** One client connection as the proxy saw it. */
export type Passage = {
  /** All bytes from the client so far. */
  readonly fromClient: () => Buffer;
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
  /** Stops listening, so that the port refuses, and cuts. */
  readonly refuse: () => Promise<void>;
  readonly stop: () => Promise<void>;
};

/** Starts a proxy before `upstreamPort` on 127.0.0.1. */
export async function startFaultProxy(
  upstreamPort: number,
  options: { readonly passing?: Passing } = {},
): Promise<FaultProxy> {
  const said: Uint8Array[][] = [];
  const proxy = await startProxy({
    port: upstreamPort,
    listenIn: (index) => {
      const pieces: Uint8Array[] = [];
      said[index] = pieces;
      return (bytes) => pieces.push(bytes);
    },
  });
  const set = (passing: Passing): void => {
    proxy.heal();
    proxy.set(faults[passing]);
  };
  set(options.passing ?? 'pass');
  return {
    port: proxy.port,
    passages: () =>
      proxy.connections().map(({ clientEnded }, index) => ({
        fromClient: () => Buffer.concat(said[index] ?? []),
        clientEnded,
      })),
    set,
    cut: proxy.cut,
    refuse: async () => {
      await proxy.door('refuse');
      proxy.cut('reset');
    },
    stop: proxy.stop,
  };
}
