/** Servers that are not what a publisher hopes for: silent ones, web servers, and ports whose queue is full. */
import { createServer as createWebServer } from 'node:http';
import { connect, createServer, type Socket } from 'node:net';
import { freePort, listening, listenOn } from '../loopback.ts';
import { start } from '../processes.ts';

/** A server with only a port. */
export type OddServer = {
  readonly port: number;
  readonly connections: () => number;
  readonly stop: () => Promise<void>;
};

/** Takes connections, and answers each with `answer` at once, or never says a word. */
export async function startTalker(answer: Uint8Array | null, host = '127.0.0.1', port = 0): Promise<OddServer> {
  const open = new Set<Socket>();
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    open.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => open.delete(socket));
    socket.resume();
    if (answer !== null) socket.write(answer);
  });
  return {
    port: await listenOn(server, host, port),
    connections: () => connections,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of open) socket.destroy();
      }),
  };
}

/** A web server that answers whatever it can't parse with 400, as they do. */
export async function startWebServer(): Promise<OddServer> {
  let connections = 0;
  const server = createWebServer((_request, response) => response.end('<html>Hello</html>'));
  server.on('connection', () => {
    connections += 1;
  });
  return {
    port: await listenOn(server),
    connections: () => connections,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** A port that drops every SYN: its process stands still and its queue of connections is full. */
export async function startBlackHole(host = '127.0.0.1'): Promise<OddServer> {
  const port = await freePort();
  const script = `require('node:net').createServer().listen({ port: ${port}, host: '${host}', backlog: 1 })`;
  const child = await start(process.execPath, ['-e', script]);
  await listening(port);
  child.signal('SIGSTOP');
  const fillers = Array.from({ length: 8 }, () => connect(port, host).on('error', () => {}));
  await Promise.all(
    fillers.slice(0, 2).map(
      (filler) =>
        new Promise((resolve) => {
          filler.once('connect', resolve);
        }),
    ),
  );
  return {
    port,
    connections: () => 0,
    stop: async () => {
      for (const filler of fillers) filler.destroy();
      child.signal('SIGCONT');
      await child.end();
    },
  };
}
