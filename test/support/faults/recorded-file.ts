/** What ffprobe finds in a recording: whether it opens, how long it is, and how many packets it holds. */
import { run } from '../processes.ts';

export type RecordedFile = {
  readonly opens: boolean;
  /** From the first to the last picture, one frame more; 0 without any. */
  readonly seconds: number;
  readonly pictures: number;
  readonly sounds: number;
  /** What ffprobe complained about. */
  readonly complaint: string;
};

/** Reads the whole file. */
export async function readRecordedFile(file: string): Promise<RecordedFile> {
  const entries = ['-show_entries', 'packet=codec_type,pts_time', '-of', 'csv=p=0'];
  const { code, stdout, stderr } = await run('ffprobe', ['-v', 'error', ...entries, file]);
  const times = { video: new Array<number>(), audio: new Array<number>() };
  for (const line of stdout.toString('utf8').split('\n')) {
    const [kind, time] = line.split(',');
    if (kind === 'video' || kind === 'audio') times[kind].push(Number(time));
  }
  const finite = times.video.filter((time) => Number.isFinite(time));
  const first = finite.reduce((least, time) => Math.min(least, time), Infinity);
  const last = finite.reduce((most, time) => Math.max(most, time), -Infinity);
  return {
    opens: code === 0 && finite.length > 0,
    seconds: finite.length === 0 ? 0 : last - first + 1 / 30,
    pictures: times.video.length,
    sounds: times.audio.length,
    complaint: stderr.slice(0, 300).trim(),
  };
}
