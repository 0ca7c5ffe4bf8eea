/** The servers that are compared: nginx with its RTMP module, node-media-server and ours, each alone in its own process. */
import { mkdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { freePort, listening, temporaryFolder } from '../../support/loopback.ts';
import { start } from '../../support/processes.ts';

/** A running server that lets everybody publish and play in the application `live`. */
export type BenchServer = {
  readonly name: string;
  readonly pid: number;
  readonly port: number;
  readonly url: string;
  /** Frames received so far over all streams on air; null where the server does not count them. */
  readonly frames: () => number | null;
  readonly stop: () => Promise<void>;
};

/** Plain relaying, without the callbacks and recordings of the tests' nginx. */
export async function startNginx(): Promise<BenchServer> {
  const folder = await temporaryFolder();
  await mkdir(join(folder.path, 'logs'));
  const port = await freePort();
  const config = join(folder.path, 'nginx.conf');
  await writeFile(
    config,
    `
daemon off;
master_process off;
user root;
worker_processes 1;
load_module /usr/lib/nginx/modules/ngx_rtmp_module.so;
pid ${folder.path}/nginx.pid;
error_log ${folder.path}/error.log error;
events { worker_connections 1024; }
rtmp { server { listen 127.0.0.1:${port}; application live { live on; wait_key on; wait_video on; } } }
`,
  );
  const program = await start('nginx', ['-p', folder.path, '-c', config, '-e', join(folder.path, 'error.log')]);
  return serving('nginx-rtmp', { port, folder, program });
}

/** Without recordings and pages. */
export async function startNodeMediaServer(): Promise<BenchServer> {
  const folder = await temporaryFolder();
  const port = await freePort();
  const config = join(folder.path, 'config.json');
  const store = { path: join(folder.path, 'store') };
  await writeFile(config, JSON.stringify({ bind: '127.0.0.1', rtmp: { port }, store }));
  const home = dirname(createRequire(import.meta.url).resolve('node-media-server/package.json'));
  const args = [join(home, 'bin', 'app.js'), '-c', config, '--no-admin'];
  const program = await start(process.execPath, args, { cwd: folder.path });
  return serving('node-media-server', { port, folder, program });
}

/** Ours, as users start it; `tool` is the bundled command line. */
export async function startOurs(tool: string): Promise<BenchServer> {
  const folder = await temporaryFolder();
  const port = await freePort();
  const program = await start(process.execPath, [tool, 'serve', '--port', String(port), '--json-stats']);
  return { ...(await serving('ours', { port, folder, program })), frames: () => framesIn(program.stdout()) };
}

const statsLine = z.object({
  kind: z.literal('stats'),
  streams: z.array(z.object({ isPublished: z.boolean(), videoFrames: z.number() })),
});

/** The sum over all streams on air in the last whole line of figures. */
function framesIn(output: string): number | null {
  const lines = output.slice(0, output.lastIndexOf('\n')).split('\n');
  const last = lines.findLast((line) => line.includes('"stats"'));
  if (last === undefined) return null;
  const { streams } = statsLine.parse(JSON.parse(last));
  return streams.reduce((sum, stream) => sum + (stream.isPublished ? stream.videoFrames : 0), 0);
}

type Place = {
  readonly port: number;
  readonly folder: { readonly remove: () => Promise<void> };
  readonly program: Awaited<ReturnType<typeof start>>;
};

async function serving(name: string, { port, folder, program }: Place): Promise<BenchServer> {
  await listening(port);
  return {
    name,
    pid: program.pid,
    port,
    url: `rtmp://127.0.0.1:${port}/live`,
    frames: () => null,
    stop: async () => {
      await program.end();
      await folder.remove();
    },
  };
}
