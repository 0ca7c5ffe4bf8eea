/** A TCP server that throws everything away: `node sink.ts PORT`. */
import { createServer } from 'node:net';

createServer((socket) => {
  socket.on('data', () => undefined);
  socket.on('error', () => undefined);
}).listen(Number(process.argv[2]), '127.0.0.1');
