/** nginx with its RTMP module on a free loopback port: records all, refuses some keys, and tells when a recording is complete. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { join } from 'node:path';
import { freePort, listening, listenOn, temporaryFolder } from '../loopback.ts';
import { start } from '../processes.ts';

/** Keys that begin so are refused by the on_publish callback. */
const refusedKeyPrefix = 'refuse';

/** What nginx called back about. */
export type Callback = { readonly call: string; readonly name: string; readonly path: string };

/** A running server. */
export type NginxRtmp = {
  readonly port: number;
  readonly pid: number;
  /** rtmp://127.0.0.1:PORT/live; the app `live` is the only one. */
  readonly url: string;
  /** Resolves with the file once the recording of `key` is complete. */
  readonly recording: (key: string, millis?: number) => Promise<string>;
  readonly callbacks: () => readonly Callback[];
  readonly log: () => Promise<string>;
  readonly stop: () => Promise<void>;
};

function configFor(place: { readonly port: number; readonly hooks: number; readonly folder: string }): string {
  const hook = `http://127.0.0.1:${place.hooks}/`;
  return `
daemon off;
master_process off;
user root;
worker_processes 1;
load_module /usr/lib/nginx/modules/ngx_rtmp_module.so;
pid ${place.folder}/nginx.pid;
error_log ${place.folder}/error.log info;
events { worker_connections 64; }
rtmp {
  server {
    listen 127.0.0.1:${place.port};
    notify_method get;
    application live {
      live on;
      record all;
      record_path ${place.folder}/recordings;
      publish_notify on;
      on_play ${hook};
      on_publish ${hook};
      on_publish_done ${hook};
      on_record_done ${hook};
    }
  }
}
`;
}

/** Starts nginx and its callback server; resolves when it listens. */
export async function startNginx(): Promise<NginxRtmp> {
  const folder = await temporaryFolder();
  await mkdir(join(folder.path, 'recordings'));
  await mkdir(join(folder.path, 'logs'));
  const callbacks: Callback[] = [];
  const waiting = new Set<() => void>();
  const hooks = await listenForCallbacks((callback) => {
    callbacks.push(callback);
    for (const look of waiting) look();
  });
  const port = await freePort();
  const config = join(folder.path, 'nginx.conf');
  await writeFile(config, configFor({ port, hooks: hooks.port, folder: folder.path }));
  const nginx = await start('nginx', ['-p', folder.path, '-c', config, '-e', join(folder.path, 'error.log')]);
  await listening(port);
  return {
    port,
    pid: nginx.pid,
    url: `rtmp://127.0.0.1:${port}/live`,
    callbacks: () => callbacks,
    log: () => readFile(join(folder.path, 'error.log'), 'utf8'),
    recording: (key, millis = 10_000) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          waiting.delete(look);
          reject(new Error(`no recording of ${key} within ${millis} ms`));
        }, millis);
        const look = (): void => {
          const done = callbacks.find(({ call, name }) => call === 'record_done' && name === key);
          if (done === undefined) return;
          clearTimeout(timer);
          waiting.delete(look);
          resolve(done.path);
        };
        waiting.add(look);
        look();
      }),
    stop: async () => {
      await nginx.end();
      hooks.server.close();
      hooks.server.closeAllConnections();
      await folder.remove();
    },
  };
}

async function listenForCallbacks(onCall: (callback: Callback) => void): Promise<{ port: number; server: Server }> {
  const server = createServer((request, response) => {
    const callback = readCallback(request);
    const isRefused = callback.call === 'publish' && callback.name.startsWith(refusedKeyPrefix);
    response.writeHead(isRefused ? 403 : 200);
    response.end();
    onCall(callback);
  });
  return { port: await listenOn(server), server };
}

function readCallback(request: IncomingMessage): Callback {
  const { searchParams } = new URL(request.url ?? '/', 'http://127.0.0.1');
  const field = (name: string): string => searchParams.get(name) ?? '';
  return { call: field('call'), name: field('name'), path: field('path') };
}
