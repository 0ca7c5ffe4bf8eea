/** Places for tests: free loopback ports, folders that disappear again, and waiting for a port to listen. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const pollMillis = 15;

/** A port on 127.0.0.1 that nobody listens on right now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const port = portOf(server);
      server.close(() => resolve(port));
    });
  });
}

/** The port of a server that listens on TCP. */
function portOf(server: Pick<Server, 'address'>): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server does not listen on TCP');
  return address.port;
}

/** Starts `server` on a free port of `host` and resolves with it. */
export function listenOn(server: Server, host = '127.0.0.1', port = 0): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve(portOf(server)));
  });
}

/** A folder of its own, and the function that removes it. */
export async function temporaryFolder(): Promise<{ readonly path: string; readonly remove: () => Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'uplink-test-'));
  return { path, remove: () => rm(path, { recursive: true, force: true, maxRetries: 5 }) };
}

/** Resolves once a process listens on `port`; it looks into /proc, since a one-shot server would take a probe for its client. */
export async function listening(port: number, millis = 10_000): Promise<void> {
  const deadline = Date.now() + millis;
  while (!(await isListening(port))) {
    if (Date.now() > deadline) throw new Error(`nobody listens on port ${port}`);
    await pause(pollMillis);
  }
}

/** Resolves once `isTrue` holds; throws with `what` after `millis`. */
export async function until(what: string, isTrue: () => boolean | Promise<boolean>, millis = 10_000): Promise<void> {
  const deadline = Date.now() + millis;
  while (!(await isTrue())) {
    if (Date.now() > deadline) throw new Error(`not within ${millis} ms: ${what}`);
    await pause(pollMillis);
  }
}

function pause(millis: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, millis);
  });
}

/** State 0A in /proc/net/tcp and tcp6 is LISTEN. */
async function isListening(port: number): Promise<boolean> {
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  const row = new RegExp(`^ *\\d+: [0-9A-F]+:${hex} [0-9A-F:]+ 0A`, 'm');
  for (const table of ['/proc/net/tcp', '/proc/net/tcp6']) {
    const text = await readFile(table, 'utf8').catch(() => '');
    if (row.test(text)) return true;
  }
  return false;
}
