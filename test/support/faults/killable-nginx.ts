/** nginx with its RTMP module that is killed and started again on the same port; every life leaves a recording of its own. */
import { mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort, listening, temporaryFolder } from '../loopback.ts';
import { start, type Running } from '../processes.ts';

export type KillableNginx = {
  readonly url: string;
  readonly port: number;
  /** KILL; resolves when it is gone. */
  readonly kill: () => Promise<void>;
  /** Resolves when it listens again. */
  readonly restart: () => Promise<void>;
  /** The recording of each life that has one, the oldest first. */
  readonly recordings: () => Promise<readonly string[]>;
  readonly stop: () => Promise<void>;
};

function configFor(place: { readonly port: number; readonly folder: string; readonly life: string }): string {
  return `
daemon off;
master_process off;
user root;
worker_processes 1;
load_module /usr/lib/nginx/modules/ngx_rtmp_module.so;
pid ${place.folder}/nginx.pid;
error_log ${place.folder}/error.log warn;
events { worker_connections 64; }
rtmp {
  server {
    listen 127.0.0.1:${place.port};
    application live {
      live on;
      record all;
      record_path ${place.life};
    }
  }
}
`;
}

/** Starts its first life. */
export async function startKillableNginx(): Promise<KillableNginx> {
  const folder = await temporaryFolder();
  const port = await freePort();
  let lives = 0;
  const live = async (): Promise<Running> => {
    const life = join(folder.path, `life-${String(lives).padStart(3, '0')}`);
    lives += 1;
    await mkdir(life);
    const config = join(folder.path, 'nginx.conf');
    await writeFile(config, configFor({ port, folder: folder.path, life }));
    const nginx = await start('nginx', ['-p', folder.path, '-c', config, '-e', join(folder.path, 'error.log')]);
    await listening(port);
    return nginx;
  };
  let nginx = await live();
  return {
    url: `rtmp://127.0.0.1:${port}/live`,
    port,
    kill: async () => {
      nginx.signal('SIGKILL');
      await nginx.exited;
    },
    restart: async () => {
      nginx = await live();
    },
    recordings: async () => {
      const names = (await readdir(folder.path)).filter((name) => name.startsWith('life-')).toSorted();
      const files = await Promise.all(names.map((name) => firstFile(join(folder.path, name))));
      return files.filter((file) => file !== null);
    },
    stop: async () => {
      await nginx.end();
      await folder.remove();
    },
  };
}

async function firstFile(folder: string): Promise<string | null> {
  const [name] = await readdir(folder);
  if (name === undefined) return null;
  const file = join(folder, name);
  return (await stat(file)).size > 0 ? file : null;
}
