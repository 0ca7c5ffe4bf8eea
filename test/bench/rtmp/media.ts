/** What the bench works on, kept under the temporary folder: clips, files made of them by repetition, and our bundled tool. */
import { access, mkdir, readFile, rename, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runWell } from '../../support/processes.ts';

/** A picture format at a constant bitrate, with AAC at 160 kb/s. */
export type Format = {
  readonly name: string;
  readonly size: string;
  readonly fps: number;
  readonly kbps: number;
};

export const formats = {
  hd: { name: '720p30 4 Mb/s', size: '1280x720', fps: 30, kbps: 4000 },
  fullHd: { name: '1080p60 12 Mb/s', size: '1920x1080', fps: 60, kbps: 12_000 },
} as const satisfies Record<string, Format>;

const clipSeconds = 10;
const quiet = ['-hide_banner', '-loglevel', 'error', '-nostdin', '-y'];

/** Ten seconds with a key frame every two; encoded once. */
export function clipOf(format: Format): Promise<string> {
  return cached(format, 'clip', (file) => {
    const rate = `${format.kbps}k`;
    const gop = String(format.fps * 2);
    const picture = `-f lavfi -i testsrc2=s=${format.size}:r=${format.fps},noise=alls=20:allf=t`;
    const sound = `-f lavfi -i sine=f=440:r=48000 -t ${clipSeconds} -c:a aac -b:a 160k -ac 2`;
    const encoder = '-c:v libx264 -preset superfast -profile:v high -pix_fmt yuv420p -bf 0 -sc_threshold 0';
    const bitrate = `-b:v ${rate} -minrate ${rate} -maxrate ${rate} -bufsize ${rate} -g ${gop} -keyint_min ${gop}`;
    return [...`${picture} ${sound} ${encoder} ${bitrate} -f flv`.split(' '), file];
  });
}

/** The clip repeated up to about `megabytes`. */
export async function fileOf(format: Format, megabytes: number): Promise<string> {
  const clip = await clipOf(format);
  const size = `${megabytes}000000`;
  return cached(format, `${megabytes}MB`, (file) => {
    return ['-stream_loop', '-1', '-i', clip, '-c', 'copy', '-fs', size, '-f', 'flv', file];
  });
}

/** The command-line tools as one file, made of the sources as they stand: what users run. */
export async function bundledTool(): Promise<string> {
  const folder = join(tmpdir(), 'uplink-bench', 'cli');
  await runWell(process.execPath, [join(import.meta.dirname, '..', '..', '..', 'build', 'bundle-tools.mjs'), folder]);
  return join(folder, 'uplink.mjs');
}

/** Reads a file once, so that the disk is not what is measured; returns its length. */
export async function warm(file: string): Promise<number> {
  await runWell('cp', [file, '/dev/null']);
  return (await stat(file)).size;
}

async function cached(format: Format, what: string, args: (file: string) => readonly string[]): Promise<string> {
  const folder = join(tmpdir(), 'uplink-bench');
  await mkdir(folder, { recursive: true });
  const file = join(folder, `${format.size}-${format.fps}-${format.kbps}-${what}.flv`);
  const isThere = await access(file).then(
    () => true,
    () => false,
  );
  if (isThere) return file;
  const part = `${file}.${process.pid}.part`;
  await runWell('ffmpeg', [...quiet, ...args(part)]);
  await rename(part, file);
  return file;
}

/** One tag of a clip. */
export type ClipTag = { readonly track: 'video' | 'audio'; readonly timestamp: number; readonly body: Uint8Array };

/** A clip in memory: the metadata message and all tags. */
export type Clip = { readonly metadata: Uint8Array; readonly tags: readonly ClipTag[] };

const fileHeaderLength = 13;
const tagHeaderLength = 11;

/** Reads a clip; its own walk over the tags, so that the bench needs no engine to read its input. */
export async function readClip(file: string): Promise<Clip> {
  const bytes = await readFile(file);
  const tags: ClipTag[] = [];
  let metadata = new Uint8Array(0);
  for (let at = fileHeaderLength; at + tagHeaderLength <= bytes.length;) {
    const type = bytes.readUInt8(at);
    const length = bytes.readUIntBE(at + 1, 3);
    const timestamp = bytes.readUIntBE(at + 4, 3) + bytes.readUInt8(at + 7) * 0x100_0000;
    const start = at + tagHeaderLength;
    const body = new Uint8Array(bytes.subarray(start, start + length));
    if (type === 18) metadata = body;
    else tags.push({ track: type === 9 ? 'video' : 'audio', timestamp, body });
    at = start + length + 4;
  }
  return { metadata, tags };
}
