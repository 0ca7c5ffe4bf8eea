/** rtmpdump, that is librtmp, as a player: it writes the tags it receives into an FLV file. */
import { start, type Running } from '../../processes.ts';

/** Plays a live `url` into `file` until the stream ends. */
export function rtmpdumpPlay(url: string, file: string): Promise<Running> {
  return start('rtmpdump', ['--live', '--rtmp', url, '--flv', file, '--timeout', '10']);
}
