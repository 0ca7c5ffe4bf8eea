/** A TLS server that passes what it decrypts to a plain port on 127.0.0.1: RTMPS before an RTMP server. */
import { connect } from 'node:net';
import { createServer, type TLSSocket } from 'node:tls';
import { listenOn } from '../loopback.ts';
import type { Identity } from './certificates.ts';

/** A running front; `serverNames` holds what clients asked for by SNI. */
export type TlsFront = {
  readonly port: number;
  readonly serverNames: () => readonly string[];
  readonly stop: () => Promise<void>;
};

/** Starts the front with `identity` before `upstreamPort`. */
export async function startTlsFront(
  identity: Identity,
  upstreamPort: number,
  options: { readonly maxVersion?: 'TLSv1.1' | 'TLSv1.3' } = {},
): Promise<TlsFront> {
  const serverNames: string[] = [];
  const open = new Set<TLSSocket>();
  const old = options.maxVersion === 'TLSv1.1' ? { ciphers: 'DEFAULT@SECLEVEL=0', minVersion: 'TLSv1' as const } : {};
  const server = createServer({ ...identity, ...old, maxVersion: options.maxVersion ?? 'TLSv1.3' }, (client) => {
    open.add(client);
    const name: unknown = client.servername;
    serverNames.push(typeof name === 'string' ? name : '');
    const plain = connect(upstreamPort, '127.0.0.1');
    client.pipe(plain).pipe(client);
    client.on('error', () => plain.destroy());
    plain.on('error', () => client.destroy());
    client.on('close', () => {
      open.delete(client);
      plain.destroy();
    });
  });
  const port = await listenOn(server);
  return {
    port,
    serverNames: () => serverNames,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const client of open) client.destroy();
      }),
  };
}
