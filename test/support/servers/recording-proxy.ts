/** A TCP proxy that notes every piece of a connection, its direction and its time, and changes nothing. */
import { connect, createServer } from 'node:net';
import { listenOn } from '../loopback.ts';

/** Bytes as they were read in one go. */
export type Piece = { readonly from: 'client' | 'server'; readonly bytes: Uint8Array; readonly at: number };

/** A running proxy. */
export type RecordingProxy = {
  readonly port: number;
  /** The pieces of each connection so far, oldest connection first. */
  readonly connections: readonly (readonly Piece[])[];
  readonly stop: () => void;
};

/** Starts a proxy before `upstreamPort` on 127.0.0.1. */
export async function startRecordingProxy(upstreamPort: number): Promise<RecordingProxy> {
  const connections: Piece[][] = [];
  const startedAt = performance.now();
  const listener = createServer({ noDelay: true, allowHalfOpen: true }, (client) => {
    const pieces: Piece[] = [];
    connections.push(pieces);
    const server = connect({ port: upstreamPort, host: '127.0.0.1', noDelay: true, allowHalfOpen: true });
    const ways = [
      ['client', client, server],
      ['server', server, client],
    ] as const;
    for (const [from, source, target] of ways) {
      source.on('data', (bytes: Buffer) => {
        pieces.push({ from, bytes, at: performance.now() - startedAt });
        if (!target.write(bytes)) source.pause();
      });
      target.on('drain', () => source.resume());
      source.on('end', () => target.end());
      source.on('error', () => target.destroy());
    }
  });
  return {
    port: await listenOn(listener),
    connections,
    stop: () => {
      listener.close();
    },
  };
}
