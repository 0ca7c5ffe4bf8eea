/** GStreamer as a client: rtmp2sink and librtmp's rtmpsink publish an FLV file, rtmp2src plays into one. */
import { start, type Running } from '../../processes.ts';

/** Publishes H.264 and AAC from `file` as fast as the server takes them; flvmux writes the tags anew. */
export function gstreamerPublish(file: string, url: string, sink: 'rtmp2sink' | 'rtmpsink'): Promise<Running> {
  const input = ['filesrc', `location=${file}`, '!', 'flvdemux', 'name=d'];
  const output = ['flvmux', 'name=m', 'streamable=true', '!', sink, `location=${url}`, 'sync=false'];
  const video = ['d.video', '!', 'queue', '!', 'h264parse', '!', 'm.video'];
  const audio = ['d.audio', '!', 'queue', '!', 'aacparse', '!', 'm.audio'];
  return start('gst-launch-1.0', ['-q', ...input, ...output, ...video, ...audio]);
}

/** Plays `url` into `file`, tags as they come, until the stream ends. */
export function gstreamerPlay(url: string, file: string): Promise<Running> {
  return start('gst-launch-1.0', ['-q', 'rtmp2src', `location=${url}`, '!', 'filesink', `location=${file}`]);
}
