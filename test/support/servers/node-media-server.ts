/** node-media-server in a process of its own on a free loopback port, recording every stream as FLV. */
import { readdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { freePort, listening, temporaryFolder } from '../loopback.ts';
import { start } from '../processes.ts';

/** A running server. Its player connections stay open for 30 s after the publisher left. */
export type NodeMediaServer = {
  readonly url: string;
  readonly log: () => string;
  /** Ends the server, which completes its recordings, and resolves with the file of `key`. */
  readonly finish: (key: string) => Promise<string>;
  readonly stop: () => Promise<void>;
};

const require = createRequire(import.meta.url);
const program = require.resolve('node-media-server/bin/app.js');

/** Starts the server; resolves when it listens. */
export async function startNodeMediaServer(): Promise<NodeMediaServer> {
  const folder = await temporaryFolder();
  const port = await freePort();
  const config = join(folder.path, 'config.json');
  const record = { auto: true, path: join(folder.path, 'recordings') };
  const store = { path: join(folder.path, 'store') };
  await writeFile(config, JSON.stringify({ bind: '127.0.0.1', rtmp: { port }, record, store }));
  const server = await start(process.execPath, [program, '-c', config, '--no-admin'], { cwd: folder.path });
  await listening(port);
  await server.says(/Store ready/, 10_000);
  return {
    url: `rtmp://127.0.0.1:${port}/live`,
    log: () => server.stdout() + server.stderr(),
    finish: async (key) => {
      await server.end();
      const path = join(record.path, 'live', key);
      const [name] = await readdir(path);
      if (name === undefined) throw new Error(`node-media-server recorded nothing of ${key}`);
      return join(path, name);
    },
    stop: async () => {
      await server.end();
      await folder.remove();
    },
  };
}
