/**
 * rtmpsrv, librtmp's stub of a server, in a network namespace of its own, because it listens on 1935 of every address.
 * It answers handshake, connect, createStream and play, and serves no publish.
 */
import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { listenOn, temporaryFolder, until } from '../loopback.ts';
import { endWithUs } from '../processes.ts';

/** A running rtmpsrv behind a port of ours. */
export type Rtmpsrv = {
  readonly url: string;
  /** What it printed: the parameters of each connect. */
  readonly said: () => string;
  readonly stop: () => Promise<void>;
};

/** A socket in the file system leads out of the namespace; each connection to it becomes one to port 1935. */
const doorScript = `
const net = require('node:net');
net.createServer((outside) => {
  const inside = net.connect(1935, '127.0.0.1');
  outside.pipe(inside).pipe(outside);
  outside.on('error', () => inside.destroy());
  inside.on('error', () => outside.destroy());
}).listen(process.argv[1]);
`;

/** Starts it; resolves when it takes connections. */
export async function startRtmpsrv(): Promise<Rtmpsrv> {
  const folder = await temporaryFolder();
  const door = join(folder.path, 'door');
  const inside = 'ip link set lo up; "$0" -e "$1" "$2" & exec rtmpsrv -z';
  const args = ['-rn', '--kill-child', '--pid', '--fork', 'sh', '-c', inside, process.execPath, doorScript, door];
  // A pipe that stays open: at the end of its input rtmpsrv would spin.
  const child = spawn('unshare', args, { cwd: folder.path, stdio: ['pipe', 'pipe', 'pipe'] });
  endWithUs(child);
  let said = '';
  for (const output of [child.stdout, child.stderr]) {
    output.on('data', (bytes: Buffer) => {
      said += bytes.toString('latin1');
    });
  }
  const ended = new Promise((resolve) => {
    child.once('close', resolve);
  });
  await until('rtmpsrv listens', () => said.includes('Streaming on rtmp://'));
  await until('its door is open', () => canConnect(door));
  const outside = createServer((client) => {
    const server = connect(door);
    client.pipe(server).pipe(client);
    client.on('error', () => server.destroy());
    server.on('error', () => client.destroy());
  });
  const port = await listenOn(outside);
  return {
    url: `rtmp://127.0.0.1:${port}/live`,
    said: () => said,
    stop: async () => {
      outside.close();
      // The namespace ends with rtmpsrv, its first process, which unshare then reaps.
      const first = await readFile(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8');
      process.kill(Number(first), 'SIGKILL');
      await ended;
      await folder.remove();
    },
  };
}

function canConnect(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path, () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}
