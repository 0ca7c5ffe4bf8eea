/** An RTMP server that knows no discretion: it quotes the key in every answer, cuts the first publish and refuses the second. */
import { randomBytes } from 'node:crypto';
import { createServer, type Socket } from 'node:net';
import { spellingsOf } from '../../../shared/live/words/spellings.ts';
import { RtmpServerConnection } from '../../../shared/rtmp/server.ts';
import { listenOn } from '../loopback.ts';

/** What the server does with the publishes that come, in their order; the last one repeats. */
export type Manner = 'accept' | 'accept, then cut' | 'refuse';

/** A running server; `keys` are those that publishers gave. */
export type Telltale = {
  readonly url: string;
  readonly keys: () => readonly string[];
  readonly stop: () => Promise<void>;
};

/** How long a publish that will be cut may run, from its first frame: encoders on a busy machine take their time. */
const cutAfterMillis = 3500;

/** Starts it on a free loopback port. */
export async function startTelltale(manners: readonly Manner[]): Promise<Telltale> {
  const keys: string[] = [];
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.on('error', () => socket.destroy());
    const machine = new RtmpServerConnection({
      random: new Uint8Array(randomBytes(1528)),
      now: performance.now(),
      ackEveryBytes: 65_536,
    });
    let willBeCut = false;
    const answer = (key: string): void => {
      const manner = manners[Math.min(keys.length, manners.length - 1)] ?? 'accept';
      keys.push(key);
      const words = `The key ${spellingsOf(key).join(', ')} is in use by ${key}`;
      if (manner === 'refuse') machine.refusePublish('NetStream.Publish.BadName', words);
      else machine.acceptPublish();
      willBeCut = manner === 'accept, then cut';
    };
    socket.on('data', (bytes: Buffer) => {
      machine.receive(bytes, performance.now());
      for (const event of machine.takeEvents()) {
        if (event.kind === 'publish') answer(event.key);
        if (event.kind === 'video' && event.body[1] === 1 && willBeCut) {
          willBeCut = false;
          setTimeout(() => socket.resetAndDestroy(), cutAfterMillis);
        }
        if (event.kind === 'failed') socket.destroy();
      }
      for (const piece of machine.takeOutput()) if (socket.writable) socket.write(piece);
    });
    socket.on('close', () => open.delete(socket));
  });
  const port = await listenOn(server);
  return {
    url: `rtmp://127.0.0.1:${port}/live`,
    keys: () => keys,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of open) socket.destroy();
      }),
  };
}
