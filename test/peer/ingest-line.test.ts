/** The line to the built-in ingest over real sockets: cut it carries nothing, limited 1 Mb/s, and nobody is reset. */
import { connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { IngestLine, limitedBitsPerSecond } from '../../electron/rtmp/ingest/ingest-line.ts';
import { listenOn, until } from '../support/loopback.ts';

let line: IngestLine;
let server: Server;
let port: number;
let counted: { bytes: number };
const clients: Socket[] = [];

/** A client that sends as much as the line takes. */
function pump(): Socket {
  const socket = connect(port, '127.0.0.1');
  const block = Buffer.alloc(16_384);
  const write = (): void => {
    while (!socket.destroyed && socket.write(block));
  };
  socket.on('connect', write).on('drain', write);
  clients.push(socket);
  return socket;
}

beforeEach(async () => {
  line = new IngestLine();
  // What an earlier test's sockets still bring is counted elsewhere.
  const counter = { bytes: 0 };
  counted = counter;
  server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.on('data', (bytes: Buffer) => {
      counter.bytes += bytes.length;
    });
    line.take(socket);
  });
  port = await listenOn(server);
});
afterEach(() => {
  line.set('open');
  for (const client of clients.splice(0)) client.destroy();
  server.close();
});

test('a cut line carries nothing, also for newcomers, and goes on where it stopped', async () => {
  const first = pump();
  await until('it flows', () => counted.bytes > 1_000_000);
  line.set('cut');
  await pause(50);
  const before = counted.bytes;
  const second = pump();
  await pause(400);
  expect(counted.bytes).toBe(before);
  expect([first.destroyed, second.destroyed]).toEqual([false, false]);
  line.set('open');
  await until('it flows again', () => counted.bytes > before + 1_000_000);
});

test('a limited line carries what it says, whoever sends', async () => {
  line.set('limited');
  pump();
  pump();
  await until('the first bytes came', () => counted.bytes > 0);
  const before = counted.bytes;
  await pause(2000);
  const bits = (counted.bytes - before) * 8;
  expect(bits / 2).toBeGreaterThan(limitedBitsPerSecond / 2);
  expect(bits / 2).toBeLessThan(limitedBitsPerSecond * 1.6);
});
