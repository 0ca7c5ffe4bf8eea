/** GStreamer as a client: rtmp2sink and librtmp's rtmpsink publish an FLV file, rtmp2src plays into one. */
import { stat } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import { start, type Running } from '../../processes.ts';

const settleMillis = 250;

/** Publishes H.264 and AAC from `file` as fast as the server takes them; flvmux writes the tags anew. */
export function gstreamerPublish(file: string, url: string, sink: 'rtmp2sink' | 'rtmpsink'): Promise<Running> {
  const input = ['filesrc', `location=${file}`, '!', 'flvdemux', 'name=d'];
  const output = ['flvmux', 'name=m', 'streamable=true', '!', sink, `location=${url}`, 'sync=false'];
  const video = ['d.video', '!', 'queue', '!', 'h264parse', '!', 'm.video'];
  const audio = ['d.audio', '!', 'queue', '!', 'aacparse', '!', 'm.audio'];
  return start('gst-launch-1.0', ['-q', ...input, ...output, ...video, ...audio]);
}

/** A playing GStreamer. */
export type GstreamerPlayer = Running & {
  /** Resolves once its file has not grown for a quarter second: at the end of a stream it drops what it still holds. */
  readonly settled: () => Promise<void>;
};

/** Plays `url` into `file`, tags as they come, until the stream ends. */
export async function gstreamerPlay(url: string, file: string): Promise<GstreamerPlayer> {
  const output = ['filesink', `location=${file}`, 'buffer-mode=unbuffered'];
  const player = await start('gst-launch-1.0', ['-q', 'rtmp2src', `location=${url}`, '!', ...output]);
  const settled = async (): Promise<void> => {
    for (let before = -1; ;) {
      const { size } = await stat(file);
      if (size === before) return;
      before = size;
      await setTimeout(settleMillis);
    }
  };
  return { ...player, settled };
}
