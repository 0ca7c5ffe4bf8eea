/**
 * The floor: a file into a socket and nothing else. `node bare-copy.ts FILE PORT stream|reused`: a read stream piped, as
 * everybody would write it, or two buffers of 256 KiB used again and again, the cheapest that Node can do.
 */
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { pipeline } from 'node:stream/promises';

const bufferLength = 256 * 1024;
const [file = '', port = '', how = ''] = process.argv.slice(2);

async function copyReused(socket: Socket): Promise<void> {
  const source = await open(file, 'r');
  let [filling, sending] = [Buffer.allocUnsafeSlow(bufferLength), Buffer.allocUnsafeSlow(bufferLength)];
  let sent: Promise<void> = Promise.resolve();
  for (;;) {
    // The next piece can only be read while the one before is on its way.
    const { bytesRead } = await source.read(filling, 0, bufferLength);
    await sent;
    if (bytesRead === 0) break;
    [filling, sending] = [sending, filling];
    const piece = sending.subarray(0, bytesRead);
    sent = new Promise((resolve) => {
      socket.write(piece, () => resolve());
    });
  }
  await source.close();
  await new Promise<void>((resolve) => {
    socket.end(resolve);
  });
}

const socket = connect({ port: Number(port), host: '127.0.0.1' }, () => {
  const before = process.cpuUsage();
  const at = performance.now();
  const copied = how === 'stream' ? pipeline(createReadStream(file), socket) : copyReused(socket);
  void copied.then(() => {
    const { user, system } = process.cpuUsage(before);
    const seconds = (performance.now() - at) / 1000;
    const bytes = socket.bytesWritten;
    process.stdout.write(`${JSON.stringify({ cpuSeconds: (user + system) / 1e6, seconds, bytes })}\n`);
    process.exit(0);
  });
});
