/** `ffmpeg -listen 1`: a one-shot RTMP server that writes what it receives into an FLV file, timestamps untouched. */
import { join } from 'node:path';
import { freePort, listening, temporaryFolder } from '../loopback.ts';
import { start, type Exit } from '../processes.ts';

/** A listening ffmpeg. */
export type FfmpegListener = {
  readonly port: number;
  readonly pid: number;
  readonly url: string;
  /** What it writes; complete once it exited. */
  readonly file: string;
  readonly exited: Promise<Exit>;
  readonly stderr: () => string;
  readonly stop: () => Promise<void>;
};

/** Starts ffmpeg waiting for one publisher of `key`; resolves when it listens. */
export async function startFfmpegListener(key: string): Promise<FfmpegListener> {
  const folder = await temporaryFolder();
  const port = await freePort();
  const file = join(folder.path, 'received.flv');
  const url = `rtmp://127.0.0.1:${port}/live`;
  const quiet = ['-hide_banner', '-nostdin', '-loglevel', 'info'];
  const input = ['-copyts', '-listen', '1', '-i', `${url}/${key}`];
  const ffmpeg = await start('ffmpeg', [...quiet, ...input, '-map', '0', '-c', 'copy', '-copyts', '-y', file]);
  await listening(port);
  return {
    port,
    pid: ffmpeg.pid,
    url,
    file,
    exited: ffmpeg.exited,
    stderr: ffmpeg.stderr,
    stop: async () => {
      await ffmpeg.end();
      await folder.remove();
    },
  };
}
