/** ffmpeg 5.1 as a client: it publishes an FLV file and plays into one, streams copied, times untouched. */
import { start, type Running } from '../../processes.ts';

const quiet = ['-hide_banner', '-nostdin', '-v', 'warning'];

/** Publishes `file` at `speed` times its own pace. */
export function ffmpegPublish(file: string, url: string, speed: number): Promise<Running> {
  const input = ['-readrate', String(speed), '-copyts', '-i', file];
  return start('ffmpeg', [...quiet, ...input, '-map', '0', '-c', 'copy', '-copyts', '-f', 'flv', url]);
}

/** Plays `url` into `file` until the stream ends. */
export function ffmpegPlay(url: string, file: string): Promise<Running> {
  const input = ['-rtmp_live', 'live', '-copyts', '-i', url];
  return start('ffmpeg', [...quiet, ...input, '-map', '0', '-c', 'copy', '-copyts', '-y', '-f', 'flv', file]);
}
