/** FFmpeg 8.1 as a peer that speaks Enhanced RTMP v2: it listens, publishes and plays. */
import { freePort, listening } from '../../loopback.ts';
import type { Running } from '../../processes.ts';
import { startCopy, startNoting, type Noting } from './copy.ts';

/** A one-shot server for one publisher of `key`; what it received is in its notes. */
export type Ffmpeg81Listener = Noting & { readonly url: string };

/** Starts listening; resolves when the port is open. */
export async function startFfmpeg81Listener(key: string): Promise<Ffmpeg81Listener> {
  const port = await freePort();
  const url = `rtmp://127.0.0.1:${port}/live`;
  const noting = await startNoting({ input: `${url}/${key}`, inputOptions: { listen: '1' } });
  await listening(port);
  return { ...noting, url };
}

/** What FFmpeg names in connect, since it announces nothing by itself. */
const announced = 'av01,hvc1,vp09,Opus,mp4a';

/** Publishes `file` at `speed` times its own pace. */
export function ffmpeg81Publish(file: string, url: string, speed: number): Promise<Running> {
  return startCopy({ input: file, output: url, speed });
}

/** Plays `url` until the stream ends; what came is in its notes. `silent` players do not say that they know codecs. */
export function ffmpeg81Play(url: string, says: 'codecs' | 'silent'): Promise<Noting> {
  const codecs = says === 'codecs' ? { rtmp_enhanced_codecs: announced } : {};
  return startNoting({ input: url, inputOptions: { rtmp_live: 'live', ...codecs } });
}
